import { and, asc, eq, gt, inArray, like, lt, max, ne, notExists, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { System } from '../context.ts';
import { newId } from '../ids.ts';
import { createBatcher } from '../store/batch.ts';
import { claim, claimable, type Held, isOpen, settle } from '../store/claims.ts';
import { insertNew, parameter, prepared } from '../store/prepared.ts';
import type { Row } from '../store/schema.ts';
import type { Tx } from '../store/store.ts';
import { storable } from '../text.ts';

/** One event as it arrives, named so that a second delivery of the same thing is recognised. */
export type InboxEntry = {
  kind: Row<'inbox'>['kind'];
  eventId: string | null;
  dedupeKey: string;
  clientMsgId: string | null;
  threadKey: string;
  channel: string | null;
  /** Slack's timestamp of the event: the order within the thread. */
  ts: string;
  payload: Record<string, unknown>;
  /** When it was said, where that is not now. */
  receivedAt?: Date;
  /** `parked` waits until somebody calls us into the thread. */
  status: 'pending' | 'parked';
};

export type Enqueue = (entry: InboxEntry) => Promise<'new' | 'known'>;

/** How long a parked reply may wait for the mention that belongs before it. */
const PARKED_FOR_MS = 2 * 60_000;

/**
 * Takes in events: resolved means committed. All that arrive in one turn of the event loop share one transaction.
 * An event that is already known by its id, its (channel, ts) or its client_msg_id is not taken twice.
 */
export function createInbox({ store, clock }: Pick<System, 'store' | 'clock'>): Enqueue {
  return createBatcher<InboxEntry, 'new' | 'known'>(clock, (entries) =>
    store.transaction(async (tx) => {
      const taken: ('new' | 'known')[] = [];
      for (const entry of entries) taken.push(await enqueueIn(tx, { store, clock }, entry));
      return taken;
    }),
  );
}

/** Takes an event in as part of a larger transaction. */
export async function enqueueIn(
  tx: Tx,
  { store, clock }: Pick<System, 'store' | 'clock'>,
  entry: InboxEntry,
): Promise<'new' | 'known'> {
  const now = clock.now();
  const payload = storable(entry.payload);
  const row = { receivedAt: now, ...entry, payload, id: newId(), dueAt: now };
  return (await insertNew(tx, store.tables, { into: 'inbox', row })) ? 'new' : 'known';
}

export async function findInboxRow({ store }: Pick<System, 'store'>, id: string) {
  const { inbox } = store.tables;
  const [row] = await store.read.select().from(inbox).where(eq(inbox.id, id));
  return row;
}

/** What is worked on apart from the rest, so that neither waits for the other: running reports, and all else. */
export type Lane = 'reports' | 'conversation';

/** Rows of a lane that are due, not held, and not behind an earlier or a held row of their thread. */
const selectHeadsOf = (lane: Lane) =>
  prepared<{ now: Date; limit: number }, { id: string }>((db, { inbox }) => {
    const inLane = lane === 'reports' ? eq(inbox.kind, 'report') : ne(inbox.kind, 'report');
    const earlier = alias(inbox, 'earlier');
    const inTheWay = db
      .select({ one: sql`1` })
      .from(earlier)
      .where(
        and(
          eq(earlier.threadKey, inbox.threadKey),
          isOpen('inbox', earlier),
          or(
            lt(earlier.ts, inbox.ts),
            and(eq(earlier.ts, inbox.ts), lt(earlier.id, inbox.id)),
            gt(earlier.leaseUntil, parameter('now', inbox.leaseUntil)),
          ),
        ),
      );
    return db
      .select({ id: inbox.id })
      .from(inbox)
      .where(and(inLane, claimable('inbox', inbox, parameter('now', inbox.dueAt)), notExists(inTheWay)))
      .orderBy(asc(inbox.dueAt), asc(inbox.id))
      .limit(sql.placeholder('limit'));
  });

const SELECT_HEADS = { reports: selectHeadsOf('reports'), conversation: selectHeadsOf('conversation') };

/** The oldest waiting row of each thread of a lane in which nothing is being worked on, claimed for `leaseMs`. */
export function claimInbox(
  { store, clock }: Pick<System, 'store' | 'clock'>,
  { lane, limit, leaseMs }: { lane: Lane; limit: number; leaseMs: number },
): Promise<Row<'inbox'>[]> {
  return store.transaction(async (tx) => {
    const now = clock.now();
    const heads = await SELECT_HEADS[lane](tx, store.tables, { now, limit });
    return claim(tx, store.tables, { table: 'inbox', ids: heads.map(({ id }) => id), now, leaseMs });
  });
}

/** How an inbox row ends, or when it is to be tried again. */
export type InboxEnd =
  /** What was said lives on in the conversation; the event's own copy goes, unless a later click needs it. */
  | { status: 'done'; keepPayload?: boolean }
  | { status: 'parked' }
  /** The words stay, so that nothing is lost; without them when it is not known whose they are. */
  | { status: 'failed'; error: string; keepPayload?: boolean }
  /** Nothing to remember: handling it twice does no harm. */
  | { status: 'forgotten' }
  /** Nothing of what a refused person wrote is kept; the row stays so that a repeated delivery is known. */
  | { status: 'refused' }
  | { status: 'pending'; dueAt: Date; attempts: number; error: string | null };

export async function endInbox(
  tx: Tx,
  { store, clock }: Pick<System, 'store' | 'clock'>,
  { held, end }: { held: Held; end: InboxEnd },
): Promise<void> {
  const { status } = end;
  if (status === 'forgotten') {
    await settle(tx, store.tables, { table: 'inbox', held, patch: { status: 'done' } });
    await tx.delete(store.tables.inbox).where(eq(store.tables.inbox.id, held.id));
    return;
  }
  const patch = {
    status,
    ...(status === 'pending' ? { dueAt: end.dueAt, attempts: end.attempts } : { finishedAt: clock.now() }),
    ...(status === 'refused' ? { payload: null, eventId: null, clientMsgId: null } : {}),
    ...(status === 'done' && !end.keepPayload ? { payload: null } : {}),
    ...(status === 'failed' && end.keepPayload === false ? { payload: null } : {}),
    ...('error' in end ? { lastError: end.error } : {}),
  };
  await settle(tx, store.tables, { table: 'inbox', held, patch });
}

/** Somebody has called us into this thread: replies written after that, which came in before it, are for us too. */
export async function unpark(
  tx: Tx,
  { store, clock }: Pick<System, 'store' | 'clock'>,
  { threadKey, after }: { threadKey: string; after: string },
): Promise<void> {
  const { inbox } = store.tables;
  await tx
    .update(inbox)
    .set({ status: 'pending', dueAt: clock.now(), finishedAt: null })
    .where(and(eq(inbox.threadKey, threadKey), eq(inbox.status, 'parked'), gt(inbox.ts, after)));
}

/** Forgets replies that nobody called us into. */
export async function forgetParked({ store, clock }: Pick<System, 'store' | 'clock'>): Promise<void> {
  const { inbox } = store.tables;
  const before = new Date(clock.now().getTime() - PARKED_FOR_MS);
  await store.transaction(async (tx) => {
    await tx.delete(inbox).where(and(eq(inbox.status, 'parked'), lt(inbox.receivedAt, before)));
  });
}

/** The last Slack ts we have taken in, for each channel since a ts: where catching up starts. */
export async function lastSeen({ store }: Pick<System, 'store'>, { since }: { since: string }) {
  const { inbox } = store.tables;
  const rows = await store.read
    .select({ channel: inbox.channel, threadKey: inbox.threadKey, ts: max(inbox.ts) })
    .from(inbox)
    .where(and(gt(inbox.ts, since), inArray(inbox.kind, ['message', 'edit', 'deletion'])))
    .groupBy(inbox.channel, inbox.threadKey);
  return rows.flatMap(({ channel, threadKey, ts }) => (channel && ts ? [{ channel, threadKey, ts }] : []));
}

/** Forgets the words of a message that its author has deleted, and of its edits. */
export async function forgetPayloads(
  tx: Tx,
  { store }: Pick<System, 'store'>,
  { channel, ts }: { channel: string; ts: string },
): Promise<void> {
  const { inbox } = store.tables;
  const message = `${channel}:${ts}`;
  const ofMessage = or(eq(inbox.dedupeKey, message), like(inbox.dedupeKey, `${message}:edit:%`));
  await tx
    .update(inbox)
    .set({ payload: null })
    .where(and(ofMessage, ne(inbox.status, 'pending')));
}

/** Whether the message was edited again after the edit with this timestamp. */
export async function wasEditedAfter(
  tx: Tx,
  { store }: Pick<System, 'store'>,
  { channel, ts, editedTs }: { channel: string; ts: string; editedTs: string },
): Promise<boolean> {
  const { inbox } = store.tables;
  const later = await tx
    .select({ id: inbox.id })
    .from(inbox)
    .where(
      and(like(inbox.dedupeKey, `${channel}:${ts}:edit:%`), eq(inbox.kind, 'edit'), gt(inbox.ts, editedTs)),
    )
    .limit(1);
  return later.length > 0;
}
