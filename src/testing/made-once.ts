import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const KEPT = join(ROOT, 'node_modules/.cache/rapport');

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
  if (existsSync(path)) return path;
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
