import { and, asc, gt, gte } from 'drizzle-orm';
import type { System } from '../context.ts';
import { firstIdAt } from '../ids.ts';
import type { Mutation } from '../store/schema-crm.ts';
import type { CustomerKind } from './merged-ids.ts';

/** The tables that say by what somebody is known, or where they work. */
const TELLING: ReadonlySet<Mutation['table']> = new Set([
  'companies',
  'contacts',
  'aliases',
  'companyDomains',
  'contactEmails',
  'contactPhones',
  'relationships',
]);

/** How many changes are read at a time. */
const AT_ONCE = 200;

/** The ids of companies and contacts that are new since some time, or known by something else since. */
export async function listChangedCustomers(
  ctx: System,
  since: Date,
): Promise<Record<CustomerKind, ReadonlySet<string>>> {
  const { id, mutations } = ctx.store.tables.changes;
  const changed = { company: new Set<string>(), contact: new Set<string>() };
  let after = '';
  for (;;) {
    const rows = await ctx.db
      .select({ id, mutations })
      .from(ctx.store.tables.changes)
      .where(and(gte(id, firstIdAt(since)), gt(id, after)))
      .orderBy(asc(id))
      .limit(AT_ONCE);
    for (const mutation of rows.flatMap((row) => row.mutations)) note(changed, mutation);
    const last = rows.at(-1);
    if (!last || rows.length < AT_ONCE) return changed;
    after = last.id;
    await ctx.clock.turn();
  }
}

function note(changed: Record<CustomerKind, Set<string>>, { table, id, after }: Mutation): void {
  if (!TELLING.has(table) || !after) return;
  if (table === 'companies') changed.company.add(id);
  if (table === 'contacts') changed.contact.add(id);
  // Whoever is new at a company may be known there; the company itself is none other for it.
  if (table !== 'relationships' && typeof after.companyId === 'string') changed.company.add(after.companyId);
  if (typeof after.contactId === 'string') changed.contact.add(after.contactId);
}
