import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { logsMeeting } from '../testing/agent-scripts.ts';
import { type Harness, startHarness, until } from '../testing/harness.ts';

const GOOD = 'Thanks.';
const ASKS = 'What should have been different?';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
  for (const as of ['U0TOM', 'U0LEA', 'U0ADA']) await harness.say({ as, text: 'hello' });
});
afterAll(() => harness.close());
beforeEach(() => harness.model.script(() => ({ text: 'Fine.' })));

/** An answer, the run that gave it, and what anybody thinks of it. */
const answerTo = async (as: string, text: string, channel = harness.workspace.directChannel(as)) => {
  const mention = channel.startsWith('D') ? '' : '<@U0RAPPORT> ';
  const { reply, ts } = await harness.say({ as, channel, text: `${mention}${text}` });
  await harness.settled();
  const said = (await harness.rows('messages')).find(
    (row) => row.channel === channel && row.ts === ts && row.author === 'assistant',
  );
  const runId = said?.runId ?? '';
  expect(runId).not.toBe('');
  const click = (user: string, way: 'up' | 'down') =>
    harness.workspace.click({
      as: user,
      channel,
      messageTs: reply.ts,
      actionId: 'feedback',
      value: `${way}:${runId}`,
    });
  const react = (user: string, name: string) =>
    harness.workspace.react({ as: user, channel, ts: reply.ts, name });
  return { channel, ts, reply, runId, click, react };
};
const memberOf = async (slackUserId: string) =>
  (await harness.rows('members')).find((row) => row.slackUserId === slackUserId)?.id;
const opinionsOn = async (runId: string) =>
  (await harness.rows('feedback')).filter((row) => row.runId === runId);
const whispered = (user: string, words: string) =>
  until(`the words “${words}”`, async () =>
    harness.workspace.ephemerals(user).find(({ text }) => text.includes(words)),
  );
const blocksOf = async (channel: string, ts: string) =>
  JSON.stringify((await harness.workspace.messages(channel)).find((message) => message.ts === ts)?.blocks);

describe('the thumbs below an answer', () => {
  test('keep what the person thinks, with the run that gave it, and the last word counts', async () => {
    const { runId, click, ts } = await answerTo('U0MARTA', 'how are you?');
    expect((await click('U0MARTA', 'up')).status).toBe(200);
    await whispered('U0MARTA', GOOD);
    expect(await opinionsOn(runId)).toMatchObject([{ kind: 'thumb', isGood: true }]);
    await click('U0MARTA', 'down');
    expect(await whispered('U0MARTA', ASKS)).toMatchObject({ threadTs: ts });
    const memberId = await memberOf('U0MARTA');
    expect(await opinionsOn(runId)).toMatchObject([{ memberId, kind: 'thumb', isGood: false }]);
  });

  test('keep nothing of a member in the direct messages of another', async () => {
    const { runId, click } = await answerTo('U0MARTA', 'how are you?');
    await click('U0TOM', 'down');
    const said = await until('an answer', async () => harness.workspace.ephemerals('U0TOM').at(-1));
    expect(said.text).toBe('Only the person who got this answer can rate it.');
    expect(await opinionsOn(runId)).toEqual([]);
  });

  test('stay below the answer when what it saved is taken back', async () => {
    harness.model.script(logsMeeting);
    const { channel, reply, click, runId } = await answerTo('U0MARTA', 'met THUMBED');
    const { ts: messageTs } = reply;
    await harness.workspace.click({ as: 'U0MARTA', channel, messageTs, actionId: 'undo_run' });
    const closed = await until('a closed card', async () => {
      const blocks = await blocksOf(channel, messageTs);
      return blocks?.includes('by Marta') ? blocks : undefined;
    });
    expect(closed).not.toContain('undo_run');
    expect(closed).toContain('feedback_buttons');
    await click('U0MARTA', 'up');
    await until('a thumb', async () => ((await opinionsOn(runId)).length === 2 ? true : undefined));
  });

  test('are not below an apology', async () => {
    harness.model.script(() => ({ status: 401 }));
    const { reply } = await harness.say({ as: 'U0MARTA', text: 'how are you?' });
    expect(reply.text).toContain('Sorry');
    expect(JSON.stringify(reply.blocks)).not.toContain('feedback_buttons');
  });
});

describe('a thumb as an emoji', () => {
  test.each([
    ['+1', true],
    ['thumbsup', true],
    ['-1', false],
    ['-1::skin-tone-3', false],
  ])('%s below an answer counts the same', async (name, isGood) => {
    const { runId, react } = await answerTo('U0MARTA', 'how are you?', 'C0SALES');
    await react('U0TOM', name);
    await harness.settled();
    expect(await opinionsOn(runId)).toMatchObject([{ memberId: await memberOf('U0TOM'), isGood }]);
  });

  test('that is taken away again counts no more', async () => {
    const { runId, react, channel, reply } = await answerTo('U0MARTA', 'how are you?', 'C0SALES');
    await react('U0TOM', '+1');
    await harness.settled();
    expect(await opinionsOn(runId)).toHaveLength(1);
    await harness.workspace.react({ as: 'U0TOM', channel, ts: reply.ts, name: '+1', remove: true });
    await harness.settled();
    expect(await opinionsOn(runId)).toEqual([]);
  });

  test('says nothing of a stranger, of another emoji, or of what people write to each other', async () => {
    const { runId, react, channel } = await answerTo('U0MARTA', 'how are you?', 'C0SALES');
    const before = await harness.rows('feedback');
    await react('U0GUEST', '-1');
    await react('U0TOM', 'eyes');
    const { ts } = await harness.workspace.post({ as: 'U0LEA', channel, text: 'lunch?' });
    await harness.workspace.react({ as: 'U0TOM', channel, ts, name: '+1' });
    await harness.settled();
    expect(await opinionsOn(runId)).toEqual([]);
    expect(await harness.rows('feedback')).toEqual(before);
    expect(
      (await harness.rows('inbox')).filter(({ payload }) => Object.hasOwn(Object(payload), 'isGood')),
    ).toEqual([]);
  });
});

describe('a correction', () => {
  beforeEach(() => harness.model.script(logsMeeting));

  test('is kept also when the model failed right after taking it back', async () => {
    const { runId, channel, ts } = await answerTo('U0MARTA', 'met BROKEN', 'C0SALES');
    harness.model.script(({ results }) =>
      results.length === 0 ? { calls: [{ name: 'undo', input: {} }] } : { status: 401 },
    );
    const { reply } = await harness.say({ as: 'U0MARTA', channel, threadTs: ts, text: 'no, undo that' });
    expect(reply.text).toMatch(/^Undone; only my answer failed/);
    expect(await opinionsOn(runId)).toMatchObject([{ kind: 'correction' }]);
  });
});
