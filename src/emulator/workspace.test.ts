import { WebClient } from '@slack/web-api';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startTestWorkspace } from '../testing/test-workspace.ts';
import type { Workspace } from './workspace-types.ts';

let setup: Awaited<ReturnType<typeof startTestWorkspace>>;
let workspace: Workspace;
let web: WebClient;
let endpoint: typeof setup.endpoint;

beforeAll(async () => {
  setup = await startTestWorkspace();
  ({ workspace, web, endpoint } = setup);
});

afterEach(() => setup.reset());
afterAll(() => setup.close());

const eventsOf = () => setup.events();

test('the bot knows itself, its team and its scopes by the ids we chose', async () => {
  const auth = await web.auth.test();
  expect(auth).toMatchObject({ user_id: 'U0RAPPORT', bot_id: 'B0RAPPORT', team_id: 'T0RAPPORT' });
  expect(auth.response_metadata?.scopes).toContain('chat:write');
});

test('a token nobody issued is refused', async () => {
  const stranger = new WebClient('xoxb-unknown', { slackApiUrl: workspace.apiUrl });
  await expect(stranger.auth.test()).rejects.toThrow('invalid_auth');
});

test('ids stay the same in answers, lists and direct messages', async () => {
  const opened = await web.conversations.open({ users: 'U0ANA' });
  expect(opened.channel?.id).toBe(workspace.directChannel('U0ANA'));
  const members = await web.conversations.members({ channel: 'C0SALES' });
  expect(members.members?.sort()).toEqual(['U0ANA', 'U0BO', 'U0GUEST', 'U0RAPPORT']);
  const listed = await web.conversations.list({ types: 'public_channel,private_channel' });
  expect(listed.channels?.map(({ id }) => id).sort()).toEqual(['C0DEAL', 'C0RANDOM', 'C0SALES', 'C0SHARED']);
  const direct = await web.chat.postMessage({ channel: 'U0BO', text: 'Hello' });
  expect(direct.channel).toBe('D0BO');
});

test('people come with time zone, locale, team and guest flags', async () => {
  const { user } = await web.users.info({ user: 'U0BO', include_locale: true });
  expect(user).toMatchObject({ tz: 'Asia/Tokyo', tz_offset: 32_400, locale: 'en-US', team_id: 'T0RAPPORT' });
  const guest = await web.users.info({ user: 'U0GUEST' });
  expect(guest.user).toMatchObject({ is_ultra_restricted: true });
  const partner = await web.users.info({ user: 'U0PARTNER' });
  expect(partner.user).toMatchObject({ team_id: 'T0PARTNER', is_stranger: true });
  const all = await web.users.list({});
  expect(all.members?.map(({ id }) => id)).not.toContain('U0PARTNER');
});

test('who is in a channel, and whether it is shared, can be asked', async () => {
  const shared = await web.conversations.info({ channel: 'C0SHARED' });
  expect(shared.channel).toMatchObject({ is_ext_shared: true });
  const members = await web.conversations.members({ channel: 'C0SHARED' });
  expect(members.members).toContain('U0PARTNER');
  const own = await web.conversations.info({ channel: 'C0SALES' });
  expect(own.channel).toMatchObject({ is_ext_shared: false });
  const { channel } = await web.conversations.open({ users: 'U0BO' });
  const direct = await web.conversations.info({ channel: String(channel?.id) });
  expect(direct.channel).toMatchObject({ is_im: true });
});

test('a member who becomes a guest is one for the bot at once, in their own language', async () => {
  workspace.updateUser('U0BO', { isRestricted: true, locale: 'ja-JP' });
  const { user } = await web.users.info({ user: 'U0BO', include_locale: true });
  expect(user).toMatchObject({ is_restricted: true, locale: 'ja-JP' });
  workspace.updateUser('U0BO', { isRestricted: false, locale: 'en-US' });
});

test('a deactivated member is deleted for the bot and locked out', async () => {
  workspace.updateUser('U0GUEST', { deleted: true });
  const { user } = await web.users.info({ user: 'U0GUEST' });
  expect(user?.deleted).toBe(true);
  const token = workspace.userToken('U0GUEST');
  await expect(web.auth.test({ token })).rejects.toThrow('account_inactive');
  workspace.updateUser('U0GUEST', { deleted: false });
});

test('a mention in a channel arrives as message and app_mention with their own event ids', async () => {
  const posted = await workspace.post({ as: 'U0ANA', channel: 'C0SALES', text: '<@U0RAPPORT> met Bo' });
  expect(posted.deliveries.map(({ status }) => status)).toEqual([200, 200]);
  const [message, mention] = eventsOf().sort((a, b) => String(b.type).localeCompare(String(a.type)));
  expect(message).toMatchObject({
    type: 'message',
    user: 'U0ANA',
    team: 'T0RAPPORT',
    channel: 'C0SALES',
    channel_type: 'channel',
    text: '<@U0RAPPORT> met Bo',
    ts: posted.ts,
  });
  expect(message?.client_msg_id).toMatch(/^[0-9a-f-]{36}$/);
  expect(mention).toMatchObject({ type: 'app_mention', ts: posted.ts });
  const ids = endpoint.received.map(({ body }) => body.event_id);
  expect(new Set(ids).size).toBe(2);
});

test('a direct message has channel type im, a private channel is a group', async () => {
  await workspace.post({ as: 'U0ANA', channel: 'D0ANA', text: 'hello' });
  await workspace.post({ as: 'U0ANA', channel: 'C0DEAL', text: 'hello' });
  expect(eventsOf().map((event) => event.channel_type)).toEqual(['im', 'group']);
});

test('a mention with a file arrives as one file_share', async () => {
  const files = [{ name: 'notes.txt', content: 'They want pricing.' }];
  await workspace.post({ as: 'U0ANA', channel: 'C0SALES', text: '<@U0RAPPORT> see notes', files });
  expect(eventsOf()).toHaveLength(1);
  const [event] = eventsOf();
  expect(event).toMatchObject({ subtype: 'file_share', user: 'U0ANA', text: '<@U0RAPPORT> see notes' });
  const file = (event?.files as { name: string; url_private: string }[] | undefined)?.[0];
  expect(file?.name).toBe('notes.txt');
  const download = await fetch(String(file?.url_private), {
    headers: { authorization: `Bearer ${workspace.userToken('U0ANA')}` },
  });
  expect(await download.text()).toBe('They want pricing.');
});

test('where the bot was never invited it hears nothing and may not write', async () => {
  const posted = await workspace.post({ as: 'U0ANA', channel: 'C0RANDOM', text: 'lunch?' });
  expect(posted.deliveries).toEqual([]);
  await expect(web.chat.postMessage({ channel: 'C0RANDOM', text: 'hi' })).rejects.toThrow('not_in_channel');
});

test('a Slack Connect user writes as their own team', async () => {
  await workspace.post({ as: 'U0PARTNER', channel: 'C0SHARED', text: '<@U0RAPPORT> hi' });
  expect(eventsOf()[0]).toMatchObject({ team: 'T0PARTNER', user_team: 'T0PARTNER' });
  expect(endpoint.received[0]?.body).toMatchObject({ team_id: 'T0RAPPORT', is_ext_shared_channel: true });
});

test('edits and deletions say what was there before, without a user', async () => {
  const { ts } = await workspace.post({ as: 'U0BO', channel: 'C0SALES', text: 'frist' });
  await workspace.edit({ as: 'U0BO', channel: 'C0SALES', ts, text: 'first' });
  await workspace.remove({ as: 'U0BO', channel: 'C0SALES', ts });
  const [, changed, deleted] = eventsOf();
  expect(changed).toMatchObject({
    subtype: 'message_changed',
    message: { text: 'first', user: 'U0BO', edited: { user: 'U0BO' } },
    previous_message: { text: 'frist' },
  });
  expect(changed).not.toHaveProperty('user');
  expect(deleted).toMatchObject({
    subtype: 'message_deleted',
    deleted_ts: ts,
    previous_message: { text: 'first' },
  });
  expect(await workspace.messages('C0SALES', ts)).toEqual([]);
});

test('deleting the head of a thread leaves a stone', async () => {
  const { ts } = await workspace.post({ as: 'U0BO', channel: 'C0SALES', text: 'head' });
  await web.chat.postMessage({ channel: 'C0SALES', thread_ts: ts, text: 'answer' });
  await workspace.remove({ as: 'U0BO', channel: 'C0SALES', ts });
  expect(eventsOf().at(-1)).toMatchObject({ subtype: 'message_changed', message: { subtype: 'tombstone' } });
  const thread = await web.conversations.replies({ channel: 'C0SALES', ts });
  expect(thread.messages?.map(({ text }) => text)).toEqual(['This message was deleted.', 'answer']);
});

test('history and replies keep ranges, limits, cursors and metadata as Slack does', async () => {
  const { ts } = await workspace.post({ as: 'U0ANA', channel: 'D0ANA', text: 'thread' });
  for (const text of ['one', 'two', 'three']) {
    const metadata = { event_type: 'reply', event_payload: { text } };
    await web.chat.postMessage({ channel: 'D0ANA', thread_ts: ts, text, metadata });
  }
  const first = await web.conversations.replies({
    channel: 'D0ANA',
    ts,
    limit: 2,
    include_all_metadata: true,
  });
  expect(first.messages?.map(({ text }) => text)).toEqual(['thread', 'one', 'two']);
  expect(first.messages?.[1]?.metadata?.event_payload).toEqual({ text: 'one' });
  const cursor = first.response_metadata?.next_cursor ?? '';
  const rest = await web.conversations.replies({ channel: 'D0ANA', ts, limit: 2, cursor });
  expect(rest.messages?.map(({ text }) => text)).toEqual(['thread', 'three']);
  expect(rest.messages?.[1]?.metadata).toBeUndefined();
  const since = await web.conversations.history({ channel: 'D0ANA', oldest: ts, inclusive: true });
  expect(since.messages?.[0]).toMatchObject({ text: 'thread', reply_count: 3, reply_users: ['U0RAPPORT'] });
  await expect(web.conversations.replies({ channel: 'D0ANA', ts: '1.000001' })).rejects.toThrow(
    'thread_not_found',
  );
});

test('a reaction is stored and announced', async () => {
  const { ts } = await web.chat.postMessage({ channel: 'C0SALES', text: 'saved' });
  await workspace.react({ as: 'U0ANA', channel: 'C0SALES', ts: String(ts), name: '+1' });
  expect(eventsOf()[0]).toMatchObject({ type: 'reaction_added', reaction: '+1', item_user: 'U0RAPPORT' });
  const [message] = await workspace.messages('C0SALES', String(ts));
  expect(message?.reactions).toEqual([{ name: '+1', users: ['U0ANA'], count: 1 }]);
});
