import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

/** Memory that is a folder, where the system has one: what waits for a disk takes no time there. */
const MEMORY = '/dev/shm';
/** The databases of a run need less than half of this. */
const ENOUGH_BYTES = 4 * 1024 ** 3;
const NAME = 'rapport-tests-';

/**
 * Has the temporary files of all tests, and of what they start, in one folder that goes with the run; in memory where there is enough.
 * What an earlier run has left that was killed is removed.
 */
export function setup(project: TestProject): (() => void) | undefined {
  if (!project.isRootProject()) return undefined;
  const within = isRoomy(MEMORY) ? MEMORY : tmpdir();
  for (const left of readdirSync(within))
    if (left.startsWith(NAME) && !isAlive(Number(left.slice(NAME.length).split('-')[0])))
      remove(join(within, left));
  const folder = mkdtempSync(join(within, `${NAME}${process.pid}-`));
  // A server may run as another user.
  chmodSync(folder, 0o711);
  process.env.TMPDIR = folder;
  return () => remove(folder);
}

function isRoomy(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= ENOUGH_BYTES;
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const remove = (folder: string) => rmSync(folder, { recursive: true, force: true });
