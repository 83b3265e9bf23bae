import { eq } from 'drizzle-orm';
import type { Writing } from '../context.ts';
import { indexEntity } from '../store/search.ts';
import { listContactNames } from './interactions.ts';

/** Sets the words an interaction is found by anew: its own, and the names of the company and of those in it. */
export async function indexInteraction(ctx: Writing, id: string): Promise<void> {
  const { interactions, companies } = ctx.store.tables;
  const [found] = await ctx.db
    .select({ interaction: interactions, company: companies.name })
    .from(interactions)
    .leftJoin(companies, eq(companies.id, interactions.companyId))
    .where(eq(interactions.id, id));
  if (!found) return;
  const names = await listContactNames(ctx, [id]);
  const { kind, summary, details } = found.interaction;
  const words = [kind, summary, details, found.company, ...(names.get(id) ?? [])];
  await indexEntity(ctx, { kind: 'interaction', entityId: id, words });
}
