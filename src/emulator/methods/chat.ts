import { z } from 'zod';
import { nameBlocks } from '../blocks/block-ids.ts';
import { findBlockProblem } from '../rules/block-rules.ts';
import { SLACK } from '../slack-policies.ts';
import type { Json } from '../workspace-types.ts';
import { flag, optionalFlag, optionalText, record, required } from './arguments.ts';
import { change, post } from './message-writes.ts';
import { type ApiMethod, method, refuse } from './method.ts';

const Blocks = z.array(record('invalid_blocks'), 'invalid_blocks_format').superRefine((blocks, found) => {
  const detail = findBlockProblem(blocks);
  if (detail) found.addIssue({ code: 'custom', message: 'invalid_blocks', params: { detail } });
});

const Content = z.object({
  text: z.string('no_text').max(SLACK.messageCharacters, 'msg_too_long').optional(),
  blocks: Blocks.optional(),
  attachments: z.array(record('invalid_attachments'), 'invalid_attachments').optional(),
  metadata: record('invalid_metadata_format').optional(),
});

const OnMessage = z.object({ channel: required('message_not_found'), ts: required('message_not_found') });

const isEmpty = ({ text, blocks = [], attachments = [] }: z.infer<typeof Content>) =>
  !text && blocks.length === 0 && attachments.length === 0;

const postMessage = method({
  scope: 'chat:write',
  input: Content.extend({
    channel: required('channel_not_found'),
    thread_ts: optionalText,
    reply_broadcast: flag,
    client_msg_id: optionalText,
    unfurl_links: optionalFlag,
    unfurl_media: optionalFlag,
  }),
  answer: (ctx, { reply_broadcast: isBroadcast, ...input }) => {
    const { directory, messages, actor } = ctx;
    const channel = directory.destinationOf(input.channel, actor.id);
    if (!channel) return refuse('channel_not_found');
    if (!directory.isMember(channel, actor.id)) return refuse('not_in_channel');
    if (isEmpty(input)) return refuse('no_text');
    const broadcast =
      isBroadcast && input.thread_ts
        ? { subtype: 'thread_broadcast', root: messages.get(channel, input.thread_ts) }
        : {};
    const message = post(ctx, { ...input, ...broadcast, channel, user: actor.id });
    return { ok: true, channel, ts: message.ts, message };
  },
});

const update = method({
  scope: 'chat:write',
  input: Content.extend(OnMessage.shape),
  answer: (ctx, { channel, ts, text, blocks, attachments, metadata }) => {
    const { directory, messages, actor } = ctx;
    if (!directory.canRead(channel, actor.id)) return refuse('not_in_channel');
    const before = messages.get(channel, ts);
    if (!before) return refuse('message_not_found');
    if (before.user !== actor.id) return refuse('cant_update_message');
    if (text === undefined && !blocks && !attachments && !metadata) return refuse('no_text');
    const message = change(ctx, { channel, ts }, (old) => {
      // A new text without blocks takes the old blocks away.
      const { blocks: oldBlocks, attachments: oldAttachments, ...rest } = old;
      const kept = text === undefined ? old : rest;
      return {
        ...kept,
        ...(text === undefined ? {} : { text }),
        ...(blocks ? { blocks: nameBlocks(blocks) } : {}),
        ...(attachments ? { attachments } : {}),
        ...(metadata ? { metadata } : {}),
        edited: { user: actor.id, ts: ctx.nextTs() },
      };
    });
    return { ok: true, channel, ts, text: message?.text, message };
  },
});

const remove = method({
  scope: 'chat:write',
  input: OnMessage,
  answer: (ctx, { channel, ts }) => {
    const { directory, messages, actor } = ctx;
    if (!directory.canRead(channel, actor.id)) return refuse('not_in_channel');
    const message = messages.get(channel, ts);
    if (!message) return refuse('message_not_found');
    if (message.user !== actor.id) return refuse('cant_delete_message');
    if (message.reply_count) change(ctx, { channel, ts }, () => tombstone(ts));
    else {
      messages.remove(channel, ts);
      ctx.emit({ type: 'message_deleted', channel, message });
    }
    return { ok: true, channel, ts };
  },
});

/** The first message of a thread stays as a stone with nothing on it. */
const tombstone = (ts: string) => ({
  type: 'message' as const,
  subtype: 'tombstone',
  text: 'This message was deleted.',
  user: 'USLACKBOT',
  hidden: true,
  ts,
  thread_ts: ts,
});

const postEphemeral = method({
  scope: 'chat:write',
  input: Content.extend({
    channel: required('channel_not_found'),
    user: required('user_not_found'),
    thread_ts: optionalText,
  }),
  answer: (ctx, input) => {
    const { directory, actor } = ctx;
    const { channel, user, text = '', thread_ts: threadTs, blocks } = input;
    if (isEmpty(input)) return refuse('no_text');
    if (!directory.hasChannel(channel)) return refuse('channel_not_found');
    if (!directory.isMember(channel, actor.id)) return refuse('not_in_channel');
    if (!directory.findUser(user)) return refuse('user_not_found');
    if (!directory.isMember(channel, user)) return refuse('user_not_in_channel');
    const ts = ctx.nextTs();
    ctx.ephemerals.add({
      user,
      channel,
      ts,
      text,
      ...(threadTs ? { threadTs } : {}),
      ...(blocks ? { blocks: nameBlocks(blocks) } : {}),
    });
    return { ok: true, message_ts: ts } satisfies Json;
  },
});

export const chatMethods: Record<string, ApiMethod> = {
  'chat.postMessage': postMessage,
  'chat.update': update,
  'chat.delete': remove,
  'chat.postEphemeral': postEphemeral,
};
