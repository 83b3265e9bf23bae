import { and, desc, eq, lt, ne, sql } from 'drizzle-orm';
import type { Context, System, Writing } from '../context.ts';
import { removeEvidence, removeLostQuotes } from '../store/observation-evidence.ts';
import { insertNew, prepared } from '../store/prepared-statements.ts';
import type { NewRow, Row } from '../store/schema.ts';

const { placeholder } = sql;

/** A message of a thread. `name` is its writer's; of a reply, the name of the member it was said to. */
export type ThreadMessage = Pick<
  Row<'messages'>,
  'author' | 'text' | 'runId' | 'ts' | 'memberId' | 'createdAt'
> & {
  name: string;
};

const selectThread = prepared<{ threadKey: string; before: string; limit: number }, ThreadMessage>(
  (db, { messages, members }) =>
    db
      .select({
        author: messages.author,
        text: messages.text,
        runId: messages.runId,
        ts: messages.ts,
        memberId: messages.memberId,
        createdAt: messages.createdAt,
        name: members.name,
      })
      .from(messages)
      .innerJoin(members, eq(members.id, messages.memberId))
      .where(and(eq(messages.threadKey, placeholder('threadKey')), lt(messages.ts, placeholder('before'))))
      .orderBy(desc(messages.ts), desc(messages.id))
      .limit(placeholder('limit')),
);

/** Lists the last messages of a thread before `before` (a Slack ts), oldest first. */
export async function listThread(
  ctx: System,
  which: { threadKey: string; before: string; limit: number },
): Promise<ThreadMessage[]> {
  return (await selectThread(ctx, which)).toReversed();
}

/** What the actor has written. */
export type OwnMessage = Pick<Row<'messages'>, 'channel' | 'ts' | 'text' | 'createdAt'>;

type Own = { memberId: string; except: string; limit: number };

/** Selects what somebody has written, anywhere or in one channel. */
const selectOwn = (where: 'anywhere' | 'in a channel') =>
  prepared<Own & { channel: string }, OwnMessage>((db, { messages }) =>
    db
      .select({
        channel: messages.channel,
        ts: messages.ts,
        text: messages.text,
        createdAt: messages.createdAt,
      })
      .from(messages)
      .where(
        and(
          eq(messages.memberId, placeholder('memberId')),
          eq(messages.author, 'member'),
          ne(messages.threadKey, placeholder('except')),
          where === 'anywhere' ? undefined : eq(messages.channel, placeholder('channel')),
        ),
      )
      .orderBy(desc(messages.ts))
      .limit(placeholder('limit')),
  );
const selectOwnAnywhere = selectOwn('anywhere');
const selectOwnInChannel = selectOwn('in a channel');

/**
 * Lists the actor's own last messages in other threads, oldest first. Where others read the answer, only messages that
 * were said in the same channel, to the same people.
 */
export async function listOwnMessages(
  ctx: Context,
  { thread, limit }: { thread: { key: string; channel: string }; limit: number },
): Promise<OwnMessage[]> {
  const { memberId, audience } = ctx.actor;
  const select = audience === 'direct' ? selectOwnAnywhere : selectOwnInChannel;
  return (await select(ctx, { memberId, except: thread.key, channel: thread.channel, limit })).toReversed();
}

/** What was replied to the actor. */
export type Reply = Pick<Row<'messages'>, 'channel' | 'ts' | 'text' | 'runId' | 'createdAt'>;

const selectReplies = prepared<{ memberId: string; channel: string; except: string; limit: number }, Reply>(
  (db, { messages }) =>
    db
      .select({
        channel: messages.channel,
        ts: messages.ts,
        text: messages.text,
        runId: messages.runId,
        createdAt: messages.createdAt,
      })
      .from(messages)
      .where(
        and(
          eq(messages.memberId, placeholder('memberId')),
          eq(messages.author, 'assistant'),
          eq(messages.channel, placeholder('channel')),
          ne(messages.threadKey, placeholder('except')),
        ),
      )
      .orderBy(desc(messages.ts))
      .limit(placeholder('limit')),
);

/**
 * Lists the last replies to the actor in a channel, outside of one thread, the latest first. A reply has the `ts` of
 * the message it answers.
 */
export function listReplies(
  ctx: Context,
  { thread, limit }: { thread: { key: string; channel: string }; limit: number },
): Promise<Reply[]> {
  const { memberId } = ctx.actor;
  return Promise.resolve(
    selectReplies(ctx, { memberId, channel: thread.channel, except: thread.key, limit }),
  );
}

/** The message that a reply answers; undefined when its author has deleted it. */
export async function findAnswered(
  ctx: System,
  { channel, ts }: { channel: string; ts: string },
): Promise<Pick<Row<'messages'>, 'text' | 'audience'> | undefined> {
  const { messages } = ctx.store.tables;
  const [message] = await ctx.db
    .select({ text: messages.text, audience: messages.audience })
    .from(messages)
    .where(and(eq(messages.channel, channel), eq(messages.ts, ts), eq(messages.author, 'member')));
  return message;
}

const upsert = prepared<NewRow<'messages'> & { runId: string | null; savedAt: Date }, { id: string }>(
  (db, { messages }) =>
    db
      .insert(messages)
      .values({
        id: placeholder('id'),
        threadKey: placeholder('threadKey'),
        channel: placeholder('channel'),
        ts: placeholder('ts'),
        author: placeholder('author'),
        memberId: placeholder('memberId'),
        audience: placeholder('audience'),
        text: placeholder('text'),
        runId: placeholder('runId'),
        createdAt: placeholder('createdAt'),
        savedAt: placeholder('savedAt'),
      })
      .onConflictDoUpdate({
        target: [messages.channel, messages.ts, messages.author],
        set: { text: sql`excluded.text`, runId: sql`excluded.run_id`, savedAt: sql`excluded.saved_at` },
      })
      .returning({ id: messages.id }),
);

/**
 * Keeps a message of the conversation: one for each (channel, ts, author), with its last text. Quotes from an earlier
 * text that do not stand in this one are removed. Gives its id.
 */
export async function saveMessage(ctx: Writing, message: NewRow<'messages'>): Promise<string> {
  const now = ctx.clock.now();
  if (await insertNew(ctx, { into: 'messages', row: { ...message, savedAt: now } })) return message.id;
  const [kept] = await upsert(ctx, { ...message, runId: message.runId ?? null, savedAt: now });
  // A message that was kept before keeps its first id: only from such a message can there be quotes.
  const id = kept?.id ?? message.id;
  if (id !== message.id) await removeLostQuotes(ctx, { messageId: id, text: message.text, now });
  return id;
}

/**
 * Gives a message that its author has edited its new text, where it is kept, and removes quotes that do not stand in it
 * any more.
 */
export async function reviseMessage(
  ctx: Writing,
  { channel, ts, text }: { channel: string; ts: string; text: string },
): Promise<void> {
  const { messages } = ctx.store.tables;
  const now = ctx.clock.now();
  const revised = await ctx.db
    .update(messages)
    .set({ text, savedAt: now })
    .where(and(eq(messages.channel, channel), eq(messages.ts, ts), eq(messages.author, 'member')))
    .returning({ id: messages.id });
  for (const { id: messageId } of revised) await removeLostQuotes(ctx, { messageId, text, now });
}

/** Whether we have answered somebody in this thread: later replies in it are meant for us too. */
export async function isOurThread(ctx: System, threadKey: string): Promise<boolean> {
  const { messages } = ctx.store.tables;
  return (await ctx.db.$count(messages, eq(messages.threadKey, threadKey))) > 0;
}

/**
 * Deletes a message that its author has deleted, with the quotes from it and the observations that rest on nothing
 * else.
 */
export async function forgetMessage(
  ctx: Writing,
  { channel, ts }: { channel: string; ts: string },
): Promise<void> {
  const { messages } = ctx.store.tables;
  const which = and(eq(messages.channel, channel), eq(messages.ts, ts), eq(messages.author, 'member'));
  const said = await ctx.db.select({ id: messages.id }).from(messages).where(which);
  await removeEvidence(ctx, { messageIds: said.map(({ id }) => id), now: ctx.clock.now() });
  await ctx.db.delete(messages).where(which);
}
