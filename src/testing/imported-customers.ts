import type { Context } from '../context.ts';
import { contactKeys } from '../crm/contacts.ts';
import { recordChange } from '../crm/record-change.ts';
import { newId } from '../ids.ts';
import { companyKeys } from '../names/company-names.ts';

type Company = readonly [name: string, domain?: string];
/** `at`: the name of a company of the same import. */
type Person = { name: string; email?: string; phone?: string; at?: string };

/** Writes companies and people as they are given, asking nobody whether they are known. Gives the ids, by name. */
export async function importCustomers(
  ctx: Context,
  companies: readonly Company[],
  people: readonly Person[] = [],
): Promise<Record<string, string>> {
  const { ids } = await recordChange(ctx, 'import', async (ctx) => {
    const ids: Record<string, string> = {};
    const made = () => ({ id: newId(), createdAt: ctx.clock.now(), createdBy: ctx.actor.memberId });
    for (const [name, domain = null] of companies) {
      const { id } = await ctx.insert('companies', { ...made(), name, ...companyKeys(name), domain });
      ids[name] = id;
    }
    for (const { name, at = '', ...more } of people) {
      const { id } = await ctx.insert('contacts', { ...made(), name, ...contactKeys(name), ...more });
      ids[name] = id;
      const companyId = ids[at];
      if (companyId)
        await ctx.insert('relationships', { ...made(), kind: 'works_at', contactId: id, companyId });
    }
    return { summary: 'Imported', result: { ids } };
  });
  return ids;
}
