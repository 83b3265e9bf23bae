import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { StoreConfig } from '../store-settings.ts';

/** A disk with less room than one of these is nearly full: a migration copies the database, and the log of writes grows. */
const NEARLY_FULL = {
  leastBytes: 500_000_000,
  /** The part that is free, below which also a large disk is nearly full, as long as it has less than `fewBytes`. */
  leastPart: 0.05,
  fewBytes: 5_000_000_000,
} as const;

/** Room on the disk of the database, in bytes. */
export type FreeDisk = { folder: string; free: number; total: number };

/** Measures the disk of an SQLite database; undefined on Postgres, whose disk is not ours to see. */
export async function measureDisk(store: StoreConfig): Promise<FreeDisk | undefined> {
  if (store.kind === 'postgres') return undefined;
  const folder = dirname(store.path);
  const { bavail, bsize, blocks } = await statfs(folder);
  return { folder, free: bavail * bsize, total: blocks * bsize };
}

/** Says that a disk is nearly full; undefined while it is not. */
export function describeFullDisk({ folder, free, total }: FreeDisk): string | undefined {
  const isFull =
    free < NEARLY_FULL.leastBytes || (free < NEARLY_FULL.fewBytes && free < NEARLY_FULL.leastPart * total);
  if (!isFull) return undefined;
  return `The disk of ${folder} is nearly full: ${Math.round(free / 1e6)} MB are left. When it is full, Rapport takes nothing in any more.`;
}
