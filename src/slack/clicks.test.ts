import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { logsMeeting } from '../testing/agent-scripts.ts';
import { type Harness, startHarness, until } from '../testing/harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
  for (const as of ['U0TOM', 'U0LEA', 'U0ADA']) await harness.say({ as, text: 'hello' });
});
afterAll(() => harness.close());
beforeEach(() => harness.model.script(logsMeeting));

const summaries = async () => (await harness.rows('interactions')).map(({ summary }) => summary);
const saidBy = async (as: string, text: string) => {
  const { reply, ts } = await harness.say({ as, channel: 'C0SALES', text: `<@U0RAPPORT> ${text}` });
  return { channel: 'C0SALES', messageTs: reply.ts, ts };
};
const card = async (channel: string, threadTs: string, ts: string) =>
  JSON.stringify(
    (await harness.workspace.messages(channel, threadTs)).find((message) => message.ts === ts)?.blocks,
  );
const whispered = (user: string, words: string) =>
  until(`the words “${words}”`, async () =>
    harness.workspace.ephemerals(user).find(({ text }) => text.includes(words)),
  );

describe('Undo', () => {
  test('takes back what was saved, and the card says so', async () => {
    const { channel, messageTs, ts } = await saidBy('U0MARTA', 'met UNDONE');
    expect(await summaries()).toContain('met UNDONE');
    expect(
      (await harness.workspace.click({ as: 'U0MARTA', channel, messageTs, actionId: 'undo_run' })).status,
    ).toBe(200);
    const shown = await until('a closed card', async () => {
      const blocks = await card(channel, ts, messageTs);
      return blocks?.includes('by Marta') ? blocks : undefined;
    });
    expect(shown).not.toContain('undo_run');
    expect(await summaries()).not.toContain('met UNDONE');
  });

  test('is refused to others, allowed to an admin', async () => {
    const { channel, messageTs } = await saidBy('U0MARTA', 'met GUARDED');
    await harness.workspace.click({ as: 'U0TOM', channel, messageTs, actionId: 'undo_run' });
    await whispered('U0TOM', 'Only the person who wrote this, a lead or an admin');
    await harness.workspace.click({ as: 'U0GUEST', channel, messageTs, actionId: 'undo_run' });
    await whispered('U0GUEST', 'only members');
    expect(await summaries()).toContain('met GUARDED');
    await harness.workspace.click({ as: 'U0ADA', channel, messageTs, actionId: 'undo_run' });
    await until('an undone meeting', async () =>
      (await summaries()).includes('met GUARDED') ? undefined : true,
    );
  });
});

test('a press is answered also in a channel that we have had to leave', async () => {
  const { channel, messageTs } = await saidBy('U0MARTA', 'met LEFT');
  const rejoin = harness.workspace.fault(({ method }) =>
    method === 'chat.postEphemeral'
      ? { status: 200, body: { ok: false, error: 'not_in_channel' } }
      : undefined,
  );
  const before = harness.workspace.ephemerals('U0TOM').length;
  await harness.workspace.click({ as: 'U0TOM', channel, messageTs, actionId: 'undo_run' });
  const answer = await until('an answer', async () => harness.workspace.ephemerals('U0TOM')[before]);
  expect(answer.text).toContain('Only the person who wrote this, a lead or an admin');
  rejoin();
});

describe('an edited message', () => {
  const offerAfter = async (ts: string) => (await harness.replies('C0SALES', ts, 2))[1];

  test('can be read again by its author: the old goes, the new comes', async () => {
    const { channel, ts } = await saidBy('U0MARTA', 'met WRONGCO');
    await harness.workspace.edit({ as: 'U0MARTA', channel, ts, text: '<@U0RAPPORT> met RIGHTCO' });
    const offer = await offerAfter(ts);
    expect(offer?.text).toContain('edited the message');
    const click = { channel, messageTs: offer?.ts ?? '', actionId: 'apply_edit' };
    await harness.workspace.click({ as: 'U0ADA', ...click });
    await whispered('U0ADA', 'Only the author');
    const accept = () => harness.workspace.click({ as: 'U0MARTA', ...click });
    await Promise.all([accept(), accept()]);
    await harness.replies('C0SALES', ts, 3);
    await harness.settled();
    const now = await summaries();
    expect(now.filter((summary) => summary.includes('RIGHTCO'))).toHaveLength(1);
    expect(now.filter((summary) => summary.includes('WRONGCO'))).toHaveLength(0);
    const context = JSON.stringify(harness.model.requests.at(-1)?.messages);
    expect(context).toContain('RIGHTCO');
  });

  test('that saved nothing, or was changed by Slack alone, brings no offer', async () => {
    harness.model.script(() => ({ text: 'Good morning!' }));
    const { channel, ts } = await saidBy('U0MARTA', 'good morning');
    await harness.workspace.edit({ as: 'U0MARTA', channel, ts, text: '<@U0RAPPORT> good evening' });
    await harness.settled();
    expect(await harness.replies(channel, ts)).toHaveLength(1);
  });
});

test('a deleted message is forgotten, and what it led to can be taken back', async () => {
  const { channel, ts } = await saidBy('U0MARTA', 'met DELETED');
  await harness.workspace.remove({ as: 'U0MARTA', channel, ts });
  const offer = (await harness.replies(channel, ts, 2))[1];
  expect(offer?.text).toContain('was deleted');
  const kept = (await harness.rows('messages')).filter((row) => row.ts === ts && row.author === 'member');
  expect(kept).toEqual([]);
  await harness.workspace.click({ as: 'U0MARTA', channel, messageTs: offer?.ts ?? '', actionId: 'retract' });
  await until('nothing left of it', async () =>
    (await summaries()).includes('met DELETED') ? undefined : true,
  );
});
