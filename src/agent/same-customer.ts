import { z } from 'zod';
import { type Context, hasRole } from '../context.ts';
import { KnownCompany, lookUpCompany } from '../crm/companies.ts';
import { KnownContact } from '../crm/contact-refs.ts';
import { getContact } from '../crm/contacts.ts';
import { reportPair } from '../crm/duplicates.ts';
import { parseInput } from '../crm/inputs.ts';
import { describePairs } from '../crm/merging/describe-pair.ts';
import { findPairState, getKeptPair } from '../crm/merging/pair-state.ts';
import type { Document } from '../delivery/document.ts';
import { buildPairCard, describePair } from '../delivery/pair-document.ts';
import { conflict, invalid, type TwoCustomers } from '../errors.ts';
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
  const { one, other, document } = await showPair(ctx, pair);
  const state = hasRole(ctx.actor, 'lead')
    ? 'Nothing is merged. A card shows both: the person decides there, with “Merge…”.'
    : 'Nothing is merged. The card says whether it is noted for the leads and admins of the team, who decide.';
  return { output: { may_be_one: `${one} and ${other}`, state }, document, place: 'thread' };
}

/** Keeps that two customers may be one, and shows both: with buttons to those who decide. Throws `conflict` for one. */
export async function showPair(
  ctx: Context,
  pair: TwoCustomers,
): Promise<{ one: string; other: string; document: Document }> {
  const { id } = await reportPair(ctx, pair);
  const [described] = await describePairs(ctx, [await getKeptPair(ctx, id)]);
  if (!described) throw conflict('These two are one already.');
  const { one, other } = described;
  const state = await findPairState(ctx, id);
  const apart = state.is === 'different' ? `${state.by} has said that they are two.` : undefined;
  if (hasRole(ctx.actor, 'lead')) {
    const pair = { ...described, ...(apart ? { because: apart } : {}) };
    const cards = [buildPairCard(pair, { mayWait: true })];
    return { one, other, document: { text: 'Are these two one?', cards } };
  }
  const outcome = apart
    ? `${apart} A lead or an admin can merge them all the same.`
    : 'Noted for the leads of the team.';
  const cards = [{ ...describePair(described), actions: [], outcome }];
  return { one, other, document: { text: 'These two may be one.', cards } };
}

type Named = z.output<typeof SameCustomer>;

/** The two that are meant. Throws `conflict` where both names mean one, `not_found` or `ambiguous` as look-ups do. */
async function findPair(ctx: WithReports, named: Named): Promise<TwoCustomers> {
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

function pairOf(kind: TwoCustomers['kind'], one: Known, other: Known): TwoCustomers {
  if (one.id !== other.id) return { kind, oneId: one.id, otherId: other.id };
  throw conflict(
    `Both names mean one ${kind}: ${one.name} [id ${one.id}]. If there is another one, ask for ${kind === 'company' ? 'its domain' : 'their company or address'}.`,
  );
}
