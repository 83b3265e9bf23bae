import { eq } from 'drizzle-orm';
import { indexEntity } from '../store/search.ts';
import type { Store, Tx } from '../store/store.ts';
import { listContactNames } from './interactions.ts';

/** Sets the words an interaction is found by anew: its own, and the names of the company and of those in it. */
export async function indexInteraction(tx: Tx, store: Store, id: string): Promise<void> {
  const { interactions, companies } = store.tables;
  const [found] = await tx
    .select({ interaction: interactions, company: companies.name })
    .from(interactions)
    .leftJoin(companies, eq(companies.id, interactions.companyId))
    .where(eq(interactions.id, id));
  if (!found) return;
  const names = await listContactNames({ db: tx, tables: store.tables }, [id]);
  const { kind, summary, details } = found.interaction;
  const words = [kind, summary, details, found.company, ...(names.get(id) ?? [])];
  await indexEntity(tx, store, { kind: 'interaction', entityId: id, words });
}
