import { z } from 'zod';
import { type System, transact } from '../context.ts';
import { messageOf } from '../errors.ts';
import { tell } from '../happenings.ts';
import { renew, settle } from '../queue/claims.ts';
import type { Job } from '../queue/job.ts';
import { createQueue } from '../queue/queue.ts';
import type { Failure, Policy, Trouble } from '../queue/work.ts';
import type { Row } from '../store/schema.ts';
import type { DeliveryKind } from '../store/schema-work.ts';
import { createPace } from './channel-pace.ts';
import { DeliveryError, type Messenger, type Outgoing } from './messenger.ts';
import { forgetSentRows, isOutdated, OUTBOX, readDocument, selectDeliveries } from './outbox.ts';

/** The numbers of sending the outbox: see `Policy`. */
const SENDING = {
  leaseMs: OUTBOX.leaseMs,
  /**
   * Most deliveries are sent right after their commit. Looking finds those that wait, and costs one query of an index.
   */
  lookEveryMs: 250,
  atOnce: 16,
  waitsMs: [2_000, 30_000, 5 * 60_000, 30 * 60_000],
  afterLastWait: 'wait again',
  /** A delivery is tried for so long, and so often at least: a day in which Slack is down loses nothing. */
  triedForMs: 24 * 3_600_000,
  leastAttempts: 5,
  /** A post is short, and nobody knows whether a post that was broken off has arrived. */
  atStop: 'finish',
  /** Slack takes one message a second in each channel. Source: https://docs.slack.dev/apis/web-api/rate-limits */
  paceMs: 1_000,
} as const satisfies Policy & Record<string, unknown>;

export type Sender = Job & {
  /**
   * Sends a row that the caller holds, or puts it back when its channel has just been written to. Never throws: a row
   * that cannot be sent is tried again, or marked as failed.
   */
  send(row: Row<'outbox'>): Promise<void>;
  /** Tells the sender that there is a new row in the outbox. */
  nudge(): void;
};

/** Sends the rows of the outbox, each once as far as a reader can see, through crashes and lost answers. */
export function createSender(
  ctx: System,
  { messenger, paceMs = SENDING.paceMs }: { messenger: Messenger; paceMs?: number | undefined },
): Sender {
  const { clock } = ctx;
  const pace = createPace(ctx, { everyMs: paceMs });

  async function deliver(ctx: System, { row }: { row: Row<'outbox'> }): Promise<void> {
    const waitMs = await pace.take(row.channel);
    if (waitMs > 0) return queue.postpone(row, waitMs);
    // Its answer came while somebody else, who is gone or has failed, was sending it.
    if (await isOutdated(ctx, row)) return end(ctx, row, { status: 'cancelled', finishedAt: clock.now() });
    const message = messageOfRow(row);
    const postedTs = await postOnce(row, message).catch(pauseIfAsked);
    const sent = { status: 'sent', postedTs, finishedAt: clock.now(), ...withoutContent(row) } as const;
    return end(ctx, row, sent);
  }

  /** Posts a message unless an earlier holder of the row had posted it before it broke off. Gives its timestamp. */
  async function postOnce(row: Row<'outbox'>, message: Outgoing): Promise<string | null> {
    if (row.fence <= 1) return messenger.post(message);
    const before = await messenger.findPosted(message, row.createdAt);
    if (before) return before;
    // Reading back may take longer than a lease: whoever has taken the row over meanwhile posts it.
    await transact(ctx, (ctx) => renew(ctx, { table: 'outbox', held: row, leaseMs: SENDING.leaseMs }));
    return messenger.post(message);
  }

  /** Has all processes rest when the chat service asks for it. Throws the error on. */
  async function pauseIfAsked(error: unknown): Promise<never> {
    const fault = error instanceof DeliveryError ? error.fault : undefined;
    if (fault?.kind === 'rate_limited') await pace.pause(fault.retryAfterMs);
    throw error;
  }

  function judge({ row, error }: { row: Row<'outbox'>; error: unknown }): Trouble {
    const fault = error instanceof DeliveryError ? error.fault : undefined;
    if (fault?.kind === 'rate_limited') return { kind: 'asked', waitMs: fault.retryAfterMs };
    const isOld = clock.now().getTime() - row.createdAt.getTime() >= SENDING.triedForMs;
    const isTriedOut = isOld && row.attempts + 1 >= SENDING.leastAttempts;
    return { kind: fault?.kind === 'rejected' || isTriedOut ? 'final' : 'failed' };
  }

  const queue = createQueue(ctx, {
    table: 'outbox',
    policy: SENDING,
    // A post cannot be taken back: whoever comes after it has to know, by the fence, that there may be one.
    claims: 'at once',
    select: async (ctx, look) => {
      const except = pace.resting();
      return except ? selectDeliveries(ctx, { ...look, except }) : [];
    },
    traceOf: ({ inboxId, scheduleId, runId }) => inboxId ?? scheduleId ?? runId,
    handle: deliver,
    judge,
    giveUp,
  });
  return {
    ...queue,
    send: (row) => {
      const waitMs = pace.waitFor(row.channel);
      return waitMs === 0 ? queue.attempt(row) : queue.postpone(row, waitMs);
    },
  };
}

/** Ends a row. A note that is lost with the power is looked up in the channel: whoever takes the row next reads back. */
async function end(ctx: System, row: Row<'outbox'>, patch: Partial<Row<'outbox'>>): Promise<void> {
  await transact(ctx, (ctx) => settle(ctx, { table: 'outbox', held: row, patch }), { durability: 'soon' });
  tellEnded(ctx, row, patch.status === 'sent' ? 'sent' : 'cancelled');
}

function tellEnded(ctx: System, row: Row<'outbox'>, outcome: 'sent' | 'failed' | 'cancelled'): void {
  const { id: delivery, kind, memberId, attempts, createdAt } = row;
  const ms = ctx.clock.now().getTime() - createdAt.getTime();
  tell(ctx, { what: 'delivery', delivery, kind, member: memberId ?? undefined, outcome, attempts, ms });
}

async function giveUp(ctx: System, { row, error, attempts }: Failure<'outbox'>): Promise<void> {
  const lastError = messageOf(error);
  ctx.log.error({ outbox: row.id, key: row.dedupeKey, error: lastError }, 'delivery failed');
  const finishedAt = ctx.clock.now();
  const patch = { status: 'failed', attempts, lastError, finishedAt } as const;
  await transact(ctx, async (ctx) => {
    await settle(ctx, { table: 'outbox', held: row, patch });
    if (row.scheduleId) await forgetSentRows(ctx, row.scheduleId);
  });
  tellEnded(ctx, { ...row, attempts }, 'failed');
}

/** Empties the file of a document that was sent: the outbox need not keep it. */
function withoutContent({ document }: Row<'outbox'>): Partial<Row<'outbox'>> {
  const parsed = WithFile.safeParse(document);
  if (!parsed.success) return {};
  const { file, ...rest } = parsed.data;
  return { document: { ...rest, file: { ...file, content: '' } } };
}

const WithFile = z.looseObject({ file: z.looseObject({ content: z.string() }) });

/** What speaks of customers unasked, and may go to a channel. */
const STAY_INSIDE: ReadonlySet<string> = new Set<DeliveryKind>(['digest', 'scheduled']);

/** The message of a row. Throws a final `DeliveryError` when the row holds no document. */
function messageOfRow(row: Row<'outbox'>): Outgoing {
  const { dedupeKey, clientMsgId, channel, threadTs } = row;
  try {
    const document = readDocument(row);
    return {
      key: dedupeKey,
      clientMsgId,
      channel,
      threadTs,
      document,
      staysInside: STAY_INSIDE.has(row.kind),
    };
  } catch (error) {
    throw new DeliveryError(messageOf(error), { kind: 'rejected' });
  }
}
