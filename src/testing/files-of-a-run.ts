import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync, statSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { isProcess } from '../processes.ts';

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
  for (const place of [MEMORY, tmpdir()]) removeLeft(place);
  const folder = mkdtempSync(join(isRoomy(MEMORY) ? MEMORY : tmpdir(), `${NAME}${process.pid}-`));
  // A server may run as another user.
  chmodSync(folder, 0o711);
  process.env.TMPDIR = folder;
  return () => remove(folder);
}

/** Removes our folders of runs that are over. */
function removeLeft(place: string): void {
  const names = existsSync(place) ? readdirSync(place) : [];
  for (const name of names.filter((each) => each.startsWith(NAME))) {
    const folder = join(place, name);
    const isOurs = statSync(folder, { throwIfNoEntry: false })?.uid === process.getuid?.();
    if (isOurs && !isProcess(Number(name.slice(NAME.length).split('-')[0]))) remove(folder);
  }
}

function isRoomy(folder: string): boolean {
  if (!existsSync(folder) || freemem() < ENOUGH_BYTES) return false;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize >= ENOUGH_BYTES;
}

const remove = (folder: string) => rmSync(folder, { recursive: true, force: true });
