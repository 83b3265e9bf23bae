import { and, asc, eq } from 'drizzle-orm';
import type { System } from '../context.ts';
import { newId, stableUuid } from '../ids.ts';
import { claim, claimable } from '../store/claims.ts';
import { insertRow } from '../store/prepared.ts';
import type { Row } from '../store/schema.ts';
import type { Tx } from '../store/store.ts';
import type { Document } from './document.ts';

const SEND_LEASE_MS = 60_000;

export type Delivery = { key: string; channel: string; threadTs: string | null; document: Document };

/**
 * Puts a document into the outbox, once for each key, in the transaction of what it tells about. The row comes back
 * claimed by the caller, who may send it right after the commit; undefined when the key is already there.
 */
export async function enqueueDelivery(
  tx: Tx,
  { store, clock }: Pick<System, 'store' | 'clock'>,
  { key, channel, threadTs, document }: Delivery,
): Promise<Row<'outbox'> | undefined> {
  const now = clock.now();
  const row = {
    id: newId(),
    dedupeKey: key,
    channel,
    threadTs,
    document,
    clientMsgId: stableUuid('rapport', key),
    status: 'pending' as const,
    createdAt: now,
    dueAt: now,
    fence: 1,
    leaseUntil: new Date(now.getTime() + SEND_LEASE_MS),
  };
  return insertRow(tx, store.tables, { into: 'outbox', row, onConflict: 'skip' });
}

/** Deliveries that are due and that nobody is sending, oldest first, claimed. */
export function claimDeliveries(
  { store, clock }: Pick<System, 'store' | 'clock'>,
  { limit }: { limit: number },
): Promise<Row<'outbox'>[]> {
  const { outbox } = store.tables;
  return store.transaction(async (tx) => {
    const now = clock.now();
    const due = await tx
      .select({ id: outbox.id })
      .from(outbox)
      .where(claimable(store.tables.outbox, now))
      .orderBy(asc(outbox.dueAt))
      .limit(limit);
    const ids = due.map(({ id }) => id);
    return claim(tx, store.tables, { table: 'outbox', ids, now, leaseMs: SEND_LEASE_MS });
  });
}

/** What was delivered as the message with this timestamp. */
export async function findDelivered(
  { store }: Pick<System, 'store'>,
  { channel, postedTs }: { channel: string; postedTs: string },
): Promise<Document | undefined> {
  const { outbox } = store.tables;
  const [row] = await store.read
    .select({ document: outbox.document })
    .from(outbox)
    .where(and(eq(outbox.channel, channel), eq(outbox.postedTs, postedTs)));
  return row?.document as Document | undefined;
}
