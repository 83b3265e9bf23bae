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
import { conflict, invalid, RapportError, type TwoCustomers } from '../errors.ts';
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
    const find = async (ref: typeof contact) => (await getContact(ctx, ref)).contact;
    return pairOf('contact', ...(await findBoth(contact, otherContact, find)));
  }
  if (company && otherCompany)
    return pairOf('company', ...(await findBoth(company, otherCompany, (ref) => lookUpCompany(ctx, ref))));
  throw invalid('Two of one kind are needed: company and other_company, or contact and other_contact.');
}

type Known = { id: string; name: string };
type Ref = { name?: string | undefined };

/** Looks both up. Throws `conflict` where of the two only one is known, which the other name is only like. */
async function findBoth<Said extends Ref>(
  one: Said,
  other: Said,
  find: (ref: Said) => Promise<Known>,
): Promise<[Known, Known]> {
  const [a, b] = [await find(one).catch(asRefusal), await find(other).catch(asRefusal)];
  if (a instanceof RapportError) throw isOnly(b, a) ? onlyOne(b, one) : a;
  if (b instanceof RapportError) throw isOnly(a, b) ? onlyOne(a, other) : b;
  return [a, b];
}

function asRefusal(error: unknown): RapportError {
  if (error instanceof RapportError) return error;
  throw error;
}

const isOnly = (known: Known | RapportError, { code, choices = [] }: RapportError): known is Known =>
  !(known instanceof RapportError) &&
  code === 'not_found' &&
  choices.length > 0 &&
  choices.every(({ id }) => id === known.id);

const onlyOne = ({ name, id }: Known, { name: said = '' }: Ref) =>
  conflict(
    `Only ${name} [id ${id}] is known, and nothing is called “${said}”: there is nothing to merge. Say so.`,
  );

function pairOf(kind: TwoCustomers['kind'], one: Known, other: Known): TwoCustomers {
  if (one.id !== other.id) return { kind, oneId: one.id, otherId: other.id };
  throw conflict(
    `Both names mean one ${kind}: ${one.name} [id ${one.id}]. If there is another one, ask for ${kind === 'company' ? 'its domain' : 'their company or address'}.`,
  );
}
