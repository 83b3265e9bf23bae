import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY_MS } from '../clock.ts';
import { createSystem, type System } from '../context.ts';
import { createLog } from '../log.ts';
import { temporarySqlite } from '../testing/stores.ts';
import { fixedClock } from '../testing/team.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { describeFullDisk, measureDisk } from './free-disk.ts';
import { findOldBackup } from './last-backup.ts';

let folder: ReturnType<typeof temporaryFolder>;
let system: System;
beforeEach(async () => {
  folder = temporaryFolder();
  system = createSystem({ store: await temporarySqlite(), clock: fixedClock(), log: createLog('silent') });
});
afterEach(async () => {
  await system.store.close();
  folder.remove();
});

const sqlite = () => ({ kind: 'sqlite', path: join(folder.path, 'rapport.db') }) as const;
/** A file in the folder of backups that was written so many days ago. */
function write(name: string, daysAgo: number): void {
  mkdirSync(join(folder.path, 'backups'), { recursive: true });
  const path = join(folder.path, 'backups', name);
  writeFileSync(path, 'x');
  const at = new Date(system.clock.now().getTime() - daysAgo * DAY_MS);
  utimesSync(path, at, at);
}

test('the newest backup counts, copies of migrations do not, and where none was ever made nothing is asked for', () => {
  const find = (watch = {}) =>
    findOldBackup(system, { store: sqlite(), watch: { backupWithinDays: 2, ...watch } });
  expect(find()).toBeUndefined();
  write('rapport-before-migration-1-at-0012.db', 9);
  expect(find()).toBeUndefined();
  write('rapport-1.db', 5);
  expect(find()).toMatch(/The newest backup in .*backups is 5 days old; one is to be made every 2/);
  write('rapport-2.db', 1.5);
  expect(find()).toBeUndefined();
  expect(find({ backupWithinDays: 1 })).toContain('is 1 days old');
});

test('a folder that was named for backups must have one, also beside Postgres', () => {
  const store = { kind: 'postgres', url: 'postgres://x' } as const;
  expect(findOldBackup(system, { store, watch: { backupWithinDays: 2 } })).toBeUndefined();
  const backupDir = join(folder.path, 'nowhere');
  expect(findOldBackup(system, { store, watch: { backupDir, backupWithinDays: 2 } })).toBe(
    `There is no backup in ${backupDir} (BACKUP_DIR).`,
  );
});

test('a disk is nearly full by its room and by its size', async () => {
  const disk = await measureDisk(sqlite());
  expect(disk?.total).toBeGreaterThan(disk?.free ?? Number.POSITIVE_INFINITY);
  const full = (free: number, total: number) => describeFullDisk({ folder: '/data', free, total });
  expect(full(400e6, 10e9)).toBe(
    'The disk of /data is nearly full: 400 MB are left. When it is full, Rapport takes nothing in any more.',
  );
  expect(full(4e9, 100e9)).toContain('nearly full');
  expect(full(1e9, 10e9)).toBeUndefined();
  expect(full(6e9, 1000e9)).toBeUndefined();
});
