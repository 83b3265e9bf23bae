import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Harness, startHarness, until } from '../testing/harness.ts';
import { calls, logsMeeting } from '../testing/scripts.ts';

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

  test('can be pressed by every member in a channel', async () => {
    const { runId, click } = await answerTo('U0MARTA', 'how are you?', 'C0SALES');
    await click('U0TOM', 'down');
    await whispered('U0TOM', ASKS);
    expect(await opinionsOn(runId)).toMatchObject([{ memberId: await memberOf('U0TOM'), isGood: false }]);
  });

  test.each([
    ['somebody from elsewhere', 'U0STRANGER', 'only members'],
    ['a guest', 'U0GUEST', 'only members'],
  ])('keep nothing of %s', async (_, user, words) => {
    const { runId, click } = await answerTo('U0MARTA', 'how are you?', 'C0SALES');
    await click(user, 'down');
    await whispered(user, words);
    expect(await opinionsOn(runId)).toEqual([]);
  });

  test('keep nothing of a member in the direct messages of another', async () => {
    const { runId, click } = await answerTo('U0MARTA', 'how are you?');
    const before = harness.logged.length;
    await click('U0TOM', 'down');
    // Slack does not let us speak to somebody who is not there.
    await until('an end of it', async () =>
      harness.logged.slice(before).find((line) => line.includes('click not answered')),
    );
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

  test('delivered again does not bring an earlier opinion back', async () => {
    const { runId, channel, reply, react } = await answerTo('U0MARTA', 'how are you?', 'C0SALES');
    const event = {
      type: 'reaction_added',
      user: 'U0TOM',
      reaction: '+1',
      item: { type: 'message', channel, ts: reply.ts },
      item_user: 'U0RAPPORT',
      event_ts: '1764000000.000100',
    };
    await harness.workspace.deliverEvent(event);
    await harness.settled();
    await react('U0TOM', '-1');
    await harness.settled();
    await harness.workspace.deliverEvent(event, { retryNum: 1 });
    await harness.settled();
    expect(await opinionsOn(runId)).toMatchObject([{ isGood: false }]);
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
    expect((await harness.rows('inbox')).filter(({ payload }) => payload && 'isGood' in payload)).toEqual([]);
  });
});

describe('a correction', () => {
  beforeEach(() => harness.model.script(logsMeeting));

  test('is kept with the answer whose Undo was pressed', async () => {
    const { runId, channel, reply } = await answerTo('U0MARTA', 'met CLICKED', 'C0SALES');
    const undo = () =>
      harness.workspace.click({ as: 'U0ADA', channel, messageTs: reply.ts, actionId: 'undo_run' });
    await Promise.all([undo(), undo()]);
    await until('a correction', async () => ((await opinionsOn(runId)).length > 0 ? true : undefined));
    expect(await opinionsOn(runId)).toMatchObject([
      { memberId: await memberOf('U0ADA'), kind: 'correction', isGood: false },
    ]);
  });

  test('is kept with the answer that was taken back in words', async () => {
    const { runId, channel, ts } = await answerTo('U0MARTA', 'met SPOKEN', 'C0SALES');
    harness.model.script(calls({ name: 'undo', input: {} }));
    await harness.say({ as: 'U0MARTA', channel, threadTs: ts, text: 'no, undo that' });
    expect(await opinionsOn(runId)).toMatchObject([
      { memberId: await memberOf('U0MARTA'), kind: 'correction' },
    ]);
  });

  test('is kept also when the model failed right after taking it back', async () => {
    const { runId, channel, ts } = await answerTo('U0MARTA', 'met BROKEN', 'C0SALES');
    harness.model.script(({ results }) =>
      results.length === 0 ? { calls: [{ name: 'undo', input: {} }] } : { status: 401 },
    );
    const { reply } = await harness.say({ as: 'U0MARTA', channel, threadTs: ts, text: 'no, undo that' });
    expect(reply.text).toMatch(/^Undone; only my answer failed/);
    expect(await opinionsOn(runId)).toMatchObject([{ kind: 'correction' }]);
  });

  test('is none when Undo is refused, or when the author reads an edited message again', async () => {
    const { runId, channel, reply, ts } = await answerTo('U0MARTA', 'met EDITED', 'C0SALES');
    const { ts: messageTs } = reply;
    await harness.workspace.click({ as: 'U0TOM', channel, messageTs, actionId: 'undo_run' });
    await whispered('U0TOM', 'Only the person who wrote this');
    await harness.workspace.edit({ as: 'U0MARTA', channel, ts, text: '<@U0RAPPORT> met MEANT' });
    const offer = (await harness.replies(channel, ts, 2))[1];
    const at = { as: 'U0MARTA', channel, messageTs: offer?.ts ?? '' };
    await harness.workspace.click({ ...at, actionId: 'apply_edit' });
    await harness.replies(channel, ts, 3);
    await harness.settled();
    expect(await opinionsOn(runId)).toEqual([]);
  });
});
