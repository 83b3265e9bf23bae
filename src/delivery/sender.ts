import type { System } from '../context.ts';
import { messageOf } from '../errors.ts';
import { LeaseLost, settle } from '../store/claims.ts';
import type { Row } from '../store/schema.ts';
import type { Document } from './document.ts';
import { DeliveryError, type DeliveryFault, type Messenger, type Outgoing } from './messenger.ts';
import { claimDeliveries } from './outbox.ts';

const POLL_MS = 1_000;
const AT_ONCE = 8;
const MAX_ATTEMPTS = 5;

/** Growing waits between attempts, in milliseconds. */
const WAITS_MS = [2_000, 30_000, 5 * 60_000, 60 * 60_000];

export type Sender = {
  /** Sends a row that the caller holds. Never throws: what fails is tried again or marked as failed. */
  send(row: Row<'outbox'>): Promise<void>;
  start(): void;
  stop(): Promise<void>;
};

/** Sends the outbox: at most once for each row as far as anybody can see, through crashes and lost answers. */
export function createSender(system: System, messenger: Messenger): Sender {
  const { log, store, clock } = system;
  const busy = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

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
      return settleRow(row, { dueAt: after(fault.retryAfterMs), lastError });
    }
    const attempts = row.attempts + 1;
    if (fault.kind === 'rejected' || attempts >= MAX_ATTEMPTS) {
      log.error({ outbox: row.id, key: row.dedupeKey, error: lastError }, 'delivery failed');
      const finishedAt = clock.now();
      return settleRow(row, { status: 'failed', attempts, lastError, finishedAt, ...withoutContent(row) });
    }
    log.warn({ outbox: row.id, attempts, error: lastError }, 'delivery not sent yet');
    return settleRow(row, { dueAt: after(WAITS_MS[attempts - 1] ?? 60_000), attempts, lastError });
  }

  const after = (ms: number) => new Date(clock.now().getTime() + ms);

  function settleRow(row: Row<'outbox'>, patch: Partial<Row<'outbox'>>): Promise<void> {
    return store.transaction((tx) => settle(tx, store.tables, { table: 'outbox', held: row, patch }));
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

  async function tick(): Promise<void> {
    const limit = AT_ONCE - busy.size;
    if (stopped || limit <= 0) return;
    for (const row of await claimDeliveries(system, { limit })) {
      const done = send(row).finally(() => busy.delete(done));
      busy.add(done);
    }
  }

  return {
    send: (row) => {
      const done = send(row).finally(() => busy.delete(done));
      busy.add(done);
      return done;
    },
    start: () => {
      timer = setInterval(() => {
        tick().catch((error) => log.error({ error: messageOf(error) }, 'outbox not read'));
      }, POLL_MS);
    },
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await Promise.all(busy);
    },
  };
}

/** The outbox does not keep what was in a file that nobody will send again. */
function withoutContent(row: Row<'outbox'>): Partial<Row<'outbox'>> {
  const document = row.document as Document;
  return document.file ? { document: { ...document, file: { ...document.file, content: '' } } } : {};
}

function outgoing({ dedupeKey, clientMsgId, channel, threadTs, document }: Row<'outbox'>): Outgoing {
  return { key: dedupeKey, clientMsgId, channel, threadTs, document: document as Document };
}
