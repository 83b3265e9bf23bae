import { and, asc, desc, eq, gt, inArray, isNotNull, lt, ne, notExists, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { type System, transact, type Writing } from '../context.ts';
import { firstIdAt, newId } from '../ids.ts';
import { claimable, type Held, isOpen, renew, settle } from '../queue/claims.ts';
import type { Policy, Taking } from '../queue/work.ts';
import { createBatcher } from '../store/batched-writes.ts';
import { insertNew, parameter, prepared } from '../store/prepared-statements.ts';
import type { Row, Tables } from '../store/schema.ts';
import { storable } from '../text.ts';

/** One event as it arrives, named so that a second delivery of the same thing is recognised. */
export type InboxEntry = {
  kind: Row<'inbox'>['kind'];
  eventId: string | null;
  dedupeKey: string;
  clientMsgId: string | null;
  threadKey: string;
  channel: string | null;
  /** The message in `channel` that the event brings, edits, deletes or reacts to; null for other events. */
  messageTs: string | null;
  /** Slack's timestamp of the event: the order within the thread. */
  ts: string;
  payload: Record<string, unknown>;
  /** When the message was said, where that is not now. */
  receivedAt?: Date;
  /** A `parked` event waits until somebody calls us into its thread. */
  status: 'pending' | 'parked';
};

export type Enqueue = (entry: InboxEntry) => Promise<'new' | 'known'>;

/** Events are worked on in two lanes, so that neither waits for the other: running reports and imports, and all else. */
export type Lane = 'reports' | 'conversation';

/** The lane in which an event is worked on. */
export const laneOf = ({ kind }: Pick<InboxEntry, 'kind'>): Lane =>
  kind === 'report' || kind === 'import' ? 'reports' : 'conversation';

/** How the inbox is worked off: see `Policy`. A person waits for most of it. */
export const INBOX_POLICY = {
  /** An answer may take minutes, so the lease is renewed, and short: a process that is gone is soon replaced. */
  leaseMs: 60_000,
  renewEveryMs: 20_000,
  /** Events nudge the worker; looking finds rows that were put off, and rows that another process has left. */
  lookEveryMs: 1_000,
  /** By lane: messages, each of another thread, which mostly wait for a model; and reports, each of another person. */
  atOnce: { conversation: 32, reports: 3 } satisfies Record<Lane, number>,
  /** After the last wait the person is told. Errors of the language model bring their own first waits. */
  waitsMs: [2_000, 10_000, 30_000],
  afterLastWait: 'give up',
  /** The longest wait that a server may ask for. */
  longestWaitMs: 3_600_000,
  /**
   * What comes back by itself, such as a model or Slack that is down, is waited for after the first waits: at growing
   * intervals, the last one again and again.
   */
  outage: {
    waitsMs: [30_000, 2 * 60_000, 5 * 60_000, 15 * 60_000, 30 * 60_000],
    /** So long, and so often at least: then the person is told that it has failed, and the event is kept. */
    triedForMs: 24 * 3_600_000,
    leastAttempts: 5,
    /** The person is told that it takes longer as soon as a wait is no shorter than this. */
    toldFromMs: 30_000,
  },
  /** A row that was claimed so often without a failed attempt, and has not ended, ends its process again and again. */
  mostClaims: 20,
  atStop: 'release',
  /**
   * A wait that a server asks for counts as no attempt, up to so many claims of the row. A wait shorter than `leastMs`
   * is drawn out; one longer than `mostMs` is an outage, of which the person is told at once.
   */
  asked: { leastMs: 500, mostMs: 60_000, claims: 10 },
  /**
   * How long a parked reply may wait for the mention that belongs before it: events of a thread may come out of order.
   */
  parkedForMs: 2 * 60_000,
  /** How often parked replies that nobody called us into are forgotten. */
  forgetParkedEveryMs: 60_000,
} as const satisfies Omit<Policy, 'atOnce'> & Record<string, unknown>;

/**
 * Takes in events: resolved means committed. All that arrive in one turn of the event loop share one transaction.
 * An event that is already known by its `dedupeKey` or its client_msg_id is not taken twice.
 */
export function createInbox(ctx: System): Enqueue {
  return createBatcher<InboxEntry, 'new' | 'known'>(ctx.clock, (entries) =>
    transact(ctx, async (ctx) => {
      const taken: ('new' | 'known')[] = [];
      for (const entry of entries) taken.push(await enqueueIn(ctx, entry));
      return taken;
    }),
  );
}

/** Takes an event in as part of a larger transaction. */
export async function enqueueIn(ctx: Writing, entry: InboxEntry): Promise<'new' | 'known'> {
  const now = ctx.clock.now();
  const payload = storable(entry.payload);
  const row = { receivedAt: now, ...entry, payload, id: newId(), dueAt: now };
  return (await insertNew(ctx, { into: 'inbox', row })) ? 'new' : 'known';
}

export async function findInboxRow(ctx: System, id: string): Promise<Row<'inbox'> | undefined> {
  const { inbox } = ctx.store.tables;
  const [row] = await ctx.db.select().from(inbox).where(eq(inbox.id, id));
  return row;
}

/** Selects the rows of a lane that are due, not held, and not behind an earlier or a held row of their thread. */
const selectHeadsOf = (lane: Lane) =>
  prepared<{ now: Date; limit: number }, { id: string }>((db, { inbox }) => {
    const isApart = inArray(inbox.kind, ['report', 'import']);
    const inLane = lane === 'reports' ? isApart : sql`not ${isApart}`;
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

/** Which rows of a lane are taken: the oldest waiting row of each thread in which nothing is being worked on. */
export const inboxLane = (lane: Lane): Taking<'inbox'> => ({
  table: 'inbox',
  policy: { ...INBOX_POLICY, atOnce: INBOX_POLICY.atOnce[lane] },
  select: SELECT_HEADS[lane],
  dependsOn: 'others',
  claims: 'soon',
});

/** Extends the lease of a row that is still ours. Throws `LeaseLost` when it is not. */
export async function renewInbox(ctx: Writing, held: Held): Promise<void> {
  const { leaseMs } = INBOX_POLICY;
  await renew(ctx, { table: 'inbox', held, leaseMs });
}

/** How an inbox row ends, or when it is to be tried again. */
export type InboxEnd =
  /** The message is kept in the conversation; the payload is forgotten, unless a later click needs it. */
  | { status: 'done'; keepPayload?: boolean }
  | { status: 'parked' }
  /** The payload stays, so that nothing is lost; it is forgotten when nobody knows whose words it holds. */
  | { status: 'failed'; error: string; keepPayload?: boolean }
  /** The whole row goes: handling such an event twice does no harm. */
  | { status: 'forgotten' }
  /** The payload of a refused person is forgotten; the row stays, so that a repeated delivery is known. */
  | { status: 'refused' }
  | { status: 'pending'; dueAt: Date; attempts: number; error: string | null };

/** Ends an inbox row that the caller holds, or puts it off. Throws `LeaseLost` when the row is held no more. */
export async function endInbox(ctx: Writing, { held, end }: { held: Held; end: InboxEnd }): Promise<void> {
  const { status } = end;
  if (status === 'forgotten') {
    await settle(ctx, { table: 'inbox', held, patch: { status: 'done' } });
    await ctx.db.delete(ctx.store.tables.inbox).where(eq(ctx.store.tables.inbox.id, held.id));
    return;
  }
  const patch = {
    status,
    ...(status === 'pending'
      ? { dueAt: end.dueAt, attempts: end.attempts }
      : { finishedAt: ctx.clock.now() }),
    ...(status === 'refused' ? { payload: null, eventId: null, clientMsgId: null } : {}),
    ...(status === 'done' && !end.keepPayload ? { payload: null } : {}),
    ...(status === 'failed' && end.keepPayload === false ? { payload: null } : {}),
    ...('error' in end ? { lastError: end.error } : {}),
  };
  await settle(ctx, { table: 'inbox', held, patch });
}

/**
 * Makes parked replies of a thread pending: those written after the mention that called us in, and delivered before it.
 */
export async function unpark(
  ctx: Writing,
  { threadKey, after }: { threadKey: string; after: string },
): Promise<void> {
  const { inbox } = ctx.store.tables;
  await ctx.db
    .update(inbox)
    .set({ status: 'pending', dueAt: ctx.clock.now(), finishedAt: null })
    .where(and(eq(inbox.threadKey, threadKey), eq(inbox.status, 'parked'), gt(inbox.ts, after)));
}

/** Forgets parked replies into whose threads nobody has called us. */
export async function forgetParked(ctx: System): Promise<void> {
  const { inbox } = ctx.store.tables;
  const before = new Date(ctx.clock.now().getTime() - INBOX_POLICY.parkedForMs);
  await transact(ctx, async (ctx) => {
    // The status is written out, not bound, as in queue/claims.ts: only so SQLite uses the index on parked rows.
    await ctx.db.delete(inbox).where(and(sql`${inbox.status} = 'parked'`, lt(inbox.receivedAt, before)));
  });
}

/** How far Slack's clock and ours may be apart. */
const CLOCKS_DIFFER_MS = 24 * 3_600_000;

/** The last messages that we have taken in: where catching up starts. */
export type LastSeen = {
  channels: { channel: string; ts: string }[];
  threads: { channel: string; threadKey: string; ts: string }[];
};

/**
 * Finds the last message that we have taken in since `since` (a Slack ts) of each channel, and of the threads in which
 * somebody has written last.
 */
export async function findLastSeen(
  ctx: System,
  { since, mostThreads }: { since: string; mostThreads: number },
): Promise<LastSeen> {
  const { inbox } = ctx.store.tables;
  // What was said since was taken in since, give or take a clock: the ids, which begin with the time, are in that order.
  const from = firstIdAt(new Date(Number(since) * 1_000 - CLOCKS_DIFFER_MS));
  const isSeen = and(
    gt(inbox.ts, since),
    gt(inbox.id, from),
    inArray(inbox.kind, ['message', 'edit', 'deletion']),
    isNotNull(inbox.channel),
  );
  const channel = sql<string>`${inbox.channel}`;
  const ts = sql<string>`max(${inbox.ts})`;
  const { threadKey } = inbox;
  const [channels, threads] = await Promise.all([
    ctx.db.select({ channel, ts }).from(inbox).where(isSeen).groupBy(inbox.channel),
    ctx.db
      .select({ channel, threadKey, ts })
      .from(inbox)
      .where(isSeen)
      .groupBy(inbox.channel, threadKey)
      .orderBy(desc(ts))
      .limit(mostThreads),
  ]);
  return { channels, threads };
}

/** Forgets the payloads of a message that its author has deleted, and of its edits. */
export async function forgetPayloads(
  ctx: Writing,
  { channel, ts }: { channel: string; ts: string },
): Promise<void> {
  const { inbox } = ctx.store.tables;
  const hasWords = inArray(inbox.kind, ['message', 'edit']);
  await ctx.db
    .update(inbox)
    .set({ payload: null })
    .where(and(isOf(inbox, { channel, ts }), hasWords, ne(inbox.status, 'pending')));
}

/** Events about one message. */
const isOf = (inbox: Tables['inbox'], { channel, ts }: { channel: string; ts: string }) =>
  and(eq(inbox.channel, channel), eq(inbox.messageTs, ts));

/** Whether the message was edited again after the edit with this timestamp. */
export async function wasEditedAfter(
  ctx: Writing,
  { channel, ts, editedTs }: { channel: string; ts: string; editedTs: string },
): Promise<boolean> {
  const { inbox } = ctx.store.tables;
  const later = await ctx.db
    .select({ id: inbox.id })
    .from(inbox)
    .where(and(isOf(inbox, { channel, ts }), eq(inbox.kind, 'edit'), gt(inbox.ts, editedTs)))
    .limit(1);
  return later.length > 0;
}

/** Numbers that tell an operator whether what is said to Rapport is worked on. */
export type InboxHealth = {
  /** Events that are taken in and not done. */
  waiting: number;
};

export async function measureInbox(ctx: System): Promise<InboxHealth> {
  const { inbox } = ctx.store.tables;
  return { waiting: await ctx.db.$count(inbox, isOpen('inbox', inbox)) };
}
