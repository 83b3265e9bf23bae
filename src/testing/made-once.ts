import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../clock.ts';

const ROOT = join(import.meta.dirname, '../..');
const KEPT = join(ROOT, 'node_modules/.cache/rapport');
const OLD_MS = 7 * 24 * 3_600_000;

/** The path of a file or folder that is kept from run to run, as long as the modules are. */
export function keptPath(name: string): string {
  mkdirSync(KEPT, { recursive: true });
  return join(KEPT, name);
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
  if (existsSync(path)) {
    const now = systemClock.now();
    utimesSync(path, now, now);
    return path;
  }
  removeOld();
  // Renamed when it is whole: another process may be looking for it, or making it, too.
  const unfinished = `${path}.${randomUUID()}`;
  await make(unfinished);
  try {
    renameSync(unfinished, path);
  } catch (error) {
    // A folder takes the place of no other one: what somebody else has made meanwhile is the same.
    if (!existsSync(path)) throw error;
    rmSync(unfinished, { recursive: true });
  }
  return path;
}

/** Removes what was not used for a week: it is made from other files by now, or for another day. */
function removeOld(): void {
  const before = systemClock.now().getTime() - OLD_MS;
  for (const kept of readdirSync(KEPT).map((name) => join(KEPT, name))) {
    const usedAt = statSync(kept, { throwIfNoEntry: false })?.mtimeMs ?? before;
    if (usedAt < before) rmSync(kept, { recursive: true, force: true });
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
