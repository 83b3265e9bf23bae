import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RUNS_TYPESCRIPT } from '../node-arguments.ts';
import { openSqlite } from '../store/sqlite.ts';
import { logsMeeting } from '../testing/agent-scripts.ts';
import { type Harness, startHarness, until } from '../testing/harness.ts';
import { fixedClock } from '../testing/team.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..', '..');
const HOUR = 3_600_000;

let folder: ReturnType<typeof temporaryFolder>;
let clock: ReturnType<typeof fixedClock>;
let harness: Harness;
beforeEach(async () => {
  folder = temporaryFolder();
  clock = fixedClock(new Date());
  const store = openSqlite({ path: join(folder.path, 'rapport.db'), clock });
  harness = await startHarness({ store, clock, script: logsMeeting, workspace: { clock } });
});
afterEach(async () => {
  await harness.close();
  folder.remove();
});

/** Runs `npm run retry` beside the app, as operators do. */
async function retry(...args: string[]): Promise<string> {
  const env = { PATH: process.env.PATH, DATABASE_URL: `file:${join(folder.path, 'rapport.db')}` };
  const command = [...RUNS_TYPESCRIPT, 'scripts/retry.ts', ...args];
  const { stdout } = await run(process.execPath, command, { cwd: ROOT, env });
  return stdout;
}

const write = () =>
  harness.workspace.post({
    as: 'U0MARTA',
    channel: harness.workspace.directChannel('U0MARTA'),
    text: 'met ANA',
  });

const delivery = async () => (await harness.rows('outbox'))[0];

const said = async () =>
  (await harness.workspace.messages(harness.workspace.directChannel('U0MARTA')))
    .filter(({ user }) => user === harness.workspace.botUserId)
    .map(({ text }) => text);

const becomes = (status: string, advanceMs = 0) =>
  until(`the delivery to be ${status}`, async () => {
    const row = await delivery();
    if (row?.status === status) return row;
    if (advanceMs > 0 && row && !row.leaseUntil) clock.advance(advanceMs);
    return undefined;
  });

test('a delivery that Slack has refused is sent once when it is repeated', { timeout: 120_000 }, async () => {
  const stop = harness.workspace.fault(({ method }) =>
    method === 'chat.postMessage'
      ? { status: 200, body: { ok: false, error: 'restricted_action' } }
      : undefined,
  );
  await write();
  await becomes('failed');
  stop();
  expect(await retry('--dry-run')).toMatch(/restricted_action[\s\S]*Nothing was repeated/);
  clock.advance(HOUR);
  expect(await said()).toEqual([]);
  expect(await retry()).toContain('1 are done again');
  await becomes('sent', 60_000);
  expect(await said()).toEqual([expect.stringContaining('Saved')]);
  expect(await retry()).toContain('Nothing has failed since');
});

test('a delivery that was given up, and had arrived, is not posted a second time', {
  timeout: 120_000,
}, async () => {
  const reading = ['conversations.replies', 'conversations.history'];
  const stop = harness.workspace.fault(({ method }) => {
    if (method === 'chat.postMessage') return 'drop-after';
    return reading.includes(method) ? { status: 503 } : undefined;
  });
  await write();
  await until('the answer to arrive', async () => (await said()).length > 0 || undefined);
  await becomes('failed', 12 * HOUR);
  stop();
  expect(await retry('deliveries')).toContain('1 are done again');
  await becomes('sent', 60_000);
  expect(await said()).toEqual([expect.stringContaining('Saved')]);
});
