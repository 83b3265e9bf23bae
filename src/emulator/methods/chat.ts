import { nameBlocks } from '../blocks/block-ids.ts';
import { type ApiContext, type ApiMethod, forward, type MethodCall, refuse } from '../context.ts';
import { IDENTITY } from '../emulated-slack.ts';
import { isJson, listOf } from '../json.ts';
import { findBlockProblem } from '../rules/block-rules.ts';
import type { EphemeralMessage, Json } from '../workspace-types.ts';
import { keep, refresh } from './messages.ts';

const TEXT_LIMIT = 40_000;

/** Why Slack would refuse this text and these blocks. */
function refusal(body: Json): Json | undefined {
  if (typeof body.text === 'string' && body.text.length > TEXT_LIMIT) return refuse('msg_too_long');
  if (body.blocks === undefined) return undefined;
  if (!Array.isArray(body.blocks)) return refuse('invalid_blocks_format');
  const problem = findBlockProblem(listOf(body.blocks));
  return problem ? refuse('invalid_blocks', problem) : undefined;
}

const named = (body: Json): Json =>
  Array.isArray(body.blocks) ? { ...body, blocks: nameBlocks(listOf(body.blocks)) } : body;

function signed(call: MethodCall, body: Json): Json {
  if (call.actor.kind !== 'bot') return body;
  return { ...body, bot_id: IDENTITY.botId, app_id: IDENTITY.appId };
}

function isOutside(
  context: ApiContext,
  call: MethodCall,
  channel = String(call.body.channel ?? ''),
): boolean {
  return (
    context.directory.findChannel(channel) !== undefined &&
    !context.directory.isMember(channel, call.actor.id)
  );
}

const postMessage: ApiMethod = async (context, call) => {
  const refused = refusal(call.body);
  if (refused) return refused;
  if (isOutside(context, call)) return refuse('not_in_channel');
  const answer = await forward(context, { ...call, body: signed(call, named(call.body)) });
  if (answer.ok !== true || !isJson(answer.message)) return answer;
  const channel = String(answer.channel);
  const raw = answer.message;
  const isBroadcast = raw.thread_ts !== undefined && isTrue(call.body.reply_broadcast);
  const root = isBroadcast ? context.log.get(channel, String(raw.thread_ts)) : undefined;
  const message = keep(context, 'message_posted', channel, {
    ...raw,
    ...(isBroadcast ? { subtype: 'thread_broadcast', root } : {}),
  });
  return { ...answer, message };
};

const update: ApiMethod = async (context, call) => {
  const refused = refusal(call.body);
  if (refused) return refused;
  const answer = await forward(context, { ...call, body: signed(call, named(call.body)) });
  if (answer.ok !== true) return answer;
  return { ...answer, message: keep(context, 'message_changed', String(answer.channel), answer.message) };
};

const remove: ApiMethod = async (context, call) => {
  const channel = String(call.body.channel);
  const ts = String(call.body.ts);
  const before = context.log.get(channel, ts);
  if (before && (before.reply_count ?? 0) > 0 && before.user === call.actor.id) {
    // The first message of a thread stays as a stone with nothing on it.
    keep(context, 'message_changed', channel, {
      type: 'message',
      subtype: 'tombstone',
      text: 'This message was deleted.',
      user: 'USLACKBOT',
      hidden: true,
      ts,
      thread_ts: ts,
    });
    return { ok: true, channel, ts };
  }
  const answer = await forward(context, call);
  if (answer.ok !== true) return answer;
  context.log.drop(channel, ts);
  if (before) context.emit({ type: 'message_deleted', channel, message: before });
  return answer;
};

const postEphemeral: ApiMethod = async (context, call) => {
  const refused = refusal(call.body);
  if (refused) return refused;
  const body = named(call.body);
  const answer = await forward(context, { ...call, body });
  if (answer.ok !== true) return answer;
  const ephemeral: EphemeralMessage = {
    user: String(body.user),
    channel: String(body.channel),
    ts: String(answer.message_ts),
    text: String(body.text ?? ''),
    ...(body.thread_ts ? { threadTs: String(body.thread_ts) } : {}),
    ...(Array.isArray(body.blocks) ? { blocks: listOf(body.blocks) } : {}),
  };
  context.ephemerals.push(ephemeral);
  context.emit({ type: 'ephemeral_posted', ephemeral });
  return answer;
};

const react: ApiMethod = async (context, call) => {
  const answer = await forward(context, call);
  if (answer.ok !== true) return answer;
  await refresh(context, call.token, { channel: String(call.body.channel), ts: String(call.body.timestamp) });
  return answer;
};

const completeUpload: ApiMethod = async (context, call) => {
  if (isOutside(context, call, String(call.body.channel_id ?? ''))) return refuse('not_in_channel');
  const answer = await forward(context, call);
  if (answer.ok !== true) return answer;
  for (const { channel, ts } of sharesOf(answer)) await refresh(context, call.token, { channel, ts });
  return answer;
};

/** Where an upload was posted: one message per conversation, whatever the number of files. */
export function sharesOf(answer: Json): { channel: string; ts: string }[] {
  const found = new Map<string, { channel: string; ts: string }>();
  for (const file of listOf(answer.files)) {
    const shares = isJson(file.shares) ? file.shares : {};
    for (const bucket of [shares.public, shares.private].filter(isJson)) {
      for (const [channel, posts] of Object.entries(bucket)) {
        for (const post of listOf(posts))
          found.set(`${channel}:${post.ts}`, { channel, ts: String(post.ts) });
      }
    }
  }
  return [...found.values()];
}

const isTrue = (value: unknown) => value === true || value === 'true' || value === '1';

export const chatMethods: Record<string, ApiMethod> = {
  'chat.postMessage': postMessage,
  'chat.update': update,
  'chat.delete': remove,
  'chat.postEphemeral': postEphemeral,
  'reactions.add': react,
  'reactions.remove': react,
  'files.completeUploadExternal': completeUpload,
};
