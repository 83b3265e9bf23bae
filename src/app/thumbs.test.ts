import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { calls, logsMeeting } from '../testing/agent-scripts.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';

const GOOD = { say: 'Thanks.' };
const ASKS = { say: expect.stringContaining('What should have been different?') };

let desk: AppDesk;
beforeAll(async () => {
  desk = await openAppDesk({ reports: 'none' });
  for (const name of ['Marta', 'Tom', 'Lea']) await desk.join(name);
  await desk.join('Ada', { role: 'admin' });
  desk.chat.refuse('U0GUEST', 'guest');
});
afterAll(() => desk.close());
beforeEach(() => desk.script(() => ({ text: 'Fine.' })));

/** An answer, the run that gave it, and what anybody thinks of it. */
async function answerTo(as: string, text: string, channel?: string) {
  const { reply: card, ...said } = await desk.say({ as, text, ...(channel && { channel }) });
  const runId = card?.document.feedback ?? '';
  if (!card || runId === '') throw new Error('There is no answer.');
  const thumb = (user: string, way: 'up' | 'down') =>
    desk.press('feedback', { as: user, on: card, value: `${way}:${runId}` });
  const key = `reaction:${card.channel}:${card.ts}`;
  const react = (user: string, isGood: boolean, ts?: string, isWithdrawn = false) =>
    desk.receive({
      kind: 'reaction',
      threadKey: `${key}:${user}`,
      payload: {
        user,
        channel: card.channel,
        ts: card.ts,
        isGood,
        isWithdrawn,
        direct: card.channel.startsWith('D'),
      },
      ...(ts && { ts }),
    });
  return { ...said, card, runId, thumb, react };
}
const memberOf = async (slackUserId: string) =>
  (await desk.rows('members')).find((row) => row.slackUserId === slackUserId)?.id;
const opinionsOn = async (runId: string) =>
  (await desk.rows('feedback')).filter((row) => row.runId === runId);

describe('the thumbs below an answer', () => {
  test('keep what the person thinks, with the run that gave it, and the last word counts', async () => {
    const { runId, thumb } = await answerTo('U0MARTA', 'how are you?');
    expect(await thumb('U0MARTA', 'up')).toEqual(GOOD);
    expect(await opinionsOn(runId)).toMatchObject([{ kind: 'thumb', isGood: true }]);
    expect(await thumb('U0MARTA', 'down')).toEqual(ASKS);
    const memberId = await memberOf('U0MARTA');
    expect(await opinionsOn(runId)).toMatchObject([{ memberId, kind: 'thumb', isGood: false }]);
  });

  test('can be pressed by every member in a channel', async () => {
    const { runId, thumb } = await answerTo('U0MARTA', 'how are you?', 'C0SALES');
    expect(await thumb('U0TOM', 'down')).toEqual(ASKS);
    expect(await opinionsOn(runId)).toMatchObject([{ memberId: await memberOf('U0TOM'), isGood: false }]);
  });

  test.each([
    ['somebody from elsewhere', 'U0STRANGER'],
    ['a guest', 'U0GUEST'],
  ])('keep nothing of %s', async (_, user) => {
    const { runId, thumb } = await answerTo('U0MARTA', 'how are you?', 'C0SALES');
    expect(await thumb(user, 'down')).toEqual({ say: expect.stringContaining('only members') });
    expect(await opinionsOn(runId)).toEqual([]);
  });

  test('keep nothing of a member in the direct messages of another', async () => {
    const { runId, thumb } = await answerTo('U0MARTA', 'how are you?');
    expect(await thumb('U0TOM', 'down')).toEqual({
      say: 'Only the person who got this answer can rate it.',
    });
    expect(await opinionsOn(runId)).toEqual([]);
  });

  test('stay below the answer when what it saved is taken back', async () => {
    desk.script(logsMeeting);
    const { card, thumb, runId } = await answerTo('U0MARTA', 'met THUMBED');
    await desk.press('undo_run', { as: 'U0MARTA', on: card });
    expect(card.document.actions).toBeUndefined();
    expect(card.document.feedback).toBe(runId);
    await thumb('U0MARTA', 'up');
    expect(await opinionsOn(runId)).toHaveLength(2);
  });

  test('say nothing of a value that is none of theirs', async () => {
    const { card } = await answerTo('U0MARTA', 'how are you?');
    const reply = await desk.press('feedback', { as: 'U0MARTA', on: card, value: 'sideways' });
    expect(reply).toEqual({ say: 'I do not know this answer.' });
  });
});

describe('a thumb as an emoji', () => {
  test('delivered again does not bring an earlier opinion back', async () => {
    const { runId, react } = await answerTo('U0MARTA', 'how are you?', 'C0SALES');
    const [first, later] = ['1764000000.000100', '1764000001.000100'];
    expect(await react('U0TOM', true, first)).toBe('new');
    await react('U0TOM', false, later);
    expect(await react('U0TOM', true, first)).toBe('known');
    expect(await opinionsOn(runId)).toMatchObject([{ isGood: false }]);
  });

  test('that is withdrawn counts no more, unless they think the opposite by now', async () => {
    const { runId, react } = await answerTo('U0MARTA', 'how are you?', 'C0SALES');
    await react('U0TOM', true, '1764000000.000100');
    await react('U0LEA', true, '1764000000.000200');
    await react('U0TOM', true, '1764000001.000100', true);
    expect(await opinionsOn(runId)).toMatchObject([{ memberId: await memberOf('U0LEA') }]);
    await react('U0LEA', false, '1764000002.000100');
    await react('U0LEA', true, '1764000003.000100', true);
    expect(await opinionsOn(runId)).toMatchObject([{ isGood: false }]);
  });

  test('counts nothing of a guest, and keeps nothing of what was said', async () => {
    const { runId, react } = await answerTo('U0MARTA', 'how are you?', 'C0SALES');
    await react('U0GUEST', false);
    expect(await opinionsOn(runId)).toEqual([]);
    expect(
      (await desk.rows('inbox')).filter(({ payload }) => Object.hasOwn(Object(payload), 'isGood')),
    ).toEqual([]);
  });

  test('counts nothing of a member in the direct messages of another', async () => {
    const { runId, react } = await answerTo('U0MARTA', 'how are you?');
    await react('U0TOM', false);
    expect(await opinionsOn(runId)).toEqual([]);
  });
});

describe('a correction', () => {
  beforeEach(() => desk.script(logsMeeting));

  test('is kept with the answer whose Undo was pressed', async () => {
    const { runId, card } = await answerTo('U0MARTA', 'met PRESSED', 'C0SALES');
    const undo = () => desk.press('undo_run', { as: 'U0ADA', on: card });
    await Promise.all([undo(), undo()]);
    expect(await opinionsOn(runId)).toMatchObject([
      { memberId: await memberOf('U0ADA'), kind: 'correction', isGood: false },
    ]);
  });

  test('is kept with the answer that was taken back in words', async () => {
    const { runId, channel, ts } = await answerTo('U0MARTA', 'met SPOKEN', 'C0SALES');
    desk.script(calls({ name: 'undo', input: {} }));
    await desk.say({ as: 'U0MARTA', channel, threadTs: ts, text: 'no, undo that' });
    expect(await opinionsOn(runId)).toMatchObject([
      { memberId: await memberOf('U0MARTA'), kind: 'correction' },
    ]);
  });

  test('is none when Undo is refused, or when the author reads an edited message again', async () => {
    const { runId, channel, card, ts } = await answerTo('U0MARTA', 'met EDITED', 'C0SALES');
    const refused = await desk.press('undo_run', { as: 'U0TOM', on: card });
    expect(refused).toEqual({ say: expect.stringContaining('Only the person who wrote this') });
    await desk.edit({ as: 'U0MARTA', channel, ts, text: 'met MEANT' });
    const offer = desk.replies(channel, ts)[1];
    if (!offer) throw new Error('There is no offer.');
    await desk.press('apply_edit', { as: 'U0MARTA', on: offer });
    expect(desk.replies(channel, ts)).toHaveLength(3);
    expect(await opinionsOn(runId)).toEqual([]);
  });
});
