import { createHash, randomUUID } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { systemClock } from '../clock.ts';

const ROOT = join(import.meta.dirname, '../..');
const KEPT = join(ROOT, 'node_modules/.cache/rapport');
/** Some are made for a day, and take gigabytes. */
const OLD_MS = 24 * 3_600_000;

/** The path of a file or folder that is kept from run to run, as long as the modules are; or for this run, where none can be kept. */
export function keptPath(name: string): string {
  return join(keptFolder(), name);
}

function keptFolder(): string {
  try {
    mkdirSync(KEPT, { recursive: true });
    accessSync(KEPT, constants.W_OK);
    return KEPT;
  } catch {
    return tmpdir();
  }
}

/**
 * Making a database takes long, reading it back a moment: it is made once for what it is made from (files, and folders of
 * them), and kept. Gives its path.
 */
export async function madeOnce(
  { name, from }: { name: string; from: readonly string[] },
  make: (path: string) => Promise<void>,
): Promise<string> {
  const path = keptPath(`${versionOf(from)}-${name}`);
  if (isThere(path)) return path;
  removeOld(dirname(path));
  // Renamed when it is whole: another process may be looking for it, or making it, too.
  const unfinished = `${path}.${randomUUID()}`;
  await make(unfinished);
  try {
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { recursive: true });
    // A folder takes the place of no other one: what somebody else has made meanwhile is the same.
    if (!existsSync(path)) throw error;
  }
  return path;
}

/** Whether it was made; notes that it is used, so that nobody removes it. */
function isThere(path: string): boolean {
  const now = systemClock.now();
  try {
    utimesSync(path, now, now);
    return true;
  } catch {
    return existsSync(path);
  }
}

/** Removes what was not used for a day: it is made from other files by now, or for another day. */
function removeOld(folder: string): void {
  if (folder !== KEPT) return;
  const before = systemClock.now().getTime() - OLD_MS;
  for (const kept of readdirSync(folder).map((name) => join(folder, name))) {
    const usedAt = statSync(kept, { throwIfNoEntry: false })?.mtimeMs ?? before;
    // Under another name first, so that nobody finds half of it.
    const going = `${kept}.${randomUUID()}`;
    if (usedAt < before && moves(kept, going)) rmSync(going, { recursive: true, force: true });
  }
}

/** Whether it was this process that has moved a file; another one may have done so before. */
function moves(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch {
    return false;
  }
}

const versions = new Map<string, string>();

function versionOf(from: readonly string[]): string {
  const known = versions.get(from.join());
  if (known) return known;
  const lock = join(ROOT, 'package-lock.json');
  const hash = createHash('sha256');
  for (const file of [lock, ...from.flatMap(filesIn)]) hash.update(readFileSync(file));
  const version = hash.digest('hex').slice(0, 16);
  versions.set(from.join(), version);
  return version;
}

function filesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}
