import { and, desc, eq, lt, ne } from 'drizzle-orm';
import type { Context } from '../context.ts';
import type { NewRow, Row } from '../store/schema.ts';
import type { Tx } from '../store/store.ts';

export type ThreadMessage = Pick<Row<'messages'>, 'author' | 'text' | 'runId' | 'ts'> & { name: string };

/** The last messages of a thread before `before` (a Slack ts), oldest first. */
export async function listThread(
  { store: { read, tables } }: Pick<Context, 'store'>,
  { threadKey, before, limit }: { threadKey: string; before: string; limit: number },
): Promise<ThreadMessage[]> {
  const { messages, members } = tables;
  const newestFirst = await read
    .select({
      author: messages.author,
      text: messages.text,
      runId: messages.runId,
      ts: messages.ts,
      name: members.name,
    })
    .from(messages)
    .innerJoin(members, eq(members.id, messages.memberId))
    .where(and(eq(messages.threadKey, threadKey), lt(messages.ts, before)))
    .orderBy(desc(messages.ts), desc(messages.id))
    .limit(limit);
  return newestFirst.toReversed();
}

/**
 * The actor's own last messages in other threads, oldest first. Where others read the answer, only what was said
 * where others could read it.
 */
export async function listOwnMessages(
  { store: { read, tables }, actor }: Pick<Context, 'store' | 'actor'>,
  { except, limit }: { except: string; limit: number },
): Promise<Pick<Row<'messages'>, 'channel' | 'ts' | 'text' | 'createdAt'>[]> {
  const { messages } = tables;
  const newestFirst = await read
    .select({
      channel: messages.channel,
      ts: messages.ts,
      text: messages.text,
      createdAt: messages.createdAt,
    })
    .from(messages)
    .where(
      and(
        eq(messages.memberId, actor.memberId),
        eq(messages.author, 'member'),
        ne(messages.threadKey, except),
        actor.audience === 'shared' ? eq(messages.audience, 'shared') : undefined,
      ),
    )
    .orderBy(desc(messages.ts))
    .limit(limit);
  return newestFirst.toReversed();
}

/** Keeps a message of the conversation: one for each (channel, ts, author), the last one said. */
export async function saveMessage(
  tx: Tx,
  { tables }: Context['store'],
  message: NewRow<'messages'>,
): Promise<void> {
  const { messages } = tables;
  const { text, runId = null } = message;
  await tx
    .insert(messages)
    .values(message)
    .onConflictDoUpdate({ target: [messages.channel, messages.ts, messages.author], set: { text, runId } });
}

/** Whether we have answered somebody in this thread: later replies in it are meant for us too. */
export async function isOurThread({ store: { read, tables } }: Pick<Context, 'store'>, threadKey: string) {
  return (await read.$count(tables.messages, eq(tables.messages.threadKey, threadKey))) > 0;
}

/** Forgets what was said in a message that its author has deleted. */
export async function forgetMessage(
  tx: Tx,
  { tables: { messages } }: Context['store'],
  { channel, ts }: { channel: string; ts: string },
): Promise<void> {
  await tx
    .delete(messages)
    .where(and(eq(messages.channel, channel), eq(messages.ts, ts), eq(messages.author, 'member')));
}
