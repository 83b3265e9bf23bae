import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';

let desk: AppDesk;
beforeAll(async () => {
  desk = await openAppDesk({ reports: 'none' });
  await desk.join('Marta');
  await desk.join('Tom');
});
afterAll(() => desk.close());

const companies = async () => (await desk.rows('companies')).map(({ name }) => name);
const met = (name: string) => ({
  calls: [{ name: 'log_interaction', input: { kind: 'meeting', summary: 'Met.', company: { name } } }],
});

/** Somebody presses stop in a thread. */
function stop({ stopper, threadTs }: { stopper: string; threadTs: string }) {
  const threadKey = `D0MARTA:${threadTs}`;
  const ts = String(desk.clock.now().getTime() / 1_000 + 60);
  const entry = { kind: 'stop', threadKey, dedupeKey: `stop:${threadKey}`, ts, status: 'pending' } as const;
  const payload = { user: stopper, channel: 'D0MARTA', threadTs };
  const nothing = { eventId: null, clientMsgId: null, messageTs: null };
  return desk.app.inbox.enqueue({ ...nothing, ...entry, channel: 'D0MARTA', payload });
}

/** Marta writes; while the model thinks about its second step, which is to save more, somebody presses stop. */
async function sayAndStop({ stopper, threadTs }: { stopper: string; threadTs: string }) {
  desk.script(async ({ results }) => {
    if (results.length === 0) return met(`First of ${stopper}`);
    if (results.length > 1) return { text: 'Both are saved.' };
    await stop({ stopper, threadTs });
    return met(`Second by ${stopper}`);
  });
  return desk.say({ as: 'U0MARTA', text: 'met two customers', threadTs });
}

test('a run that somebody stops ends after the step under way, and shows what it had saved', async () => {
  const { text, reply } = await sayAndStop({ stopper: 'U0MARTA', threadTs: '1764000000.000001' });
  expect(text).toContain('Stopped, as you asked. What I had saved before is below.');
  expect(JSON.stringify(reply?.document)).toContain('undo_run');
  expect(await companies()).toEqual(['First of U0MARTA']);
  expect(desk.chat.ended).toEqual([{ channel: 'D0MARTA', threadTs: '1764000000.000001' }]);
  expect((await desk.rows('inbox')).filter(({ kind }) => kind === 'stop')).toEqual([]);
});

test('a model that thinks is waited for no longer, and a run that has saved nothing says so', async () => {
  const threadTs = '1764000600.000001';
  desk.script(async () => {
    await stop({ stopper: 'U0MARTA', threadTs });
    void desk.clock.still().then(() => desk.clock.advance(1_000));
    return new Promise<never>(() => undefined);
  });
  const { text } = await desk.say({ as: 'U0MARTA', text: 'how are the Kestrels doing?', threadTs });
  expect(text).toBe('Stopped, as you asked. Nothing was saved.');
});

test('an answer that comes after the press is not posted', async () => {
  const threadTs = '1764000700.000001';
  desk.script(async () => {
    await stop({ stopper: 'U0MARTA', threadTs });
    return { text: 'They are doing fine.' };
  });
  const { text } = await desk.say({ as: 'U0MARTA', text: 'how are the Kestrels doing?', threadTs });
  expect(text).toBe('Stopped, as you asked. Nothing was saved.');
});

test('whoever wrote is told who has stopped the run, when that was somebody else', async () => {
  const { text } = await sayAndStop({ stopper: 'U0TOM', threadTs: '1764000200.000001' });
  expect(text).toContain('Stopped, as Tom asked.');
});

test('nobody but a member can stop a run', async () => {
  const { text } = await sayAndStop({ stopper: 'U0STRANGER', threadTs: '1764000100.000001' });
  expect(text).toContain('Both are saved.');
  expect(await companies()).toContain('Second by U0STRANGER');
});

test('a stop that comes when nothing is under way says nothing', async () => {
  const before = desk.chat.posted.length;
  const payload = { user: 'U0MARTA', channel: 'D0MARTA', threadTs: '1764000500.000001' };
  await desk.receive({ kind: 'stop', threadKey: 'D0MARTA:1764000500.000001', payload, channel: 'D0MARTA' });
  expect(desk.chat.posted).toHaveLength(before);
});
