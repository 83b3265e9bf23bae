import { eq } from 'drizzle-orm';
import { newId } from '../ids.ts';
import type { Row } from '../store/schema.ts';
import type { ContactRef } from './contact-refs.ts';
import { type FoundContact, findOrCreateContact } from './contacts.ts';
import type { Writer } from './record-change.ts';

/** Finds or creates the people of a deal and links those who are not linked yet. */
export async function linkPeople(
  ctx: Writer,
  {
    said,
    deal,
    company,
  }: {
    said: { contacts?: readonly ContactRef[] | undefined };
    deal: Row<'deals'>;
    company: Row<'companies'>;
  },
): Promise<FoundContact[]> {
  const { dealContacts } = ctx.store.tables;
  const people: FoundContact[] = [];
  for (const ref of said.contacts ?? []) people.push(await findOrCreateContact(ctx, { ref, company }));
  const links = await ctx.db.select().from(dealContacts).where(eq(dealContacts.dealId, deal.id));
  const known = new Set(links.map(({ contactId }) => contactId));
  for (const { contact } of people) {
    if (known.has(contact.id)) continue;
    known.add(contact.id);
    await ctx.insert('dealContacts', { id: newId(), dealId: deal.id, contactId: contact.id });
  }
  return people;
}

/** Links nobody with a deal any more. */
export async function unlinkPeople(ctx: Writer, { id }: Row<'deals'>): Promise<void> {
  const { dealContacts } = ctx.store.tables;
  const links = await ctx.db.select().from(dealContacts).where(eq(dealContacts.dealId, id));
  for (const link of links) await ctx.remove('dealContacts', link);
}
