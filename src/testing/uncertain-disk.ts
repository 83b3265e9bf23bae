import { copyFileSync, existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { openSqlite } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';

/** The log of SQLite: a header, then frames of a header and a page. Source: https://www.sqlite.org/fileformat2.html#walformat */
const LOG = { header: 32, frame: 24 + 4_096, framesAt: 16 } as const;
/** So many frames never come together here, so that the log is not moved into the file, and every frame has one place. */
const MOST_FRAMES = 3_500;

/** A database on a disk that has only what was synced, until the machine says otherwise. */
export type UncertainDisk = {
  store: Store;
  /**
   * Copies the database as a power cut would leave it: of what came to the log after the last durable commit, some is
   * lost, from a random byte on, or in the middle.
   */
  cutPower(to: string, random: () => number): void;
  /** How many frames of the log a power cut could take away now. */
  countUncertain(): number;
};

/** Opens a database of which is known at every time how much of its log is on the disk. */
export function openUncertainDisk(path: string): UncertainDisk {
  const copied = new Sqlite(path);
  copied.pragma('wal_checkpoint(TRUNCATE)');
  copied.close();
  const store = openSqlite({ path });
  let durable = 0;

  /** The frames of the log that are committed, as the index of the log says. */
  function countFrames(): number {
    const index = `${path}-shm`;
    const frames = existsSync(index) ? readFileSync(index).readUInt32LE(LOG.framesAt) : 0;
    if (frames > MOST_FRAMES) throw new Error('The log has grown too long for this disk.');
    return frames;
  }

  return {
    store: {
      ...store,
      transaction: async (work, options) => {
        let before = 0;
        const result = await store.transaction(async (tx) => {
          before = countFrames();
          return work(tx);
        }, options);
        const after = countFrames();
        // A commit without frames syncs nothing.
        if (options?.durability !== 'soon' && after > before) durable = Math.max(durable, after);
        return result;
      },
    },
    countUncertain: () => countFrames() - durable,
    cutPower: (to, random) => {
      copyFileSync(path, to);
      if (!existsSync(`${path}-wal`)) return;
      copyFileSync(`${path}-wal`, `${to}-wal`);
      const kept = durable === 0 ? 0 : LOG.header + durable * LOG.frame;
      const { size } = statSync(`${to}-wal`);
      const at = kept + Math.floor(random() * (size - kept + 1));
      if (random() < 0.5) truncateSync(`${to}-wal`, at);
      else blot(`${to}-wal`, { from: at, until: at + Math.floor(random() * (size - at + 1)) });
    },
  };
}

/** Empties a part of a file: a disk may write what comes later before what comes earlier. */
function blot(path: string, { from, until }: { from: number; until: number }): void {
  const content = readFileSync(path);
  content.fill(0, from, until);
  writeFileSync(path, content);
}
