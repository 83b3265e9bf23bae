import { afterEach, describe, expect, test } from 'vitest';
import { logsMeeting } from '../testing/agent-scripts.ts';
import { type Harness, PEOPLE, startHarness, until } from '../testing/harness.ts';

let harness: Harness;
afterEach(() => harness.close());

const ORGANISATION = 'E0RAPPORT';
const grid = (id: string, gridTeams: string[]) => ({
  id,
  name: id.toLowerCase(),
  realName: id,
  email: `${id.toLowerCase()}@example.com`,
  timeZone: 'Europe/Lisbon',
  gridTeams,
});

test('on Enterprise Grid the list of teams says who is a member, whatever team_id says', async () => {
  harness = await startHarness({
    script: logsMeeting,
    users: [grid('U0OURS', ['T0SISTER', 'T0RAPPORT']), grid('U0SISTER', ['T0SISTER'])],
    workspace: { organisation: { id: ORGANISATION } },
  });
  const { reply } = await harness.say({ as: 'U0OURS', text: 'met GRID' });
  expect(reply.text).not.toContain('Sorry');
  const refused = await harness.say({ as: 'U0SISTER', text: 'met SISTER' });
  expect(refused.reply.text).toContain('I only work for full members of this workspace');
  expect((await harness.rows('members')).map(({ slackUserId }) => slackUserId)).toEqual(['U0OURS']);
});

test('a mention by a member of ours in a customer’s channel is not dropped, and their people are refused', async () => {
  harness = await startHarness({
    script: logsMeeting,
    workspace: { channels: [{ id: 'C0THEIRS', name: 'theirs', hostTeamId: 'T0ELSEWHERE' }] },
  });
  const theirs = { channel: 'C0THEIRS', text: '<@U0RAPPORT> met CONNECT' };
  const said = await harness.say({ ...theirs, as: 'U0TOM' });
  expect(said.reply.text).toContain('People from outside your team read this channel');
  expect(await harness.rows('messages')).toEqual([]);
  expect(await harness.rows('interactions')).toEqual([]);
  expect((await harness.rows('inbox')).map(({ status, payload }) => [status, payload])).toEqual([
    ['refused', null],
  ]);
  const refused = await harness.say({ ...theirs, as: 'U0STRANGER' });
  expect(refused.reply.text).toContain('I only work for full members');
});

test('three hundred status changes ask Slack nothing and write nothing, and a change of role is heard at once', async () => {
  harness = await startHarness({ script: logsMeeting });
  const { workspace } = harness;
  await harness.say({ as: 'U0MARTA', text: 'met BEFORE' });
  workspace.clearCalls();
  const change = (at: number) =>
    workspace.deliverEvent({
      type: 'user_change',
      user: workspace.slackUser('U0MARTA'),
      event_ts: `1.${at}`,
    });
  await Promise.all(Array.from({ length: 300 }, (_, at) => change(100 + at)));
  expect(workspace.calls('users.info')).toEqual([]);
  expect((await harness.rows('inbox')).filter(({ kind }) => kind === 'user_change')).toEqual([]);
  workspace.updateUser('U0MARTA', { isRestricted: true });
  await change(900);
  const refused = await harness.say({ as: 'U0MARTA', text: 'met AFTER' });
  expect(refused.reply.text).toContain('I only work for full members');
  expect(workspace.calls('users.info')).toEqual([]);
});

test('what Slack has told of a user before they became a guest, and comes late, makes them no member', async () => {
  harness = await startHarness({ script: logsMeeting });
  const { workspace } = harness;
  await harness.say({ as: 'U0MARTA', text: 'met BEFORE' });
  const told = (event_ts: string) => ({
    type: 'user_change',
    user: workspace.slackUser('U0MARTA'),
    event_ts,
  });
  const early = told('1700000000.000100');
  workspace.updateUser('U0MARTA', { isUltraRestricted: true });
  await workspace.deliverEvent(told('1700000000.000200'));
  await workspace.deliverEvent(early, { retryNum: 1, retryReason: 'http_timeout' });
  const refused = await harness.say({ as: 'U0MARTA', text: 'met AFTER' });
  expect(refused.reply.text).toContain('I only work for full members');
  expect((await harness.rows('interactions')).length).toBe(1);
});

test('who writes while Slack refuses to say who they are is answered after the wait that Slack asks for', async () => {
  harness = await startHarness({ script: logsMeeting });
  let refusals = 6;
  harness.workspace.fault(({ method }) => {
    if (method !== 'users.info' || refusals === 0) return undefined;
    refusals -= 1;
    return { status: 429, headers: { 'retry-after': '1' }, body: {} };
  });
  const { reply } = await harness.say({ as: 'U0MARTA', text: 'met PATIENCE' });
  expect(reply.text).not.toContain('could not check');
  const row = (await harness.rows('inbox')).find(({ kind }) => kind === 'message');
  expect(row).toMatchObject({ status: 'done', attempts: 0 });
});

test('many messages of one person at once are one question to Slack', async () => {
  harness = await startHarness({ script: logsMeeting });
  const { workspace } = harness;
  const texts = Array.from({ length: 8 }, (_, number) => `met MANY${number}`);
  await Promise.all(
    texts.map((text) => workspace.post({ as: 'U0MARTA', channel: workspace.directChannel('U0MARTA'), text })),
  );
  await harness.settled();
  await until('eight rows', async () => ((await harness.rows('inbox')).length === 8 ? true : undefined));
  expect(workspace.calls('users.info').length).toBe(1);
});

test('an installation for a whole organisation is refused with words', async () => {
  harness = await startHarness({ users: PEOPLE });
  const refused = startHarness({
    workspace: { organisation: { id: ORGANISATION, isInstalledForAll: true } },
  });
  await expect(refused).rejects.toThrow('install the app in one workspace');
});

describe('in a channel into which another organisation is invited', () => {
  const invited = { id: 'C0INVITED', name: 'invited', isInvitedOutside: true };
  const workspace = { channels: [invited, { id: 'C0SALES', name: 'sales' }] };

  test('nothing is said about customers, though events do not tell of the invitation', async () => {
    harness = await startHarness({ script: logsMeeting, workspace });
    const said = await harness.say({ as: 'U0TOM', channel: invited.id, text: '<@U0RAPPORT> met INVITED' });
    expect(said.reply.text).toContain('People from outside your team read this channel');
    expect(await harness.rows('messages')).toEqual([]);
    expect(await harness.rows('interactions')).toEqual([]);
  });

  test('Slack is asked once for the messages of a channel, and again after its wish to wait', async () => {
    harness = await startHarness({ script: logsMeeting, workspace });
    let refusals = 1;
    harness.workspace.fault(({ method }) => {
      if (method !== 'conversations.info' || refusals === 0) return undefined;
      refusals -= 1;
      return { status: 429, headers: { 'retry-after': '1' } };
    });
    for (const name of ['ONE', 'TWO', 'THREE']) {
      const text = `<@U0RAPPORT> met ${name}`;
      const { reply } = await harness.say({ as: 'U0TOM', channel: 'C0SALES', text });
      expect(reply.text).toContain('Saved');
    }
    expect(harness.workspace.calls('conversations.info').length).toBe(2);
  });
});
