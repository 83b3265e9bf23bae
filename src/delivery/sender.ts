import { z } from 'zod';
import { type System, transact } from '../context.ts';
import { messageOf } from '../errors.ts';
import { LeaseLost, putBack, settle } from '../queue/claims.ts';
import { createLoop } from '../queue/loop.ts';
import type { Row } from '../store/schema.ts';
import { DeliveryError, type DeliveryFault, type Messenger, type Outgoing } from './messenger.ts';
import { claimDeliveries, forgetSent, readDocument } from './outbox.ts';
import { createPace } from './pace.ts';

const POLL_MS = 250;
const AT_ONCE = 16;
/** What fails is tried so often at least, and for so long: a day in which Slack is down loses nothing. */
const LEAST_ATTEMPTS = 5;
const TRIED_FOR_MS = 24 * 3_600_000;
/** Slack takes one message a second in each channel. Source: https://docs.slack.dev/apis/web-api/rate-limits */
const PACE_MS = 1_000;

/** Growing waits between attempts, in milliseconds; the last one again and again. */
const WAITS_MS = [2_000, 30_000, 5 * 60_000, 30 * 60_000];

export type Sender = {
  /**
   * Sends a row that the caller holds, or puts it back when its channel has just been written to. Never throws: what
   * fails is tried again or marked as failed.
   */
  send(row: Row<'outbox'>): Promise<void>;
  /** There is something new in the outbox. */
  nudge(): void;
  start(): void;
  /** Settles when nothing is being taken or sent. */
  drain(): Promise<void>;
  stop(): Promise<void>;
};

/** Sends the outbox: at most once for each row as far as anybody can see, through crashes and lost answers. */
export function createSender(
  ctx: System,
  messenger: Messenger,
  { paceMs = PACE_MS }: { paceMs?: number | undefined } = {},
): Sender {
  const { log, clock } = ctx;
  const pace = createPace(clock, paceMs);
  const busy = new Set<Promise<void>>();

  async function deliver(row: Row<'outbox'>): Promise<void> {
    const message = outgoing(row);
    // Whoever takes a row over first looks for what an earlier holder may have posted before it broke off.
    const before = row.fence > 1 ? await messenger.findPosted(message, row.createdAt) : undefined;
    const postedTs = before ?? (await messenger.post(message));
    await settleRow(row, { status: 'sent', postedTs, finishedAt: clock.now(), ...withoutContent(row) });
  }

  async function failed(row: Row<'outbox'>, error: unknown): Promise<void> {
    const fault: DeliveryFault = error instanceof DeliveryError ? error.fault : { kind: 'unknown' };
    const lastError = messageOf(error);
    if (fault.kind === 'rate_limited') {
      // The service has refused before doing anything: this attempt does not count.
      pace.pause(fault.retryAfterMs);
      return settleRow(row, { dueAt: after(fault.retryAfterMs), lastError });
    }
    const attempts = row.attempts + 1;
    const isOld = clock.now().getTime() - row.createdAt.getTime() >= TRIED_FOR_MS;
    if (fault.kind === 'rejected' || (attempts >= LEAST_ATTEMPTS && isOld)) {
      log.error({ outbox: row.id, key: row.dedupeKey, error: lastError }, 'delivery failed');
      const finishedAt = clock.now();
      const patch = { status: 'failed', attempts, lastError, finishedAt, ...withoutContent(row) } as const;
      return transact(ctx, async (ctx) => {
        await settle(ctx, { table: 'outbox', held: row, patch });
        if (row.scheduleId) await forgetSent(ctx, row.scheduleId);
      });
    }
    log.warn({ outbox: row.id, attempts, error: lastError }, 'delivery not sent yet');
    return settleRow(row, {
      dueAt: after(WAITS_MS[Math.min(attempts, WAITS_MS.length) - 1] ?? 0),
      attempts,
      lastError,
    });
  }

  const after = (ms: number) => new Date(clock.now().getTime() + ms);

  function settleRow(row: Row<'outbox'>, patch: Partial<Row<'outbox'>>): Promise<void> {
    return transact(ctx, (ctx) => settle(ctx, { table: 'outbox', held: row, patch }));
  }

  async function send(row: Row<'outbox'>): Promise<void> {
    try {
      await deliver(row).catch((error) => {
        if (error instanceof LeaseLost) throw error;
        return failed(row, error);
      });
    } catch (error) {
      // Left to its lease: whoever takes it then reads back before posting.
      log.warn({ outbox: row.id, error: messageOf(error) }, 'delivery left to its lease');
    }
  }

  async function take(limit: number): Promise<Row<'outbox'>[]> {
    const except = pace.resting();
    if (!except) return [];
    const rows = await claimDeliveries(ctx, { limit, except });
    for (const { channel } of rows) pace.note(channel);
    return rows;
  }

  async function sendOrWait(row: Row<'outbox'>): Promise<void> {
    const waitMs = pace.waitFor(row.channel);
    if (waitMs === 0) {
      pace.note(row.channel);
      return send(row);
    }
    await transact(ctx, (ctx) => putBack(ctx, { table: 'outbox', held: row, dueAt: after(waitMs) })).catch(
      (error) => log.warn({ outbox: row.id, error: messageOf(error) }, 'delivery left to its lease'),
    );
  }

  const loop = createLoop({
    what: 'outbox',
    take,
    work: send,
    atOnce: AT_ONCE,
    everyMs: POLL_MS,
    clock,
    log,
  });
  return {
    send: (row) => {
      const done = sendOrWait(row).finally(() => busy.delete(done));
      busy.add(done);
      return done;
    },
    nudge: loop.nudge,
    start: loop.start,
    drain: async () => {
      while (busy.size > 0) await Promise.all(busy);
      await loop.drain();
    },
    stop: async () => {
      await loop.stop();
      await Promise.all(busy);
    },
  };
}

/** The outbox does not keep what was in a file that nobody will send again. */
function withoutContent({ document }: Row<'outbox'>): Partial<Row<'outbox'>> {
  const parsed = WithFile.safeParse(document);
  if (!parsed.success) return {};
  const { file, ...rest } = parsed.data;
  return { document: { ...rest, file: { ...file, content: '' } } };
}

const WithFile = z.looseObject({ file: z.looseObject({ content: z.string() }) });

/** Throws `DeliveryError` for what is no document: it will never be one. */
function outgoing(row: Row<'outbox'>): Outgoing {
  const { dedupeKey, clientMsgId, channel, threadTs } = row;
  try {
    return { key: dedupeKey, clientMsgId, channel, threadTs, document: readDocument(row) };
  } catch (error) {
    throw new DeliveryError(messageOf(error), { kind: 'rejected' });
  }
}
