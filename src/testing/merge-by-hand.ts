import { eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { recordChange } from '../crm/record-change.ts';
import { newId } from '../ids.ts';

/** Makes one contact of two, as a change that moves what points at the one that goes and keeps its values. Both are named by id. */
export async function mergeByHand(
  ctx: Context,
  { mergedId, contactId }: { mergedId: string; contactId: string },
): Promise<void> {
  const { contacts, interactionContacts, relationships } = ctx.store.tables;
  await recordChange(ctx, 'merge_contacts', async (ctx) => {
    const [merged] = await ctx.db.select().from(contacts).where(eq(contacts.id, mergedId));
    if (!merged) throw new Error('There is nobody to merge.');
    const links = await ctx.db
      .select()
      .from(interactionContacts)
      .where(eq(interactionContacts.contactId, mergedId));
    for (const link of links) await ctx.update('interactionContacts', link, { contactId });
    const ties = await ctx.db.select().from(relationships).where(eq(relationships.contactId, mergedId));
    for (const tie of ties) await ctx.update('relationships', tie, { contactId });
    await ctx.remove('contacts', merged);
    const made = { createdAt: ctx.clock.now(), createdBy: ctx.actor.memberId };
    await ctx.insert('mergedIds', { id: newId(), mergedId, contactId, ...made });
    const { name, nameKey, email, phone } = merged;
    const of = { contactId, ...made };
    await ctx.insert('aliases', { id: newId(), name, nameKey, source: 'merge', ...of });
    if (email) await ctx.insert('contactEmails', { id: newId(), email, ...of });
    if (phone) await ctx.insert('contactPhones', { id: newId(), phone, ...of });
    return { summary: `Merged ${merged.name}`, result: {} };
  });
}
