import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { transact } from '../../context.ts';
import { saveMessage } from '../../conversation/messages.ts';
import { newId } from '../../ids.ts';
import { RUNS_TYPESCRIPT } from '../../node-arguments.ts';
import { openSqlite } from '../../store/sqlite.ts';
import type { Store } from '../../store/store.ts';
import { carefulObserver } from '../../testing/careful-observer.ts';
import { type ModelServer, startModelServer } from '../../testing/model-server.ts';
import { createTeam, fixedClock } from '../../testing/team.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';

const ROOT = join(import.meta.dirname, '../../..');
const DAY_MS = 24 * 3_600_000;
const run = promisify(execFile);

const folder = temporaryFolder();
const path = join(folder.path, 'rapport.db');
const WISH = 'From now on answer in bullet points';
let store: Store;
let model: ModelServer;
/** Ana wrote a minute ago; her next night is still to come. */
beforeAll(async () => {
  model = await startModelServer(carefulObserver([{ says: WISH, slot: 'format', value: 'bullets' }]));
  store = openSqlite({ path });
  await store.migrate();
  const ana = await createTeam(store).as('ana', { timeZone: 'UTC' });
  const { memberId } = ana.actor;
  const at = new Date(Date.now() - 60_000);
  const said = {
    id: newId(),
    threadKey: 'D1:1',
    channel: 'D1',
    ts: '1.0',
    author: 'member',
    memberId,
    audience: 'direct',
    text: `${WISH} please`,
    createdAt: at,
  } as const;
  await transact(createTeam(store, { clock: fixedClock(at) }).system, (ctx) => saveMessage(ctx, said));
});
afterAll(async () => {
  await store.close();
  await model.close();
  folder.remove();
});

/** Runs the command as operators do, without anything else in its environment. */
async function nightly(...args: string[]): Promise<{ code: number; out: string }> {
  const env = {
    PATH: process.env.PATH,
    OPENAI_BASE_URL: model.baseUrl,
    OPENAI_MODEL: 'scripted',
    DATABASE_URL: `file:${path}`,
  };
  const command = [...RUNS_TYPESCRIPT, 'scripts/nightly.ts', ...args];
  return run(process.execPath, command, { cwd: ROOT, env }).then(
    ({ stdout }) => ({ code: 0, out: stdout }),
    ({ code, stdout, stderr }) => ({ code, out: `${stdout}${stderr}` }),
  );
}

test('nights are done by hand, also those that are still to come, and safely again', {
  timeout: 120_000,
}, async () => {
  const night = new Date(Date.now() + DAY_MS).toISOString().slice(0, 10);
  const { code, out } = await nightly('--night', night);
  expect(out).toMatch(/ana: 1 messages, 0 interactions; 1 new, 0 merged, 0 retired, 0 refused/);
  expect(out).toMatch(/the team: quiet/);
  expect(code).toBe(0);
  const { observations, dreamRuns } = store.tables;
  const learned = await store.read.select().from(observations);
  expect(learned).toMatchObject([{ valueKey: 'bullets', status: 'proposed' }]);
  const nights = await store.read.select().from(dreamRuns);
  expect(await nightly('--night', night)).toMatchObject({
    code: 0,
    out: expect.stringContaining('Nothing to do'),
  });
  expect(await store.read.select().from(dreamRuns)).toEqual(nights);
  expect(await store.read.select().from(observations)).toEqual(learned);
});

test('a day that is none is refused in words', async () => {
  const { code, out } = await nightly('--night', 'tomorrow');
  expect(code).toBe(1);
  expect(out).toContain('“tomorrow” is no day such as 2026-11-25.');
  expect(out).not.toMatch(/\n\s+at /);
});
