import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { formatDate } from '../clock.ts';
import { type Context, hasRole, todayOf } from '../context.ts';
import type { DealStatus, Stage } from '../crm-settings.ts';
import { forbidden, invalid } from '../errors.ts';
import type { Row } from '../store/schema.ts';
import { describeUpdate, listCreated } from './change-summary.ts';
import { lookUpCompany } from './companies.ts';
import { readAmount } from './deal-amounts.ts';
import { noteDealChange } from './deal-history.ts';
import { linkPeople, unlinkPeople } from './deal-people.ts';
import { firstStageOf, getStage, stageName } from './deal-stages.ts';
import { amountOf, dealView, type NamedDeal } from './deal-view.ts';
import {
  FIELDS,
  findOwner,
  nameOfDeal,
  readNamed,
  requireNotLater,
  requireReasonToFit,
  type SavedDeal,
} from './deals.ts';
import { getMeantDeal } from './find-deal.ts';
import { parseInput } from './inputs.ts';
import { setFields } from './own-fields.ts';
import { recordChange, updateIfNew, type Writer } from './record-change.ts';

/** What can become of a deal that is there. */
export const CHANGES = ['change', 'won', 'lost', 'reopen'] as const;
export const CLEARABLE = ['amount', 'closes_on', 'contacts'] as const;

export const ChangeDeal = z.strictObject({
  ...FIELDS,
  action: z.enum(CHANGES).default('change'),
  clear: z.array(z.enum(CLEARABLE)).optional(),
});
export type ChangeDeal = z.input<typeof ChangeDeal>;
type Change = z.output<typeof ChangeDeal>;

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
  requireReasonToFit(said, status);
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

async function companyOf(ctx: Writer, { companyId }: Row<'deals'>): Promise<Row<'companies'>> {
  return lookUpCompany(ctx, { id: companyId });
}

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
  const summary = describeUpdate(nameOfDeal(was), { before: told(was), after: told(is), fields, more: own });
  return linked.length > 0
    ? `${summary}${summary.includes(': ') ? '; ' : ': '}with ${linked.join(', ')}`
    : summary;
}
