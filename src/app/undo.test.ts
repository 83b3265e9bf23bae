import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { calls, logsMeeting } from '../testing/agent-scripts.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import type { Posted } from '../testing/memory-chat.ts';

let desk: AppDesk;
beforeAll(async () => {
  desk = await openAppDesk({ reports: 'none' });
  for (const name of ['Marta', 'Tom', 'Lea']) await desk.join(name);
  await desk.join('Ada', { role: 'admin' });
  desk.chat.refuse('U0GUEST', 'guest');
});
afterAll(() => desk.close());
beforeEach(() => desk.script(logsMeeting));

const summaries = async () => (await desk.rows('interactions')).map(({ summary }) => summary);

/** Marta logs something in a channel; gives the answer with its card. */
async function log(text: string): Promise<{ card: Posted; ts: string }> {
  const { reply, ts } = await desk.say({ as: 'U0MARTA', channel: 'C0SALES', text });
  if (!reply) throw new Error('There is no answer.');
  return { card: reply, ts };
}

test('Undo takes back what was saved, and the card says so', async () => {
  const { card } = await log('met UNDONE');
  expect(await summaries()).toContain('met UNDONE');
  expect(await desk.press('undo_run', { as: 'U0MARTA', on: card })).toBeUndefined();
  expect(card.document.actions).toBeUndefined();
  expect(card.document.facts).toContainEqual({ label: 'Undone', value: 'by Marta' });
  expect(await summaries()).not.toContain('met UNDONE');
});

test('Undo pressed twice at once is done once', async () => {
  const { card } = await log('met DOUBLE');
  const undo = () => desk.press('undo_run', { as: 'U0MARTA', on: card });
  await Promise.all([undo(), undo()]);
  const undone = (await desk.rows('changes')).filter(
    ({ undoneAt, summary }) => undoneAt && summary.includes('DOUBLE'),
  );
  expect(undone).toHaveLength(1);
});

test('Undo in words closes the card too, and touches nothing of another thread', async () => {
  const { card, ts } = await log('met WORDS');
  desk.script(calls({ name: 'undo', input: {} }));
  const elsewhere = await desk.say({ as: 'U0MARTA', channel: 'C0SALES', text: 'undo' });
  expect(elsewhere.reply?.document.text).toContain('nothing of yours to undo in this conversation');
  await desk.say({ as: 'U0MARTA', channel: 'C0SALES', threadTs: ts, text: 'undo that' });
  expect(card.document.actions).toBeUndefined();
  expect(card.document.facts).toContainEqual({ label: 'Undone', value: 'by Marta' });
  expect(await summaries()).not.toContain('met WORDS');
});

test('Undo is refused to others, allowed to an admin', async () => {
  const { card } = await log('met GUARDED');
  const refused = await desk.press('undo_run', { as: 'U0TOM', on: card });
  expect(refused).toEqual({
    say: expect.stringContaining('Only the person who wrote this, a lead or an admin'),
  });
  const unknown = await desk.press('undo_run', { as: 'U0GUEST', on: card });
  expect(unknown).toEqual({ say: expect.stringContaining('only members') });
  expect(await summaries()).toContain('met GUARDED');
  await desk.press('undo_run', { as: 'U0ADA', on: card });
  expect(await summaries()).not.toContain('met GUARDED');
});
