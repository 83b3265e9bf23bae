import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { logsMeeting } from '../testing/agent-scripts.ts';
import { type Harness, PEOPLE, startHarness, until } from '../testing/harness.ts';

const ONLY = 'I only work for full members of this workspace';

let harness: Harness;
beforeAll(async () => {
  const guest = PEOPLE.find(({ id }) => id === 'U0GUEST');
  if (!guest) throw new Error('There is no guest.');
  const { isRestricted: _several, ...person } = guest;
  harness = await startHarness({
    script: logsMeeting,
    users: [...PEOPLE, { ...person, id: 'U0SINGLE', name: 'single', isUltraRestricted: true }],
    workspace: {
      channels: [
        { id: 'C0SALES', name: 'sales' },
        { id: 'C0TEAM', name: 'team', members: ['U0LEA', 'U0MARTA'] },
        { id: 'C0GUEST', name: 'guest', members: ['U0LEA', 'U0SINGLE'] },
      ],
    },
  });
});
afterAll(() => harness.close());

const whispersTo = (user: string) => JSON.stringify(harness.workspace.ephemerals(user));
const whispered = (user: string, words: string) =>
  until(`“${words}” to ${user}`, async () => whispersTo(user).includes(words) || undefined);
const fromBot = async (channel: string) =>
  (await harness.workspace.messages(channel)).filter(({ user }) => user === harness.workspace.botUserId);

/** Lea asks for a report in a channel, and presses the button that shares it there. */
async function share(channel: string): Promise<void> {
  const before = harness.workspace.ephemerals('U0LEA').length;
  await harness.workspace.command({ as: 'U0LEA', channel, command: '/report', text: 'quiet-customers' });
  const offer = await until('an offer', async () => harness.workspace.ephemerals('U0LEA')[before]);
  await harness.workspace.click({
    as: 'U0LEA',
    channel,
    messageTs: offer.ts,
    actionId: 'report_share',
  });
}

describe.each([
  ['of several channels', 'U0GUEST'],
  ['of one channel', 'U0SINGLE'],
])('a guest %s', (_, guest) => {
  test('gets one sentence for what they write, and nothing of it is kept', async () => {
    const kept = (await harness.rows('messages')).length;
    for (const channel of [harness.workspace.directChannel(guest), 'C0SALES']) {
      const { reply } = await harness.say({ as: guest, channel, text: '<@U0RAPPORT> what about SECRET?' });
      expect(reply.text).toContain(ONLY);
    }
    expect((await harness.rows('messages')).length).toBe(kept);
    expect(JSON.stringify(await harness.rows('inbox'))).not.toContain('SECRET');
  });

  test('gets no report, and no Home tab that says anything', async () => {
    const runs = (await harness.rows('reportRuns')).length;
    await harness.workspace.command({
      as: guest,
      channel: 'C0SALES',
      command: '/report',
      text: 'quiet-customers',
    });
    await whispered(guest, ONLY);
    expect((await harness.rows('reportRuns')).length).toBe(runs);
    await harness.workspace.openHome(guest, 'home');
    const home = await until('a Home tab', async () => harness.workspace.homeView(guest));
    expect(JSON.stringify(home)).toContain(ONLY);
  });

  test('takes back nothing of what a member has saved in a channel they are in', async () => {
    const { reply } = await harness.say({
      as: 'U0MARTA',
      channel: 'C0SALES',
      text: `<@U0RAPPORT> met ${guest}`,
    });
    await harness.workspace.click({
      as: guest,
      channel: 'C0SALES',
      messageTs: reply.ts,
      actionId: 'undo_run',
    });
    await until('a refusal', async () => whispersTo(guest).split(ONLY).length > 2 || undefined);
    const saved = (await harness.rows('interactions')).map(({ summary }) => summary);
    expect(saved).toContain(`met ${guest}`);
  });

  test('is no member of ours', async () => {
    expect((await harness.rows('members')).map(({ slackUserId }) => slackUserId)).not.toContain(guest);
  });
});

test('a report is not shared into a channel that a guest of one channel reads', async () => {
  await expect(share('C0GUEST')).rejects.toThrow('Nothing to click with action "report_share"');
  expect(await fromBot('C0GUEST')).toEqual([]);
});

test('a report that is shared waits while Slack does not say who reads the channel', async () => {
  let calls = 0;
  const allow = harness.workspace.fault(({ method }) => {
    if (method !== 'conversations.members') return undefined;
    calls += 1;
    // Asked before it is offered, at the press, and again when the report is there.
    return calls === 3 ? { status: 429, headers: { 'retry-after': '1' } } : undefined;
  });
  await share('C0TEAM');
  await until('the report', async () => (await fromBot('C0TEAM'))[0]);
  allow();
  expect(calls).toBe(4);
  expect(JSON.stringify(await fromBot(harness.workspace.directChannel('U0LEA')))).not.toContain(
    'Slack is busy',
  );
});
