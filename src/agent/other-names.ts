import { z } from 'zod';
import { listAliases, removeAlias } from '../crm/aliases.ts';
import { KnownCompany, lookUpCompany } from '../crm/companies.ts';
import { KnownContact } from '../crm/contact-refs.ts';
import { getContact } from '../crm/contacts.ts';
import { named, parseInput } from '../crm/inputs.ts';
import { invalid, notFound } from '../errors.ts';
import type { WithReports } from '../reports/reports.ts';
import { fold } from '../text.ts';
import type { DocumentResult } from './tools/tool.ts';

export const OtherNames = z.strictObject({
  action: z.enum(['list', 'remove']),
  company: KnownCompany.optional(),
  contact: KnownContact.optional(),
  name: named.optional().describe('For remove: the other name that is wrong.'),
});
export type OtherNames = z.input<typeof OtherNames>;

/** How many other names of one company or contact are read; of all of them, as many of the latest are listed. */
const MOST = 50;

/** Lists the other names by which companies and contacts are known, or forgets one of them. */
export async function otherNamesForAgent(ctx: WithReports, input: OtherNames): Promise<DocumentResult> {
  const { action, name, ...refs } = parseInput(OtherNames, input);
  const owner = await ownerOf(ctx, refs);
  const { aliases } = await listAliases(ctx, { ...owner?.wanted, limit: MOST });
  if (action === 'list') {
    const names = aliases.map(({ of, ...alias }) => ({
      name: alias.name,
      of: of.name,
      from: alias.source,
      by: alias.by,
      since: alias.since.slice(0, 10),
    }));
    return { output: { other_names: names }, place: 'thread', wrote: false };
  }
  if (!owner || !name)
    throw invalid(
      'remove needs whose name it is, and the name, e.g. {"company": {"name": "Bluefin Logistics"}, "name": "Bluefin"}.',
    );
  const key = fold(name);
  const alias = aliases.find((each) => fold(each.name) === key);
  if (!alias)
    throw notFound(
      `other name of ${owner.name}:`,
      name,
      aliases.map((each) => each.name),
    );
  return { output: await removeAlias(ctx, { alias_id: alias.id }), place: 'thread' };
}

type Refs = Pick<z.output<typeof OtherNames>, 'company' | 'contact'>;

async function ownerOf(ctx: WithReports, { company, contact }: Refs) {
  if (contact) {
    const inside = company ? { company: await lookUpCompany(ctx, company) } : {};
    const { contact: found } = await getContact({ ...ctx, ...inside }, contact);
    return { name: found.name, wanted: { contact_id: found.id } };
  }
  if (!company) return undefined;
  const found = await lookUpCompany(ctx, company);
  return { name: found.name, wanted: { company_id: found.id } };
}
