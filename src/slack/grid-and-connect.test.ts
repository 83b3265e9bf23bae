import { afterEach, expect, test } from 'vitest';
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
  const change = () =>
    workspace.deliverEvent({ type: 'user_change', user: workspace.slackUser('U0MARTA'), event_ts: '1.1' });
  await Promise.all(Array.from({ length: 300 }, change));
  expect(workspace.calls('users.info')).toEqual([]);
  expect((await harness.rows('inbox')).filter(({ kind }) => kind === 'user_change')).toEqual([]);
  workspace.updateUser('U0MARTA', { isRestricted: true });
  await change();
  const refused = await harness.say({ as: 'U0MARTA', text: 'met AFTER' });
  expect(refused.reply.text).toContain('I only work for full members');
  expect(workspace.calls('users.info')).toEqual([]);
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
