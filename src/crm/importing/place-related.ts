import type { Context } from '../../context.ts';
import type { Placed } from './place.ts';
import { placeCompanies } from './place-companies.ts';
import { placeContacts } from './place-contacts.ts';
import type { SaidCompany, SaidContact } from './records.ts';
import type { Slice } from './slice.ts';

/** The customers that a line belongs to, or why they are not clear. */
export type Related =
  | { companyId: string | undefined; companyName: string; contacts: { id: string; name: string }[] }
  | { problem: string };

/** Finds or makes the companies and contacts that lines belong to. */
export async function placeRelated(
  ctx: Context,
  slice: Slice,
  lines: readonly { company?: SaidCompany | undefined; contacts: readonly SaidContact[] }[],
): Promise<Related[]> {
  const companies = await placeCompanies(ctx, slice, {
    wanted: lines.map(({ company }) => company),
    isRecord: false,
  });
  const wanted = lines.flatMap(({ contacts }, at) => {
    const company = companies[at];
    if (company && 'problem' in company) return [];
    return contacts.map((said) => ({ at, said, companyId: company?.id }));
  });
  const people = await placeContacts(ctx, slice, { wanted, isRecord: false });
  return lines.map((_, at): Related => {
    const company = companies[at];
    if (company && 'problem' in company) return company;
    const own = people.filter((_, index) => wanted[index]?.at === at);
    const problem = own.find((each) => 'problem' in each);
    if (problem) return problem;
    const contacts = own.flatMap((each: Placed) => ('id' in each ? [{ id: each.id, name: each.name }] : []));
    const each = new Map(contacts.map((contact) => [contact.id, contact]));
    return { companyId: company?.id, companyName: company?.name ?? '', contacts: [...each.values()] };
  });
}
