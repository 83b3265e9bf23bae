import { and, inArray, type SQL, sql } from 'drizzle-orm';
import type { Tables } from './schema.ts';
import type { DeliveryKind } from './schema-work.ts';

/**
 * Deliveries of some kinds other than answers. That they are none is written out, not bound: only so does SQLite use the
 * index on kinds, which leaves answers out.
 */
export function isOfKind(
  { kind }: Tables['outbox'],
  ...kinds: Exclude<DeliveryKind, 'reply'>[]
): SQL | undefined {
  return and(sql`${kind} <> 'reply'`, inArray(kind, kinds));
}
