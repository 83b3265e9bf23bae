import { type ApiMethod, forward, refuse } from '../context.ts';
import { IDENTITY } from '../emulated-slack.ts';
import { secondsOf } from '../events/message-events.ts';
import { isJson, listOf } from '../json.ts';
import type { Json, SlackMessage } from '../workspace-types.ts';

const wantsLocale = (body: Json) => body.include_locale === true || body.include_locale === 'true';

const userInfo: ApiMethod = async (context, call) => {
  const answer = await forward(context, call);
  const id = String(call.body.user ?? '');
  if (answer.ok !== true) return answer;
  if (!context.directory.findUser(id)) return refuse('user_not_found');
  return { ok: true, user: context.directory.slackUser(id, wantsLocale(call.body)) };
};

const userList: ApiMethod = async (context, call) => {
  const answer = await forward(context, call);
  if (answer.ok !== true) return answer;
  const members = listOf(answer.members).flatMap((member) => {
    const user = context.directory.findUser(String(member.id));
    // Strangers are found by id only, as in Slack.
    if (!user || user.isStranger) return [];
    return [context.directory.slackUser(user.id, wantsLocale(call.body))];
  });
  return { ...answer, members, cache_ts: secondsOf(context.clock) };
};

const lookupByEmail: ApiMethod = async (context, call) => {
  const answer = await forward(context, call);
  if (answer.ok !== true || !isJson(answer.user)) return answer;
  const user = context.directory.findUser(String(answer.user.id));
  if (!user || user.deleted) return refuse('users_not_found');
  return { ok: true, user: context.directory.slackUser(user.id, wantsLocale(call.body)) };
};

const botInfo: ApiMethod = async (context, call) => {
  const answer = await forward(context, call);
  if (answer.ok !== true || !isJson(answer.bot)) return answer;
  return { ...answer, bot: { ...answer.bot, app_id: IDENTITY.appId, user_id: IDENTITY.botUserId } };
};

const conversationList: ApiMethod = async (context, call) => {
  const answer = await forward(context, call);
  if (answer.ok !== true) return answer;
  const channels = listOf(answer.channels).filter((channel) => !context.slack.isForeign(channel.id));
  return { ...answer, channels };
};

const conversationMembers: ApiMethod = async (context, call) => {
  const answer = await forward(context, call);
  if (!Array.isArray(answer.members)) return answer;
  return { ...answer, members: answer.members.filter((id) => !context.slack.isForeign(id)) };
};

const conversationInfo: ApiMethod = async (context, call) => {
  const answer = await forward(context, call);
  if (!isJson(answer.channel)) return answer;
  const isShared = context.directory.isShared(String(answer.channel.id));
  return { ...answer, channel: { ...answer.channel, is_ext_shared: isShared, is_shared: isShared } };
};

const conversationOpen: ApiMethod = async (context, call) => {
  const users = String(call.body.users ?? '').split(',');
  if (users.some((id) => context.directory.findUser(id)?.deleted)) return refuse('user_disabled');
  return forward(context, call);
};

/** Ask the emulator for its checks only: its history knows no ranges and no limits. */
const history: ApiMethod = async (context, call) => {
  const channel = String(call.body.channel ?? '');
  const checked = await forward(context, { ...call, body: { channel, limit: 1 } });
  if (checked.ok !== true) return checked;
  if (!context.directory.isMember(channel, call.actor.id)) return refuse('not_in_channel');
  const page = context.log.history(channel, call.body);
  return { ok: true, ...page, messages: withMetadata(page.messages, call.body), pin_count: 0 };
};

const replies: ApiMethod = async (context, call) => {
  const channel = String(call.body.channel ?? '');
  const ts = String(call.body.ts ?? '');
  const checked = await forward(context, { ...call, body: { channel, ts: ts && '0' } });
  if (checked.ok !== true) return checked;
  if (!context.directory.isMember(channel, call.actor.id)) return refuse('not_in_channel');
  const page = context.log.replies(channel, ts, call.body);
  if (!page) return refuse('thread_not_found');
  return { ok: true, ...page, messages: withMetadata(page.messages, call.body) };
};

function withMetadata(messages: SlackMessage[], body: Json): Json[] {
  if (body.include_all_metadata === true || body.include_all_metadata === 'true') return messages;
  return messages.map(({ metadata: _hidden, ...message }) => message);
}

export const peopleMethods: Record<string, ApiMethod> = {
  'users.info': userInfo,
  'users.list': userList,
  'users.lookupByEmail': lookupByEmail,
  'bots.info': botInfo,
  'conversations.list': conversationList,
  'conversations.members': conversationMembers,
  'conversations.info': conversationInfo,
  'conversations.open': conversationOpen,
  'conversations.history': history,
  'conversations.replies': replies,
};
