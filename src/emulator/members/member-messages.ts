import { randomUUID } from 'node:crypto';
import type { EmulatorContext } from '../context.ts';
import { buildChangedEvent, buildDeletedEvent, eventsForMessage } from '../events/message-events.ts';
import { IDENTITY } from '../ids.ts';
import { callMethod } from '../methods/call-method.ts';
import type { AppConnection } from '../server/app-connection.ts';
import type { Delivery, Json, MessageRef, PostInput, SlackMessage, Workspace } from '../workspace-types.ts';

type Ways = { app: AppConnection; deliverEvent: Workspace['deliverEvent'] };

/** The actions of people on messages. Each is done in Slack first; then the app is told, as Slack would. */
export function createMemberMessages(ctx: EmulatorContext, { app, deliverEvent }: Ways) {
  const { directory, messages, nextTs } = ctx;

  function mustCall(as: string, method: string, body: Json): Json {
    const actor = { kind: 'user', id: directory.getUser(as).id } as const;
    const answer = callMethod(ctx, { actor, method, body });
    if (answer.ok !== true) throw new Error(`${as} could not call ${method}: ${answer.error}`);
    return answer;
  }

  /** Events go where the bot is, and nowhere where there is no app. */
  function tell(channel: string, events: Json[]): Promise<Delivery[]> {
    if (!app.hasApp() || !directory.isMember(channel, IDENTITY.botUserId)) return Promise.resolve([]);
    return Promise.all(events.map((event) => deliverEvent(event)));
  }

  function getMessage({ channel, ts }: MessageRef): SlackMessage {
    const message = messages.get(channel, ts);
    if (!message) throw new Error(`There is no message ${ts} in ${channel}.`);
    return message;
  }

  function upload(input: PostInput): string {
    const files = (input.files ?? []).map(({ name, content }) => {
      const id = ctx.files.announce({ user: input.as, name });
      ctx.files.receive(id, Buffer.from(content));
      return { id, title: name };
    });
    mustCall(input.as, 'files.completeUploadExternal', {
      files,
      channel_id: input.channel,
      initial_comment: input.text,
      ...(input.threadTs ? { thread_ts: input.threadTs } : {}),
    });
    return messages.all(input.channel).at(-1)?.ts ?? '';
  }

  function write(input: PostInput): string {
    if (input.files?.length) return upload(input);
    const answer = mustCall(input.as, 'chat.postMessage', {
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
      const ts = write(input);
      const message = getMessage({ channel: input.channel, ts });
      Object.assign(message, input.extra);
      const events = eventsForMessage(ctx, { channel: input.channel, message });
      const deliveries = await tell(input.channel, events);
      return { channel: input.channel, ts, ...(events[0] ? { event: events[0] } : {}), deliveries };
    },

    async edit(input: MessageRef & { as: string; text: string }) {
      const previous = getMessage(input);
      mustCall(input.as, 'chat.update', { channel: input.channel, ts: input.ts, text: input.text });
      return tell(input.channel, [
        buildChangedEvent(ctx, {
          channel: input.channel,
          message: getMessage(input),
          previous,
          ts: nextTs(),
        }),
      ]);
    },

    async remove(input: MessageRef & { as: string }) {
      const previous = getMessage(input);
      mustCall(input.as, 'chat.delete', { channel: input.channel, ts: input.ts });
      const stone = messages.get(input.channel, input.ts);
      const ts = nextTs();
      const event = stone
        ? buildChangedEvent(ctx, { channel: input.channel, message: stone, previous, ts })
        : buildDeletedEvent(ctx, { channel: input.channel, previous, ts });
      return tell(input.channel, [event]);
    },

    async react(input: MessageRef & { as: string; name: string; remove?: boolean }) {
      const message = getMessage(input);
      const method = input.remove ? 'reactions.remove' : 'reactions.add';
      mustCall(input.as, method, { channel: input.channel, timestamp: input.ts, name: input.name });
      return tell(input.channel, [
        {
          type: input.remove ? 'reaction_removed' : 'reaction_added',
          user: input.as,
          reaction: input.name,
          item: { type: 'message', channel: input.channel, ts: input.ts },
          item_user: message.user,
          event_ts: nextTs(),
        },
      ]);
    },
  };
}
