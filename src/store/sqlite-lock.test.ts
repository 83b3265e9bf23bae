import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openStore } from './open.ts';
import { openSqlite } from './sqlite.ts';
import { lockFile } from './sqlite-lock.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());
const modeOf = (path: string) => statSync(path).mode & 0o777;

test('a file that is worked on is refused to a second process, in words, and free once the first has let go', () => {
  const path = join(folder.path, 'one.db');
  writeFileSync(path, '');
  const first = lockFile(path);
  expect(() => lockFile(path)).toThrow(/Another Rapport is running on .*one\.db already.*PostgreSQL/);
  first.release();
  lockFile(path).release();
  expect(modeOf(`${path}.lock`)).toBe(0o600);
});

test('a process that was killed leaves no lock behind', async () => {
  const path = join(folder.path, 'killed.db');
  writeFileSync(path, '');
  const sqlite = createRequire(import.meta.url).resolve('better-sqlite3');
  const code = `const db = new (require(${JSON.stringify(sqlite)}))(${JSON.stringify(`${path}.lock`)});
    db.pragma('journal_mode = MEMORY'); db.exec('BEGIN EXCLUSIVE'); console.log('held'); setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(holder.stdout, 'data');
  expect(() => lockFile(path)).toThrow('Another Rapport is running');
  const ended = once(holder, 'close');
  holder.kill('SIGKILL');
  await ended;
  lockFile(path).release();
});

test('beside a running Rapport commands open the file, and another Rapport does not', async () => {
  const path = join(folder.path, 'both.db');
  const running = await openStore({ kind: 'sqlite', path }, { schema: 'migrate', alone: true });
  const command = await openStore({ kind: 'sqlite', path }, { schema: 'require' });
  await command.ping();
  await command.close();
  await expect(openStore({ kind: 'sqlite', path }, { schema: 'migrate', alone: true })).rejects.toThrow(
    'Another Rapport is running',
  );
  await running.close();
  await (await openStore({ kind: 'sqlite', path }, { schema: 'migrate', alone: true })).close();
});

test('a file is one by whichever name it goes', () => {
  const path = join(folder.path, 'real.db');
  writeFileSync(path, '');
  symlinkSync(path, join(folder.path, 'other.db'));
  const first = lockFile(path);
  expect(() => lockFile(join(folder.path, 'other.db'))).toThrow('Another Rapport is running');
  first.release();
});

test('a new database and its folder are for this user alone', async () => {
  const path = join(folder.path, 'new', 'private.db');
  const store = openSqlite({ path });
  await store.migrate();
  expect([
    modeOf(join(folder.path, 'new')),
    modeOf(path),
    modeOf(`${path}-wal`),
    modeOf(`${path}-shm`),
  ]).toEqual([0o700, 0o600, 0o600, 0o600]);
  await store.close();
});

test('a database that others could read is closed to them', async () => {
  const path = join(folder.path, 'open.db');
  writeFileSync(path, '');
  chmodSync(path, 0o644);
  await openSqlite({ path }).close();
  expect(modeOf(path)).toBe(0o600);
});
