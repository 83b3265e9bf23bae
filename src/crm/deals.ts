import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { formatDate } from '../clock.ts';
import { type Context, hasRole, todayOf } from '../context.ts';
import type { DealStatus, Stage } from '../crm-settings.ts';
import { conflict, forbidden, invalid } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Row } from '../store/schema.ts';
import { fold } from '../text.ts';
import { type Created, describeUpdate, listCreated } from './change-summary.ts';
import { CompanyRef, findOrCreateCompany, lookUpCompany } from './companies.ts';
import { NamedContact } from './contact-refs.ts';
import { findOrCreateContact } from './contacts.ts';
import { readAmount } from './deal-amounts.ts';
import { noteDealChange } from './deal-changes.ts';
import { firstStageOf, getStage, stageName } from './deal-stages.ts';
import { amountOf, type DealView, dealView, type NamedDeal, selectDeals } from './deal-view.ts';
import { askWhichDeal, DealRef, getMeantDeal, listAmong } from './find-deal.ts';
import { Day, LIMITS, line, parseInput } from './inputs.ts';
import { lookUpFor } from './look-up.ts';
import { getMember } from './members.ts';
import { OwnValues, setFields, withCleared } from './own-fields.ts';
import { recordChange, type SavedChange, updateIfNew, type Writer } from './record-change.ts';

/** Longest words for an amount, a currency, a stage, a colleague. */
const MOST_WORDS = { amount: 60, currency: 3, stage: 100, owner: LIMITS.name } as const;

const SAID = {
  company: CompanyRef.optional(),
  deal: DealRef.optional(),
  title: line(LIMITS.title).optional(),
  amount: line(MOST_WORDS.amount).optional(),
  stage: line(MOST_WORDS.stage).optional(),
  owner: line(MOST_WORDS.owner).optional(),
  closes_on: Day.optional(),
  reason: line(LIMITS.note).optional(),
  contacts: z.array(NamedContact).max(LIMITS.contacts).optional(),
  fields: OwnValues.optional(),
};
/** `currency`: ISO 4217. `closed_on`: when it was won or lost, today when left out. */
const FIELDS = {
  ...SAID,
  currency: line(MOST_WORDS.currency)
    .transform((code) => code.toUpperCase())
    .optional(),
  closed_on: Day.optional(),
};

export const AddDeal = z.strictObject(FIELDS);
export type AddDeal = z.input<typeof AddDeal>;

const CHANGES = ['change', 'won', 'lost', 'reopen'] as const;
const CLEARABLE = ['amount', 'closes_on', 'contacts'] as const;

export const ChangeDeal = z.strictObject({
  ...FIELDS,
  action: z.enum(CHANGES).default('change'),
  clear: z.array(z.enum(CLEARABLE)).optional(),
});
export type ChangeDeal = z.input<typeof ChangeDeal>;
type Change = z.output<typeof ChangeDeal>;

/** Adds or changes a deal: what the agent calls. */
export const SaveDeal = z.strictObject({
  action: z.enum(['add', ...CHANGES]),
  ...SAID,
  deal: SAID.deal.describe('When left out, the open one of company.'),
  title: SAID.title.describe('What is sold. With change: its new title.'),
  amount: SAID.amount.describe('With its currency as said: "85k EUR".'),
  owner: SAID.owner.describe('A colleague.'),
  closes_on: SAID.closes_on.describe('Expected; with won or lost when it was.'),
  /** Keys of own fields. */
  clear: z.array(z.string().max(100)).max(100).optional(),
});
export type SaveDeal = z.input<typeof SaveDeal>;

/** `deal`: as it is now. */
export type SavedDeal = SavedChange & Created & { deal: DealView };

/** Adds a deal, or changes one: see `addDeal` and `changeDeal`. */
export function saveDeal(ctx: Context, input: SaveDeal): Promise<SavedDeal> {
  const { action, closes_on: day, clear = [], ...others } = parseInput(SaveDeal, input);
  const { values } = withCleared(ctx, { of: 'deal', values: others.fields ?? {}, clear, names: [] });
  const said = { ...others, fields: values };
  if (action === 'won' || action === 'lost') return changeDeal(ctx, { action, ...said, closed_on: day });
  if (action !== 'add') return changeDeal(ctx, { action, ...said, closes_on: day });
  const isClosed = said.stage !== undefined && getStage(ctx, said.stage).status !== 'open';
  return addDeal(ctx, { ...said, [isClosed ? 'closed_on' : 'closes_on']: day });
}

/**
 * Adds a deal of a company, which is found or created; its title is that of the company when none was said. It is the
 * actor's when no owner was said. Throws `conflict` when the company has an open one of that title, `ambiguous` when
 * it is not clear whether another one is meant or in which currency the amount is.
 */
export async function addDeal(ctx: Context, input: AddDeal): Promise<SavedDeal> {
  const said = parseInput(AddDeal, input);
  const { company: companyRef } = said;
  if (!companyRef) throw invalid('A deal needs its company: ask for it.');
  requireNotLater(ctx, said.closed_on);
  const owner = said.owner ? await findOwner(ctx, said.owner) : ctx.actor.memberId;
  return recordChange(ctx, 'add_deal', async (ctx) => {
    const found = await findOrCreateCompany(ctx, companyRef);
    const { company } = found;
    await requireNew(ctx, { said, company });
    const stage = said.stage ? getStage(ctx, said.stage) : firstStageOf(ctx, 'open');
    const money = await readAmount(ctx, said);
    const deal = await ctx.insert('deals', {
      id: newId(),
      title: said.title ?? said.deal?.name ?? company.name,
      companyId: company.id,
      amount: money?.amount ?? null,
      currency: money?.currency ?? null,
      stage: stage.id,
      status: stage.status,
      ownerId: owner,
      closesOn: said.closes_on ?? null,
      closedOn: stage.status === 'open' ? null : (said.closed_on ?? todayOf(ctx)),
      reason: said.reason ?? null,
      createdAt: ctx.clock.now(),
      createdBy: ctx.actor.memberId,
    });
    await noteDealChange(ctx, deal);
    const people = await linkPeople(ctx, { said, deal, company });
    const named = await readNamed(ctx, deal);
    const told = await setFields(ctx, { owner: { of: 'deal', id: deal.id }, values: said.fields ?? {} });
    return {
      summary: [describeNew(ctx, named), ...told].join(' · '),
      result: { deal: dealView(ctx, named), ...listCreated({ company: found, contacts: people }) },
    };
  });
}

/** Throws unless the company has no open deal that may be the same one. */
async function requireNew(
  ctx: Writer,
  { said, company }: { said: z.output<typeof AddDeal>; company: Row<'companies'> },
): Promise<void> {
  if (said.deal?.id) throw invalid('This deal is there already: action change.');
  const open = await listAmong(ctx, { company, among: ['open'] });
  const title = said.title ?? said.deal?.name ?? company.name;
  const same = open.find(({ deal }) => fold(deal.title) === fold(title));
  if (same)
    throw conflict(
      `${company.name} has an open deal “${same.deal.title}” already [id ${same.deal.id}]: action change changes it. For another one give another title.`,
    );
  if (open.length === 0 || said.title || said.deal?.name || said.deal?.is_new) return;
  throw askWhichDeal(ctx, {
    said: said.company?.name ?? company.name,
    candidates: open,
    isKnown: true,
    mayBeNew: true,
  });
}

/**
 * Changes a deal of the actor (for leads: anybody's): what it says, its stage, whether it is won, lost or open again.
 * A stage decides whether a deal is open, won or lost, and so when it was closed. Throws `not_found` or `ambiguous` with
 * the candidates, `forbidden` for somebody else's, `invalid` for what does not fit.
 */
export async function changeDeal(ctx: Context, input: ChangeDeal): Promise<SavedDeal> {
  const said = parseInput(ChangeDeal, input);
  requireNotLater(ctx, said.closed_on);
  const owner = said.owner ? await findOwner(ctx, said.owner) : undefined;
  return recordChange(ctx, 'change_deal', async (ctx) => {
    const company = said.company ? await lookUpCompany(ctx, said.company) : undefined;
    const was = await getMeantDeal(ctx, {
      deal: said.deal,
      company,
      saidCompany: said.company?.name,
      among: amongOf(said),
    });
    const before = was.deal;
    requireMayChange(ctx, was);
    if (company && company.id !== before.companyId)
      throw invalid(`“${before.title}” is a deal of ${was.company}, not of ${company.name}.`);
    const patch = { ...(await patchOf(ctx, { said, before })), ...(owner ? { ownerId: owner } : {}) };
    const after = await updateIfNew(ctx, 'deals', { before, patch });
    await noteDealChange(ctx, after, before);
    if (said.clear?.includes('contacts')) await unlinkPeople(ctx, after);
    const people = await linkPeople(ctx, { said, deal: after, company: await companyOf(ctx, after) });
    const is = await readNamed(ctx, after);
    const own = await setFields(ctx, { owner: { of: 'deal', id: after.id }, values: said.fields ?? {} });
    return {
      summary: describeChange(ctx, { was, is, own, linked: people.map(({ contact }) => contact.name) }),
      result: { deal: dealView(ctx, is), ...listCreated({ contacts: people }) },
    };
  });
}

/** Which deals may be meant: what is won, lost or changed is open, unless it is named; what is opened again is closed. */
function amongOf({ action, deal }: Change): readonly DealStatus[] {
  if (action === 'reopen') return ['won', 'lost'];
  return action === 'change' && deal?.name ? ['open', 'won', 'lost'] : ['open'];
}

function requireMayChange({ actor }: Context, { deal, owner }: NamedDeal): void {
  if (deal.ownerId === actor.memberId || hasRole(actor, 'lead')) return;
  throw forbidden(`“${deal.title}” is ${owner}'s deal; only they or a lead can change it.`);
}

/** Throws `invalid` for a day that has not come yet. */
function requireNotLater(ctx: Context, closedOn: string | undefined): void {
  if (closedOn && closedOn > todayOf(ctx))
    throw invalid('closed_on is in the future; closes_on is when it should be won.');
}

async function patchOf(
  ctx: Writer,
  { said, before }: { said: Change; before: Row<'deals'> },
): Promise<Partial<Row<'deals'>>> {
  const clears = (field: (typeof CLEARABLE)[number]) => said.clear?.includes(field) ?? false;
  const money = await readAmount(ctx, said, moneyOf(before));
  const worth = money ?? (clears('amount') ? { amount: null, currency: null } : {});
  return {
    ...(said.title ? { title: said.title } : {}),
    ...worth,
    ...(await closingOf(ctx, { said, before })),
    ...(said.closes_on || clears('closes_on') ? { closesOn: said.closes_on ?? null } : {}),
  };
}

const moneyOf = ({ amount, currency }: Row<'deals'>) =>
  amount === null || currency === null ? undefined : { amount, currency };

/** The stage that a deal comes into, with all that follows from it. */
async function closingOf(
  ctx: Writer,
  { said, before }: { said: Change; before: Row<'deals'> },
): Promise<Partial<Row<'deals'>>> {
  const stage = await stageAfter(ctx, { said, before });
  const status = stage?.status ?? before.status;
  const isClosed = status !== 'open';
  if (!isClosed && (said.reason || said.closed_on))
    throw invalid('reason and closed_on are of deals that are won or lost: action won or lost.');
  const stays = status === before.status;
  return {
    ...(stage ? { stage: stage.id, status } : {}),
    closedOn: isClosed ? (said.closed_on ?? (stays ? before.closedOn : todayOf(ctx))) : null,
    reason: isClosed ? (said.reason ?? (stays ? before.reason : null)) : null,
  };
}

const STATUS_AFTER = { won: 'won', lost: 'lost', reopen: 'open' } as const;

async function stageAfter(
  ctx: Writer,
  { said, before }: { said: Change; before: Row<'deals'> },
): Promise<Pick<Stage, 'id' | 'status'> | undefined> {
  const named = said.stage ? getStage(ctx, said.stage) : undefined;
  if (said.action === 'change') return named;
  const status = STATUS_AFTER[said.action];
  if (named && named.status !== status)
    throw invalid(`Deals in the stage ${named.name} are ${named.status}, not ${status}.`);
  if (named) return named;
  if (status === before.status) return undefined;
  return status === 'open' ? lastOpenStage(ctx, before) : firstStageOf(ctx, status);
}

/** The stage in which a deal was before it was won or lost; the first one where that is no stage any more. */
async function lastOpenStage(ctx: Writer, { id }: Row<'deals'>): Promise<Stage> {
  const { dealChanges } = ctx.store.tables;
  const rows = await ctx.db
    .select()
    .from(dealChanges)
    .where(eq(dealChanges.dealId, id))
    .orderBy(dealChanges.id);
  const last = rows.findLast(({ status }) => status === 'open')?.stage;
  const first = firstStageOf(ctx, 'open');
  if (!last || stageName(ctx, last) === last) return first;
  return getStage(ctx, last);
}

/** The active member whom a name or a mention means. Throws `not_found`, `ambiguous` or `invalid`. */
async function findOwner(ctx: Context, said: string): Promise<string> {
  const { id } = await lookUpFor(ctx)('member', said);
  const member = await getMember(ctx, id);
  if (member.status === 'retired') throw invalid(`${member.name} has left the team: whose deal is it?`);
  return id;
}

/** Finds or creates the people of a deal and links those who are not linked yet. */
async function linkPeople(
  ctx: Writer,
  { said, deal, company }: { said: Pick<Change, 'contacts'>; deal: Row<'deals'>; company: Row<'companies'> },
) {
  const { dealContacts } = ctx.store.tables;
  const people = [];
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

async function unlinkPeople(ctx: Writer, { id }: Row<'deals'>): Promise<void> {
  const { dealContacts } = ctx.store.tables;
  const links = await ctx.db.select().from(dealContacts).where(eq(dealContacts.dealId, id));
  for (const link of links) await ctx.remove('dealContacts', link);
}

async function companyOf(ctx: Writer, { companyId }: Row<'deals'>): Promise<Row<'companies'>> {
  return lookUpCompany(ctx, { id: companyId });
}

async function readNamed(ctx: Writer, { id }: Row<'deals'>): Promise<NamedDeal> {
  const [named] = await selectDeals(ctx).where(eq(ctx.store.tables.deals.id, id));
  if (!named) throw new Error(`There is no deal ${id}.`);
  return named;
}

/** `Fleet (Kestrel Foods) · €85,000 · Proposal · closes Thu 31 Dec 2026`. */
function describeNew(ctx: Context, named: NamedDeal): string {
  const { stage, amount, closes_on: closesOn, reason } = dealView(ctx, named);
  const day = closesOn && `closes ${formatDate(closesOn)}`;
  return [nameOf(named), amount, stage, day, reason].filter((part) => part).join(' · ');
}

const nameOf = ({ deal, company }: NamedDeal): string =>
  fold(deal.title).includes(fold(company)) ? deal.title : `${deal.title} (${company})`;

/** `Fleet (Kestrel Foods): stage Proposal → Won; amount €80,000 → €85,000`: old and new values. */
function describeChange(
  ctx: Context,
  {
    was,
    is,
    own,
    linked,
  }: { was: NamedDeal; is: NamedDeal; own: readonly string[]; linked: readonly string[] },
): string {
  const told = ({ deal, owner }: NamedDeal) => ({
    title: deal.title,
    stage: stageName(ctx, deal.stage),
    amount: amountOf(ctx, deal),
    owner,
    closes: deal.closesOn && formatDate(deal.closesOn),
    closed: deal.closedOn && formatDate(deal.closedOn),
    reason: deal.reason,
  });
  const fields = ['title', 'stage', 'amount', 'owner', 'closes', 'closed', 'reason'];
  const summary = describeUpdate(nameOf(was), { before: told(was), after: told(is), fields, more: own });
  return linked.length > 0
    ? `${summary}${summary.includes(': ') ? '; ' : ': '}with ${linked.join(', ')}`
    : summary;
}
