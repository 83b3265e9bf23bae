import type { SlackMessage } from '../workspace-types.ts';

export type Messages = ReturnType<typeof createMessages>;

/** Every message by conversation, each with what it says of its thread. */
export function createMessages() {
  const conversations = new Map<string, Map<string, SlackMessage>>();
  const threads = new Map<string, string[]>();

  const conversation = (channel: string) => {
    const known = conversations.get(channel);
    if (known) return known;
    const created = new Map<string, SlackMessage>();
    conversations.set(channel, created);
    return created;
  };

  const repliesTo = (channel: string, ts: string): SlackMessage[] =>
    (threads.get(`${channel}:${ts}`) ?? []).flatMap((reply) => conversation(channel).get(reply) ?? []);

  /** Adds to a message what Slack tells of its thread: to a parent of its replies, to a reply of its parent. */
  function withThread(channel: string, message: SlackMessage): SlackMessage {
    if (isReply(message)) {
      const parent = conversation(channel).get(String(message.thread_ts));
      return parent ? { ...message, parent_user_id: parent.user } : message;
    }
    const replies = repliesTo(channel, message.ts);
    const latest = replies.at(-1);
    if (!latest) return message;
    const users = [...new Set(replies.map((reply) => reply.user))];
    return {
      ...message,
      thread_ts: message.ts,
      reply_count: replies.length,
      reply_users: users,
      reply_users_count: users.length,
      latest_reply: latest.ts,
    };
  }

  function get(channel: string, ts: string): SlackMessage | undefined {
    const message = conversation(channel).get(ts);
    return message && withThread(channel, message);
  }

  return {
    get,
    /** Adds a message to the end of its conversation and thread. */
    add(channel: string, message: SlackMessage): SlackMessage {
      conversation(channel).set(message.ts, message);
      if (isReply(message)) {
        const key = `${channel}:${message.thread_ts}`;
        const replies = threads.get(key) ?? [];
        replies.push(message.ts);
        threads.set(key, replies);
      }
      return withThread(channel, message);
    },
    /** Replaces a message by what `make` makes of it; gives undefined where there is no such message. */
    change(
      channel: string,
      ts: string,
      make: (message: SlackMessage) => SlackMessage,
    ): SlackMessage | undefined {
      const message = conversation(channel).get(ts);
      if (message) conversation(channel).set(ts, make(message));
      return get(channel, ts);
    },
    remove(channel: string, ts: string) {
      conversation(channel).delete(ts);
    },
    /** Replies included, oldest first. */
    all: (channel: string): SlackMessage[] =>
      [...conversation(channel).values()].map((message) => withThread(channel, message)),
    /** The messages in the conversation itself, without replies, oldest first. */
    top: (channel: string): SlackMessage[] =>
      [...conversation(channel).values()]
        .filter((message) => !isReply(message) || message.subtype === 'thread_broadcast')
        .map((message) => withThread(channel, message)),
    /** A message, unless it is gone, and its replies. */
    thread(channel: string, ts: string): SlackMessage[] {
      const parent = conversation(channel).get(ts);
      const messages = [...(parent ? [parent] : []), ...repliesTo(channel, ts)];
      return messages.map((message) => withThread(channel, message));
    },
  };
}

const isReply = (message: SlackMessage) =>
  message.thread_ts !== undefined && message.thread_ts !== message.ts;
