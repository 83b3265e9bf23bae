import type { Json, SlackMessage } from '../workspace-types.ts';

export type MessageLog = ReturnType<typeof createMessageLog>;

export type Page = {
  messages: SlackMessage[];
  has_more: boolean;
  response_metadata?: { next_cursor: string };
};

/** Every message by conversation, so that history answers as Slack's does: ranges, cursors, thread counts. */
export function createMessageLog() {
  const conversations = new Map<string, Map<string, SlackMessage>>();
  const threads = new Map<string, string[]>();

  const conversation = (channel: string) => {
    const known = conversations.get(channel);
    if (known) return known;
    const created = new Map<string, SlackMessage>();
    conversations.set(channel, created);
    return created;
  };
  const isReply = (message: SlackMessage) =>
    message.thread_ts !== undefined && message.thread_ts !== message.ts;

  /** What a parent says of its replies, and a reply of its parent. */
  function withThread(channel: string, message: SlackMessage): SlackMessage {
    const messages = conversation(channel);
    if (isReply(message)) {
      const parent = messages.get(String(message.thread_ts));
      return parent ? { ...message, parent_user_id: parent.user } : message;
    }
    const replies = (threads.get(`${channel}:${message.ts}`) ?? []).flatMap((ts) => messages.get(ts) ?? []);
    const latest = replies.at(-1);
    if (!latest) {
      const { reply_count: _count, reply_users: _users, latest_reply: _latest, ...alone } = message;
      return alone;
    }
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

  function thread(channel: string, ts: string): SlackMessage[] {
    const messages = conversation(channel);
    const parent = messages.get(ts);
    const replies = (threads.get(`${channel}:${ts}`) ?? []).flatMap((reply) => messages.get(reply) ?? []);
    return [...(parent ? [parent] : []), ...replies].map((message) => withThread(channel, message));
  }

  return {
    put(channel: string, message: SlackMessage) {
      const messages = conversation(channel);
      const isNew = !messages.has(message.ts);
      messages.set(message.ts, message);
      if (!isNew || !isReply(message)) return;
      const key = `${channel}:${message.thread_ts}`;
      const replies = threads.get(key);
      if (replies) replies.push(message.ts);
      else threads.set(key, [message.ts]);
    },
    drop(channel: string, ts: string) {
      conversation(channel).delete(ts);
    },
    get(channel: string, ts: string): SlackMessage | undefined {
      const message = conversation(channel).get(ts);
      return message && withThread(channel, message);
    },
    all: (channel: string) =>
      [...conversation(channel).values()].map((message) => withThread(channel, message)),
    thread,
    history(channel: string, query: Json): Page {
      const visible = [...conversation(channel).values()].filter(
        (message) => !isReply(message) || message.subtype === 'thread_broadcast',
      );
      const newestFirst = inRange(visible, query).reverse();
      const page = paginate(newestFirst, query, 100);
      return { ...page, messages: page.messages.map((message) => withThread(channel, message)) };
    },
    replies(channel: string, ts: string, query: Json): Page | undefined {
      const [parent, ...replies] = thread(channel, ts);
      if (!parent) return undefined;
      const page = paginate(inRange(replies, query), query, 1000);
      return { ...page, messages: [parent, ...page.messages] };
    },
  };
}

function inRange(messages: SlackMessage[], query: Json): SlackMessage[] {
  const oldest = query.oldest === undefined ? '0' : String(query.oldest);
  const latest = query.latest === undefined ? '9' : String(query.latest);
  const inclusive = query.inclusive === true || query.inclusive === 'true' || query.inclusive === '1';
  return messages.filter(
    ({ ts }) => (ts > oldest && ts < latest) || (inclusive && (ts === oldest || ts === latest)),
  );
}

function paginate(messages: SlackMessage[], query: Json, defaultLimit: number): Page {
  const limit = Math.min(Number(query.limit) || defaultLimit, 999);
  const cursor = typeof query.cursor === 'string' && query.cursor ? decodeCursor(query.cursor) : undefined;
  const found = cursor === undefined ? 0 : messages.findIndex((message) => message.ts === cursor);
  const start = Math.max(found, 0);
  const next = messages[start + limit];
  return {
    messages: messages.slice(start, start + limit),
    has_more: next !== undefined,
    ...(next ? { response_metadata: { next_cursor: encodeCursor(next.ts) } } : {}),
  };
}

const encodeCursor = (ts: string) => Buffer.from(`next_ts:${ts}`).toString('base64');
const decodeCursor = (cursor: string) => Buffer.from(cursor, 'base64').toString().replace('next_ts:', '');
