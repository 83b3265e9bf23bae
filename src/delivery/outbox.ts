import { and, asc, desc, eq, inArray, lt, notExists, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { System, Writing } from '../context.ts';
import { newId, stableUuid } from '../ids.ts';
import { claimable, isFree, isOpen } from '../queue/claims.ts';
import type { Look } from '../queue/work.ts';
import { readAs } from '../store/json.ts';
import { insertNew, parameter, prepared } from '../store/prepared-statements.ts';
import type { Row } from '../store/schema.ts';
import type { DeliveryKind } from '../store/schema-work.ts';
import { Document } from './document.ts';

/** How rows of the outbox are taken to be sent; `SENDING` in sender.ts says how they are sent. */
export const OUTBOX = {
  /** Far longer than one call of Slack may take. */
  leaseMs: 60_000,
  /** Rows that one look reads, so that a full channel does not hide the others. */
  lookedAt: 64,
} as const;

/** A document and where it goes. */
export type Delivery = {
  /** The same for every copy of the delivery, which is sent once. Nothing is read from the key. */
  key: string;
  kind: DeliveryKind;
  channel: string;
  threadTs: string | null;
  document: Document;
  /** The event that the delivery answers, and the run of the agent that has written it, or the night. */
  inboxId?: string;
  runId?: string | undefined;
  /** The member it is for, where it is for one member. */
  memberId?: string;
  /** The schedule it is made for: a delivery that waits is cancelled when its schedule is paused or ended. */
  scheduleId?: string;
};

/**
 * Puts a delivery into the outbox, once for each key, in the transaction of the change that it tells about. Gives the
 * row, claimed by the caller, who may send it right after the commit; undefined when the key is there already, or when
 * an earlier delivery to the same thread is still on its way. That the answer comes later need not be said any more.
 */
export async function enqueueClaimed(ctx: Writing, delivery: Delivery): Promise<Row<'outbox'> | undefined> {
  const { channel, threadTs, inboxId } = delivery;
  const thread = { channel, threadTs: threadTs ?? '' };
  let [earlier] = await selectUnsent(ctx, thread);
  if (earlier && inboxId && (await cancelLater(ctx, { inboxId })))
    [earlier] = await selectUnsent(ctx, thread);
  const row = newRow(delivery, { now: ctx.clock.now(), isTaken: !earlier });
  const isNew = await insertNew(ctx, { into: 'outbox', row });
  return isNew && !earlier ? row : undefined;
}

/** Puts a delivery into the outbox, once for each key, for the sender to find. */
export async function enqueueDelivery(ctx: Writing, delivery: Delivery): Promise<void> {
  const row = newRow(delivery, { now: ctx.clock.now(), isTaken: false });
  await insertNew(ctx, { into: 'outbox', row });
}

/** Whether a delivery of this key was put into the outbox. */
export async function isEnqueued(ctx: System, { key }: { key: string }): Promise<boolean> {
  const { outbox } = ctx.store.tables;
  return (await ctx.db.$count(outbox, eq(outbox.dedupeKey, key))) > 0;
}

/** All fields are named here: a row of this size that is put together from others takes four times as long. */
function newRow(delivery: Delivery, { now, isTaken }: { now: Date; isTaken: boolean }): Row<'outbox'> {
  return {
    id: newId(),
    dedupeKey: delivery.key,
    channel: delivery.channel,
    threadTs: delivery.threadTs,
    document: delivery.document,
    clientMsgId: stableUuid('rapport', delivery.key),
    status: 'pending',
    kind: delivery.kind,
    inboxId: delivery.inboxId ?? null,
    runId: delivery.runId ?? null,
    memberId: delivery.memberId ?? null,
    scheduleId: delivery.scheduleId ?? null,
    postedTs: null,
    createdAt: now,
    finishedAt: null,
    dueAt: now,
    leaseUntil: isTaken ? new Date(now.getTime() + OUTBOX.leaseMs) : null,
    fence: isTaken ? 1 : 0,
    attempts: 0,
    lastError: null,
    staleSince: null,
  };
}

const selectUnsent = prepared<{ channel: string; threadTs: string }, { id: string }>((db, { outbox }) =>
  db
    .select({ id: outbox.id })
    .from(outbox)
    .where(
      and(
        isOpen('outbox', outbox),
        eq(outbox.channel, sql.placeholder('channel')),
        eq(outbox.threadTs, sql.placeholder('threadTs')),
      ),
    )
    .limit(1),
);

/**
 * Selects deliveries that are due, that nobody is sending, and that have no earlier delivery to their thread before
 * them; the oldest first, one for each channel but the channels `except`.
 */
export async function selectDeliveries(
  ctx: System,
  { now, limit, except }: Look & { except: ReadonlySet<string> },
): Promise<{ id: string }[]> {
  const first = new Map<string, { id: string }>();
  for (const { id, channel } of await selectHeads(ctx, { now })) {
    if (!first.has(channel) && !except.has(channel)) first.set(channel, { id });
  }
  return [...first.values()].slice(0, limit);
}

/** Selects rows that are due, that nobody holds, and that have no earlier row of their thread before them. */
const selectHeads = prepared<{ now: Date }, { id: string; channel: string }>((db, { outbox }) => {
  const earlier = alias(outbox, 'earlier');
  const before = db
    .select({ one: sql`1` })
    .from(earlier)
    .where(
      and(
        isOpen('outbox', earlier),
        eq(earlier.channel, outbox.channel),
        eq(earlier.threadTs, outbox.threadTs),
        lt(earlier.id, outbox.id),
      ),
    );
  return db
    .select({ id: outbox.id, channel: outbox.channel })
    .from(outbox)
    .where(and(claimable('outbox', outbox, parameter('now', outbox.dueAt)), notExists(before)))
    .orderBy(asc(outbox.dueAt), asc(outbox.id))
    .limit(OUTBOX.lookedAt);
});

/** Cancels the deliveries that wait to be sent for these schedules. */
export async function cancelDeliveries(ctx: Writing, scheduleIds: string[]): Promise<void> {
  const { outbox } = ctx.store.tables;
  await cancel(ctx, inArray(outbox.scheduleId, scheduleIds));
}

/**
 * Cancels the word that the answer to an event comes later; false when there is none to cancel. One that somebody is
 * sending this moment is left: the answer, which waits behind it, must not overtake it.
 */
async function cancelLater(ctx: Writing, { inboxId }: { inboxId: string }): Promise<boolean> {
  const { outbox } = ctx.store.tables;
  const isLater = and(eq(outbox.inboxId, inboxId), eq(outbox.kind, 'later'));
  return cancel(ctx, and(isLater, isFree(outbox, ctx.clock.now())));
}

/** Cancels what waits to be sent of some rows, and gives whether there was anything. */
async function cancel(ctx: Writing, which: SQL | undefined): Promise<boolean> {
  const { outbox } = ctx.store.tables;
  const cancelled = await ctx.db
    .update(outbox)
    .set({
      status: 'cancelled',
      finishedAt: ctx.clock.now(),
      leaseUntil: null,
      fence: sql`${outbox.fence} + 1`,
    })
    .where(and(which, isOpen('outbox', outbox)))
    .returning({ id: outbox.id });
  return cancelled.length > 0;
}

/** Whether a delivery says that an answer comes later, and the event that it speaks of waits no more. */
export async function isOutdated(
  ctx: System,
  { kind, inboxId }: Pick<Row<'outbox'>, 'kind' | 'inboxId'>,
): Promise<boolean> {
  if (kind !== 'later' || !inboxId) return false;
  const { inbox } = ctx.store.tables;
  return (await ctx.db.$count(inbox, and(eq(inbox.id, inboxId), isOpen('inbox', inbox)))) === 0;
}

/**
 * Forgets which rows of a schedule's report were sent last: they were not sent after all, and still count as changed.
 */
export async function forgetSentRows(ctx: Writing, scheduleId: string): Promise<void> {
  const { schedules } = ctx.store.tables;
  await ctx.db.update(schedules).set({ lastHash: null }).where(eq(schedules.id, scheduleId));
}

/** Reads the document of a row. Throws when the row holds none. */
export function readDocument({ id, document }: Pick<Row<'outbox'>, 'id' | 'document'>): Document {
  return readAs(Document, { value: document, of: 'Delivery', id });
}

/** Finds the document that was delivered as the message with this timestamp. */
export async function findDelivered(
  ctx: System,
  posted: { channel: string; postedTs: string },
): Promise<Document | undefined> {
  return (await findDeliveredTo(ctx, posted))?.document;
}

/** Finds what was delivered as the message with this timestamp, and the member it is for, where it is for one. */
export async function findDeliveredTo(
  ctx: System,
  { channel, postedTs }: { channel: string; postedTs: string },
): Promise<{ document: Document; memberId: string | undefined } | undefined> {
  const { outbox } = ctx.store.tables;
  const [row] = await ctx.db
    .select({ id: outbox.id, document: outbox.document, memberId: outbox.memberId })
    .from(outbox)
    .where(and(eq(outbox.channel, channel), eq(outbox.postedTs, postedTs)));
  return row && { document: readDocument(row), memberId: row.memberId ?? undefined };
}

/** Finds the run that has said or shown what was delivered as the message with this timestamp. */
export async function findDeliveredRun(
  ctx: System,
  { channel, postedTs }: { channel: string; postedTs: string },
): Promise<string | undefined> {
  const { outbox } = ctx.store.tables;
  const [row] = await ctx.db
    .select({ runId: outbox.runId })
    .from(outbox)
    .where(and(eq(outbox.channel, channel), eq(outbox.postedTs, postedTs)));
  return row?.runId ?? undefined;
}

/** Lists the places of what a run has shown besides its answer, as far as it was posted. */
export async function listShown(
  ctx: System,
  { runId }: { runId: string },
): Promise<{ channel: string; ts: string }[]> {
  const { outbox } = ctx.store.tables;
  const rows = await ctx.db
    .select({ channel: outbox.channel, ts: outbox.postedTs })
    .from(outbox)
    .where(and(eq(outbox.runId, runId), eq(outbox.kind, 'shown')));
  return rows.flatMap(({ channel, ts }) => (ts ? [{ channel, ts }] : []));
}

/** A row of the outbox that answers an event, with its document. */
export type SentReply = Omit<Row<'outbox'>, 'document'> & { document: Document };

/** Finds the answer to an event. */
export async function findReply(
  ctx: System,
  { inboxId }: { inboxId: string },
): Promise<SentReply | undefined> {
  const { outbox } = ctx.store.tables;
  const isReply = and(eq(outbox.inboxId, inboxId), eq(outbox.kind, 'reply'));
  // A message that has failed once and was repeated has two: the answer is the later one.
  const [row] = await ctx.db.select().from(outbox).where(isReply).orderBy(desc(outbox.id)).limit(1);
  return row && { ...row, document: readDocument(row) };
}
