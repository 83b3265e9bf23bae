import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { formatDate } from '../clock.ts';
import { type Context, todayOf } from '../context.ts';
import type { DealStatus } from '../crm-settings.ts';
import { conflict, invalid } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Row } from '../store/schema.ts';
import { fold } from '../text.ts';
import { type Created, listCreated } from './change-summary.ts';
import { CompanyRef, findOrCreateCompany } from './companies.ts';
import { NamedContact } from './contact-refs.ts';
import { readAmount } from './deal-amounts.ts';
import { noteDealChange } from './deal-history.ts';
import { linkPeople } from './deal-people.ts';
import { firstStageOf, getStage } from './deal-stages.ts';
import { type DealView, dealView, type NamedDeal, selectDeals } from './deal-view.ts';
import { askWhichDeal, DealRef, listAmong } from './find-deal.ts';
import { Day, LIMITS, line, parseInput } from './inputs.ts';
import { lookUpFor } from './look-up.ts';
import { getMember } from './members.ts';
import { OwnValues, setFields } from './own-fields.ts';
import { recordChange, type SavedChange, type Writer } from './record-change.ts';

/** Longest words for an amount, a currency, a stage, a colleague. */
const MOST_WORDS = { amount: 60, currency: 3, stage: 100, owner: LIMITS.name } as const;

/** What people say of a deal. */
export const SAID = {
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
export const FIELDS = {
  ...SAID,
  currency: line(MOST_WORDS.currency)
    .transform((code) => code.toUpperCase())
    .optional(),
  closed_on: Day.optional(),
};

export const AddDeal = z.strictObject(FIELDS);
export type AddDeal = z.input<typeof AddDeal>;

/** `deal`: as it is now. */
export type SavedDeal = SavedChange & Created & { deal: DealView };

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
    requireReasonToFit(said, stage.status);
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
  const same = open.find((deal) => fold(deal.title) === fold(title));
  if (same)
    throw conflict(
      `${company.name} has an open deal “${same.title}” already [id ${same.id}]: action change changes it. For another one give another title.`,
    );
  if (open.length === 0 || said.title || said.deal?.name || said.deal?.is_new) return;
  throw await askWhichDeal(ctx, {
    said: said.company?.name ?? company.name,
    candidates: open,
    isKnown: true,
    mayBeNew: true,
  });
}

/** `Fleet (Kestrel Foods) · €85,000 · Proposal · closes Thu 31 Dec 2026`. */
function describeNew(ctx: Context, named: NamedDeal): string {
  const { stage, amount, closes_on: closesOn, reason } = dealView(ctx, named);
  const day = closesOn && `closes ${formatDate(closesOn)}`;
  return [nameOfDeal(named), amount, stage, day, reason].filter((part) => part).join(' · ');
}

/** `Fleet (Kestrel Foods)`. */
export const nameOfDeal = ({ deal, company }: NamedDeal): string =>
  fold(deal.title).includes(fold(company)) ? deal.title : `${deal.title} (${company})`;

/** Throws `invalid` for a day that has not come yet. */
export function requireNotLater(ctx: Context, closedOn: string | undefined): void {
  if (closedOn && closedOn > todayOf(ctx))
    throw invalid('closed_on is in the future; closes_on is when it should be won.');
}

/** Throws `invalid` for a deal that is open and has what only closed ones have. */
export function requireReasonToFit(
  { reason, closed_on: closedOn }: { reason?: string | undefined; closed_on?: string | undefined },
  status: DealStatus,
): void {
  if (status === 'open' && (reason || closedOn))
    throw invalid('reason and closed_on are of deals that are won or lost: action won or lost.');
}

/** The active member whom a name or a mention means. Throws `not_found`, `ambiguous` or `invalid`. */
export async function findOwner(ctx: Context, said: string): Promise<string> {
  const { id } = await lookUpFor(ctx)('member', said);
  const member = await getMember(ctx, id);
  if (member.status === 'retired') throw invalid(`${member.name} has left the team: whose deal is it?`);
  return id;
}

export async function readNamed(ctx: Writer, { id }: Row<'deals'>): Promise<NamedDeal> {
  const [named] = await selectDeals(ctx).where(eq(ctx.store.tables.deals.id, id));
  if (!named) throw new Error(`There is no deal ${id}.`);
  return named;
}
