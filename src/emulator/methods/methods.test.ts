import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSlackRefusals } from '../../testing/slack-refusals.ts';

let slack: Awaited<ReturnType<typeof openSlackRefusals>>;
beforeAll(async () => {
  slack = await openSlackRefusals();
});
afterAll(() => slack.close());

const DIRECT = 'D0ANA';

test('what nobody can see, or nobody wrote, cannot be changed, answered or marked', async () => {
  const { web, workspace, reasonOf } = slack;
  const { ts: theirs } = await workspace.post({ as: 'U0ANA', channel: DIRECT, text: 'mine' });
  const told = { channel: DIRECT, text: 'x' };
  expect(await reasonOf(web.chat.update({ ...told, ts: theirs }))).toBe('cant_update_message');
  expect(await reasonOf(web.chat.update({ ...told, ts: '1.000001' }))).toBe('message_not_found');
  expect(await reasonOf(web.chat.delete({ channel: DIRECT, ts: theirs }))).toBe('cant_delete_message');
  expect(await reasonOf(web.chat.delete({ channel: DIRECT, ts: '1.000001' }))).toBe('message_not_found');
  expect(await reasonOf(web.chat.postMessage({ channel: 'C0NOWHERE', text: 'x' }))).toBe('channel_not_found');
  expect(await reasonOf(web.chat.postMessage({ channel: DIRECT, text: '' }))).toBe('no_text');
  expect(await reasonOf(web.chat.postMessage({ ...told, text: 'x'.repeat(40_001) }))).toBe('msg_too_long');
  const gone = { channel: DIRECT, timestamp: '1.000001', name: 'eyes' };
  expect(await reasonOf(web.reactions.add(gone))).toBe('message_not_found');
});

test('a new text takes old blocks away, and new blocks leave the text', async () => {
  const { web } = slack;
  const blocks = [{ type: 'divider' as const }];
  const { ts = '' } = await web.chat.postMessage({ channel: DIRECT, text: 'first', blocks });
  const kept = async () => (await slack.workspace.messages(DIRECT)).find((message) => message.ts === ts);
  await web.chat.update({ channel: DIRECT, ts, blocks: [...blocks, ...blocks] } as never);
  expect(await kept()).toMatchObject({ text: 'first', blocks: [{ type: 'divider' }, { type: 'divider' }] });
  await web.chat.update({ channel: DIRECT, ts, text: 'second' });
  expect(await kept()).toMatchObject({ text: 'second', edited: { user: 'U0RAPPORT' } });
  expect(await kept()).not.toHaveProperty('blocks');
});

test('one person marks a message with the same sign once', async () => {
  const { web, workspace, reasonOf } = slack;
  const { ts } = await workspace.post({ as: 'U0ANA', channel: DIRECT, text: 'look' });
  const mark = { channel: DIRECT, timestamp: ts, name: 'eyes' };
  await web.reactions.add(mark);
  expect(await reasonOf(web.reactions.add(mark))).toBe('already_reacted');
  await workspace.react({ as: 'U0ANA', channel: DIRECT, ts, name: 'eyes' });
  await web.reactions.remove(mark);
  expect(await reasonOf(web.reactions.remove(mark))).toBe('no_reaction');
  expect((await workspace.messages(DIRECT, ts))[0]?.reactions).toEqual([
    { name: 'eyes', users: ['U0ANA'], count: 1 },
  ]);
});

test('only members of a channel see what is said to one of them', async () => {
  const { web, reasonOf } = slack;
  const whisper = (channel: string, user: string) =>
    reasonOf(web.chat.postEphemeral({ channel, user, text: 'for you' }));
  expect(await whisper('C0SALES', 'U0ANA')).toBe(undefined);
  expect(await whisper('C0SALES', 'U0PARTNER')).toBe('user_not_in_channel');
  expect(await whisper('C0SALES', 'U0NOBODY')).toBe('user_not_found');
});

test('lists come in pages, and the pages together hold everybody once', async () => {
  const { web } = slack;
  const ids: (string | undefined)[] = [];
  let cursor = '';
  do {
    const page = await web.users.list({ limit: 2, cursor });
    expect(page.members?.length).toBeLessThanOrEqual(2);
    ids.push(...(page.members ?? []).map(({ id }) => id));
    cursor = page.response_metadata?.next_cursor ?? '';
  } while (cursor);
  expect(ids).toEqual(['U0ANA', 'U0BO', 'U0GUEST', 'U0RAPPORT']);
});

test('direct messages are opened with one person who is still there', async () => {
  const { web, workspace, reasonOf } = slack;
  const open = (users: string) => reasonOf(web.conversations.open({ users }));
  expect(await open('U0NOBODY')).toBe('user_not_found');
  expect(await open('U0ANA,U0BO')).toBe('missing_scope');
  workspace.updateUser('U0BO', { deleted: true });
  expect(await open('U0BO')).toBe('user_disabled');
  workspace.updateUser('U0BO', { deleted: false });
});

test('a file that nobody has uploaded cannot be posted, and one that is posted is read by those who are there', async () => {
  const { web, workspace, reasonOf } = slack;
  const announced = await web.files.getUploadURLExternal({ filename: 'rows.csv', length: 3 });
  const complete = { channel_id: 'C0DEAL', files: [{ id: announced.file_id ?? '' }] };
  expect(await reasonOf(web.files.completeUploadExternal(complete as never))).toBe('file_not_found');
  await workspace.post({
    as: 'U0ANA',
    channel: 'C0DEAL',
    text: '',
    files: [{ name: 'a.txt', content: 'abc' }],
  });
  const [message] = await workspace.messages('C0DEAL');
  const read = async (token: string) => {
    const url = String(message?.files?.[0]?.url_private);
    return (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status;
  };
  expect(await read(workspace.userToken('U0ANA'))).toBe(200);
  expect(await read(workspace.userToken('U0BO'))).toBe(404);
  expect(await read('xoxp-unknown')).toBe(401);
});

test('a method that Slack does not have, or that our scopes do not cover, is refused', async () => {
  const { web, reasonOf } = slack;
  expect(await reasonOf(web.apiCall('chat.shout', {}))).toBe('unknown_method');
  expect(await reasonOf(web.conversations.create({ name: 'x' }))).toContain('missing_scope');
});
