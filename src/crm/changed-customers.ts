import { desc, lt } from 'drizzle-orm';
import type { System } from '../context.ts';
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

/** How many changes are read at a time, the newest first. */
const AT_ONCE = 200;

/** The ids of companies and contacts that are new since some time, or known by something else since. */
export async function listChangedCustomers(
  ctx: System,
  since: Date,
): Promise<Record<CustomerKind, ReadonlySet<string>>> {
  const { changes } = ctx.store.tables;
  const { id, mutations, createdAt } = changes;
  const changed = { company: new Set<string>(), contact: new Set<string>() };
  let before: string | undefined;
  for (;;) {
    const rows = await ctx.db
      .select({ id, mutations, createdAt })
      .from(changes)
      .where(before ? lt(id, before) : undefined)
      .orderBy(desc(id))
      .limit(AT_ONCE);
    const recent = rows.filter((row) => row.createdAt >= since);
    for (const mutation of recent.flatMap((row) => row.mutations)) note(changed, mutation);
    before = rows.at(-1)?.id;
    if (!before || recent.length < AT_ONCE) return changed;
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
