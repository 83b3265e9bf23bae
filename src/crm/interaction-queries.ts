import { eq } from 'drizzle-orm';
import type { Row } from '../store/schema.ts';
import type { Writer } from './record-change.ts';

/** With whom an interaction was. */
export type Parties = { company: Row<'companies'> | undefined; contacts: Row<'contacts'>[] };

export async function readParties(ctx: Writer, interaction: Row<'interactions'>): Promise<Parties> {
  const { companies, contacts, interactionContacts: links } = ctx.store.tables;
  const [company] = interaction.companyId
    ? await ctx.db.select().from(companies).where(eq(companies.id, interaction.companyId))
    : [];
  const rows = await ctx.db
    .select({ contact: contacts })
    .from(links)
    .innerJoin(contacts, eq(contacts.id, links.contactId))
    .where(eq(links.interactionId, interaction.id))
    .orderBy(links.id);
  return { company, contacts: rows.map(({ contact }) => contact) };
}
