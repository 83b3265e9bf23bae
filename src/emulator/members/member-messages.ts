import { randomUUID } from 'node:crypto';
import type { ApiContext } from '../context.ts';
import { IDENTITY, userToken } from '../emulated-slack.ts';
import {
  buildChangedEvent,
  buildDeletedEvent,
  eventsForMessage,
  eventTimestamp,
} from '../events/message-events.ts';
import { listOf } from '../json.ts';
import { sharesOf } from '../methods/chat.ts';
import type { ApiServer } from '../server/api-server.ts';
import type { AppLink } from '../server/app-link.ts';
import type { Delivery, Json, MessageRef, PostInput, SlackMessage, Workspace } from '../workspace-types.ts';

type Parts = {
  context: ApiContext;
  api: ApiServer;
  link: AppLink;
  deliverEvent: Workspace['deliverEvent'];
};

/** What people do with messages: each does the thing in Slack first, then tells the app, as Slack would. */
export function createMemberActions({ context, api, link, deliverEvent }: Parts) {
  const { directory, log, clock } = context;

  async function mustCall(as: string, method: string, body: Json): Promise<Json> {
    const answer = await api.call(userToken(directory.getUser(as).id), method, body);
    if (answer.ok !== true) throw new Error(`${as} could not call ${method}: ${answer.error}`);
    return answer;
  }

  /** Events go where the bot is, and nowhere while no app is listening. */
  function tell(channel: string, events: Json[]): Promise<Delivery[]> {
    if (!link.isConnected() || !directory.isMember(channel, IDENTITY.botUserId)) return Promise.resolve([]);
    return Promise.all(events.map((event) => deliverEvent(event)));
  }

  function getMessage({ channel, ts }: MessageRef): SlackMessage {
    const message = log.get(channel, ts);
    if (!message) throw new Error(`There is no message ${ts} in ${channel}.`);
    return message;
  }

  async function upload(input: PostInput): Promise<string> {
    const files: Json[] = [];
    for (const file of input.files ?? []) {
      const { upload_url: url, file_id: id } = await mustCall(input.as, 'files.getUploadURLExternal', {
        filename: file.name,
        length: Buffer.byteLength(file.content),
      });
      await context.slack.passThrough(new URL(String(url)).pathname, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: Buffer.from(file.content),
      });
      files.push({ id, title: file.name });
    }
    const answer = await mustCall(input.as, 'files.completeUploadExternal', {
      files,
      channel_id: input.channel,
      initial_comment: input.text,
      ...(input.threadTs ? { thread_ts: input.threadTs } : {}),
    });
    return sharesOf({ files: listOf(answer.files) })[0]?.ts ?? '';
  }

  async function write(input: PostInput): Promise<string> {
    if (input.files?.length) return upload(input);
    const answer = await mustCall(input.as, 'chat.postMessage', {
      channel: input.channel,
      text: input.text,
      client_msg_id: randomUUID(),
      ...(input.threadTs ? { thread_ts: input.threadTs } : {}),
      ...(input.broadcast ? { reply_broadcast: true } : {}),
    });
    return String(answer.ts);
  }

  return {
    async post(input: PostInput) {
      const ts = await write(input);
      const message = getMessage({ channel: input.channel, ts });
      const events = eventsForMessage(directory, input.channel, message);
      const deliveries = await tell(input.channel, events);
      return { channel: input.channel, ts, ...(events[0] ? { event: events[0] } : {}), deliveries };
    },

    async edit(input: MessageRef & { as: string; text: string }) {
      const previous = getMessage(input);
      await mustCall(input.as, 'chat.update', { channel: input.channel, ts: input.ts, text: input.text });
      return tell(input.channel, [
        buildChangedEvent(directory, input.channel, {
          message: getMessage(input),
          previous,
          ts: eventTimestamp(clock),
        }),
      ]);
    },

    async remove(input: MessageRef & { as: string }) {
      const previous = getMessage(input);
      await mustCall(input.as, 'chat.delete', { channel: input.channel, ts: input.ts });
      const stone = log.get(input.channel, input.ts);
      const ts = eventTimestamp(clock);
      const event = stone
        ? buildChangedEvent(directory, input.channel, { message: stone, previous, ts })
        : buildDeletedEvent(directory, input.channel, { previous, ts });
      return tell(input.channel, [event]);
    },

    async react(input: MessageRef & { as: string; name: string; remove?: boolean }) {
      const message = getMessage(input);
      const method = input.remove ? 'reactions.remove' : 'reactions.add';
      await mustCall(input.as, method, { channel: input.channel, timestamp: input.ts, name: input.name });
      return tell(input.channel, [
        {
          type: input.remove ? 'reaction_removed' : 'reaction_added',
          user: input.as,
          reaction: input.name,
          item: { type: 'message', channel: input.channel, ts: input.ts },
          item_user: message.user,
          event_ts: eventTimestamp(clock),
        },
      ]);
    },
  };
}
