import { and, asc, eq, inArray, lt, notExists, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { type System, transact, type Writing } from '../context.ts';
import { newId, stableUuid } from '../ids.ts';
import { claim, claimable, isOpen } from '../queue/claims.ts';
import { readAs } from '../store/json.ts';
import { insertNew, parameter, prepared } from '../store/prepared-statements.ts';
import type { Row } from '../store/schema.ts';
import type { DeliveryKind } from '../store/schema-work.ts';
import { Document } from './document.ts';

const SEND_LEASE_MS = 60_000;
/** How many rows are looked at, so that a full channel does not hide the others. */
const LOOKED_AT = 64;

export type Delivery = {
  /** The same for every attempt to say this once; nothing else is known by it. */
  key: string;
  kind: DeliveryKind;
  channel: string;
  threadTs: string | null;
  document: Document;
  /** The event that it answers, and the run that has said it. */
  inboxId?: string;
  runId?: string | undefined;
  /** For whom it is, where it is for one person. */
  memberId?: string;
  /** The schedule that it is made for: ended or paused, it takes along what was not sent yet. */
  scheduleId?: string;
};

/**
 * Puts a document into the outbox, once for each key, in the transaction of what it tells about. The row comes back
 * claimed by the caller, who may send it right after the commit; undefined when the key is already there, or when
 * something said earlier in the same thread is still on its way.
 */
export async function enqueueDelivery(ctx: Writing, delivery: Delivery): Promise<Row<'outbox'> | undefined> {
  const { channel, threadTs } = delivery;
  const [earlier] = await selectUnsent(ctx, { channel, threadTs: threadTs ?? '' });
  const row = newRow(delivery, ctx.clock.now());
  const taken = { ...row, fence: 1, leaseUntil: new Date(row.dueAt.getTime() + SEND_LEASE_MS) };
  const isNew = await insertNew(ctx, { into: 'outbox', row: earlier ? row : taken });
  return isNew && !earlier ? taken : undefined;
}

/** Puts a document into the outbox, once for each key, for the sender to find. */
export async function queueDelivery(ctx: Writing, delivery: Delivery): Promise<void> {
  await insertNew(ctx, { into: 'outbox', row: newRow(delivery, ctx.clock.now()) });
}

function newRow({ key, ...delivery }: Delivery, now: Date) {
  const { inboxId = null, runId = null, memberId = null, scheduleId = null } = delivery;
  return {
    ...delivery,
    id: newId(),
    dedupeKey: key,
    clientMsgId: stableUuid('rapport', key),
    inboxId,
    runId,
    memberId,
    scheduleId,
    status: 'pending' as const,
    createdAt: now,
    dueAt: now,
    fence: 0,
    leaseUntil: null,
    attempts: 0,
    lastError: null,
    postedTs: null,
    finishedAt: null,
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
 * Deliveries that are due, that nobody is sending, and that nothing earlier in their thread has to go before; oldest
 * first, one for each channel, claimed.
 */
export async function claimDeliveries(
  ctx: System,
  { limit, except }: { limit: number; except: ReadonlySet<string> },
): Promise<Row<'outbox'>[]> {
  const now = ctx.clock.now();
  const due = await selectHeads(ctx, { now });
  const first = new Map<string, string>();
  for (const { id, channel } of due) {
    if (!first.has(channel) && !except.has(channel)) first.set(channel, id);
  }
  const ids = [...first.values()].slice(0, limit);
  if (ids.length === 0) return [];
  return transact(ctx, (ctx) => claim(ctx, { table: 'outbox', ids, now, leaseMs: SEND_LEASE_MS }));
}

/** Rows that are due, that nobody holds, and that nothing earlier in their thread has to go before. */
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
    .limit(LOOKED_AT);
});

/** What waits to be sent for these schedules is not wanted any more. */
export async function cancelDeliveries(ctx: Writing, scheduleIds: string[]): Promise<void> {
  const { outbox } = ctx.store.tables;
  await ctx.db
    .update(outbox)
    .set({
      status: 'cancelled',
      finishedAt: ctx.clock.now(),
      leaseUntil: null,
      fence: sql`${outbox.fence} + 1`,
    })
    .where(and(inArray(outbox.scheduleId, scheduleIds), isOpen('outbox', outbox)));
}

/** The rows of a schedule were not sent after all: they still count as changed. */
export async function forgetSent(ctx: Writing, scheduleId: string): Promise<void> {
  const { schedules } = ctx.store.tables;
  await ctx.db.update(schedules).set({ lastHash: null }).where(eq(schedules.id, scheduleId));
}

/** What a row of the outbox delivers. Throws for what is no document. */
export function readDocument({ id, document }: Pick<Row<'outbox'>, 'id' | 'document'>): Document {
  return readAs(Document, { value: document, of: 'Delivery', id });
}

/** What was delivered as the message with this timestamp. */
export async function findDelivered(
  ctx: System,
  { channel, postedTs }: { channel: string; postedTs: string },
): Promise<Document | undefined> {
  const { outbox } = ctx.store.tables;
  const [row] = await ctx.db
    .select({ id: outbox.id, document: outbox.document })
    .from(outbox)
    .where(and(eq(outbox.channel, channel), eq(outbox.postedTs, postedTs)));
  return row && readDocument(row);
}

/** The answer to an event. */
export async function findReply(ctx: System, { inboxId }: { inboxId: string }) {
  const { outbox } = ctx.store.tables;
  const isReply = and(eq(outbox.inboxId, inboxId), eq(outbox.kind, 'reply'));
  const [row] = await ctx.db.select().from(outbox).where(isReply);
  return row && { ...row, document: readDocument(row) };
}
