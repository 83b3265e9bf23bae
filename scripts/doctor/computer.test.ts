import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseConfig, SETTINGS } from '../../src/config.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { temporaryFolder } from '../../src/testing/temporary-folder.ts';
import { VERSION } from '../../src/version.ts';
import {
  checkBackup,
  checkClock,
  checkDisk,
  checkPublicUrl,
  checkRunning,
  checkSettings,
} from './computer.ts';

let folder: ReturnType<typeof temporaryFolder>;
let server: Server;
let port: number;
/** What the server says at each path, and its Date. */
let answers: Record<string, [number, string]>;
let date: string | undefined;

beforeEach(async () => {
  folder = temporaryFolder();
  answers = {};
  date = undefined;
  server = createServer((request, response) => {
    const [status, text] = answers[request.url ?? ''] ?? [404, ''];
    response.writeHead(status, date ? { date } : {}).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterEach(() => {
  server.close();
  folder.remove();
});

const configOf = (more: Record<string, string> = {}) =>
  parseConfig({
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_SIGNING_SECRET: 'secret',
    SLACK_API_URL: `http://127.0.0.1:${port}/api/`,
    MODEL: 'offline',
    DATABASE_URL: `file:${join(folder.path, 'rapport.db')}`,
    PORT: String(port),
    ...more,
  });

test('settings that are given are named without their values, and names that are nearly one are told', () => {
  const env = {
    SLACK_BOT_TOKEN_FILE: '/run/secrets/token',
    OPENAI_API_KEY: 'sk-1',
    DATABSE_URL: 'x',
    DATABASE_ULR: 'x',
    HOSTNAME: 'x',
  };
  expect(checkSettings(env, SETTINGS)).toBe(
    `SLACK_BOT_TOKEN, OPENAI_API_KEY; the other ${SETTINGS.length - 2} as usual
    ! DATABASE_ULR is no setting of Rapport (did you mean “DATABASE_URL”?)`,
  );
});

test('a clock that is wrong is told, and by how much', async () => {
  answers = { '/api/api.test': [200, '{}'] };
  expect(await checkClock(configOf())).toBe('as Slack’s, within a minute');
  date = new Date(Date.now() - 400_000).toUTCString();
  await expect(checkClock(configOf())).rejects.toThrow(/^(?:399|400|401) seconds ahead of Slack’s/);
});

test('the public address is tried with a request that Rapport has to refuse', async () => {
  expect(await checkPublicUrl(configOf())).toContain('! set PUBLIC_URL');
  const config = configOf({ PUBLIC_URL: `http://127.0.0.1:${port}/` });
  await expect(checkPublicUrl(config)).rejects.toThrow(/answers 404 to a request that is not signed/);
  answers = { '/slack/events': [401, ''], '/metrics': [200, 'x'] };
  expect(await checkPublicUrl(config)).toContain(`/metrics is open to everybody`);
  answers = { '/slack/events': [401, ''] };
  expect(await checkPublicUrl(config)).toMatch(/reaches Rapport$/);
  expect(await checkPublicUrl(configOf({ SLACK_APP_TOKEN: 'xapp-1' }))).toBe('not needed in Socket Mode');
});

test('the version that runs is asked for, and what it says of itself', async () => {
  answers = { '/readyz': [200, `ready\nversion ${VERSION}\n`] };
  expect(await checkRunning(configOf())).toBe(`version ${VERSION}`);
  answers = { '/readyz': [200, 'degraded: reports cannot be run\nversion 0.0.1\n'] };
  expect(await checkRunning(configOf())).toMatch(/! degraded: reports[\s\S]*version 0\.0\.1 runs, and/);
  answers = { '/readyz': [503, 'not ready: not connected to Slack\nversion 0.0.1\n'] };
  await expect(checkRunning(configOf())).rejects.toThrow('not ready: not connected to Slack');
  expect(await checkRunning(configOf({ PORT: '1' }))).toContain('! nothing answers on port 1');
});

test('room on the disk and the newest backup are told', async () => {
  const store = openSqlite({ path: join(folder.path, 'rapport.db') });
  await store.migrate();
  await store.close();
  expect(await checkDisk(configOf())).toMatch(/^the database takes \d+ MB; .* are free$/);
  expect(await checkBackup(configOf())).toContain('! Nobody is told');
  const path = join(folder.path, 'backups', 'rapport-1.db');
  mkdirSync(join(folder.path, 'backups'));
  writeFileSync(path, 'x');
  expect(await checkBackup(configOf())).toMatch(/the newest in .* is of \d{4}-/);
  const old = new Date(Date.now() - 4 * 86_400_000);
  utimesSync(path, old, old);
  await expect(checkBackup(configOf())).rejects.toThrow('is 4 days old');
});
