import { z } from 'zod';
import { hasRole } from '../context.ts';
import { KnownCompany, lookUpCompany } from '../crm/companies.ts';
import { getContact, KnownContact } from '../crm/contacts.ts';
import { reportPair } from '../crm/duplicates.ts';
import { parseInput } from '../crm/inputs.ts';
import { describePairs } from '../crm/merging/describe-pair.ts';
import { getKeptPair } from '../crm/merging/pair-state.ts';
import { buildPairCard, describePair } from '../delivery/pair-document.ts';
import { conflict, invalid } from '../errors.ts';
import type { WithReports } from '../reports/reports.ts';
import type { DocumentResult } from './tools/tool.ts';

export const SameCustomer = z.strictObject({
  company: KnownCompany.optional(),
  other_company: KnownCompany.optional(),
  contact: KnownContact.optional(),
  other_contact: KnownContact.optional(),
});
export type SameCustomer = z.input<typeof SameCustomer>;

/**
 * Shows two customers that are said to be one. Leads and admins decide by the buttons of the card: nothing is merged here.
 * What a member says is noted for them.
 */
export async function sameCustomer(ctx: WithReports, input: SameCustomer): Promise<DocumentResult> {
  const pair = await findPair(ctx, parseInput(SameCustomer, input));
  const { id } = await reportPair(ctx, pair);
  const [described] = await describePairs(ctx, [await getKeptPair(ctx, id)]);
  if (!described) throw conflict('These two are one already.');
  const between = `${described.one} and ${described.other}`;
  if (hasRole(ctx.actor, 'lead')) {
    const document = { text: 'Are these two one?', cards: [buildPairCard(described, { mayWait: true })] };
    const state = 'Nothing is merged. A card shows both: the person decides there, with “Merge…”.';
    return { output: { may_be_one: between, state }, document, place: 'thread' };
  }
  const noted = { ...describePair(described), actions: [], outcome: 'Noted for the leads of the team.' };
  const state = 'Nothing is merged. It is noted: leads and admins of the team decide.';
  const document = { text: 'These two may be one.', cards: [noted] };
  return { output: { may_be_one: between, state }, document, place: 'thread' };
}

type Pair = { kind: 'company' | 'contact'; oneId: string; otherId: string };
type Named = z.output<typeof SameCustomer>;

/** The two that are meant. Throws `conflict` where both names mean one, `not_found` or `ambiguous` as look-ups do. */
async function findPair(ctx: WithReports, named: Named): Promise<Pair> {
  const { company, other_company: otherCompany, contact, other_contact: otherContact } = named;
  if (contact && otherContact) {
    const one = await getContact(ctx, contact);
    const other = await getContact(ctx, otherContact);
    return pairOf('contact', one.contact, other.contact);
  }
  if (company && otherCompany)
    return pairOf('company', await lookUpCompany(ctx, company), await lookUpCompany(ctx, otherCompany));
  throw invalid('Two of one kind are needed: company and other_company, or contact and other_contact.');
}

type Known = { id: string; name: string };

function pairOf(kind: Pair['kind'], one: Known, other: Known): Pair {
  if (one.id !== other.id) return { kind, oneId: one.id, otherId: other.id };
  throw conflict(
    `Both names mean one ${kind}: ${one.name} [id ${one.id}]. If there is another one, ask for ${kind === 'company' ? 'its domain' : 'their company or address'}.`,
  );
}
