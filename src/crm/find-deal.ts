import { and, desc, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { DEAL_STATUSES, type DealStatus } from '../crm-settings.ts';
import { invalid, notFound, RapportError } from '../errors.ts';
import type { Row } from '../store/schema.ts';
import { fold } from '../text.ts';
import { type DealView, dealView, type NamedDeal, selectDeals } from './deal-view.ts';
import { Id, LIMITS, line } from './inputs.ts';
import { readOwnValues } from './own-fields.ts';
import { showValue } from './own-values.ts';
import { type Candidate, MOST_DESCRIBED, whichOne } from './which-one.ts';

/** What people and tools name a deal by: its id, or words of its title; `is_new` says that it is none of those known. */
export const DealRef = z
  .strictObject({
    id: Id.optional(),
    name: line(LIMITS.title).optional(),
    is_new: z.boolean().optional(),
  })
  .refine(({ id, name, is_new: isNew }) => id || name || isNew, 'needs an id or words of its title');
export type DealRef = z.output<typeof DealRef>;

type Meant = {
  deal?: DealRef | undefined;
  company?: Row<'companies'> | undefined;
  /** What the company was called. */
  saidCompany?: string | undefined;
  /** In which states it may be. */
  among: readonly DealStatus[];
};

/** Deals among which one is looked for by words of its title: the newest. A team has far fewer that matter. */
const MOST_READ = 2_000;

/** What a deal is found by; the rest is read of those that are found. */
type Titled = { id: string; title: string; company: string };

/**
 * The one deal that is meant, with its names: by id, by words of its title, or the only one of its company. Throws
 * `ambiguous` or `not_found` with those that may be meant.
 */
export async function getMeantDeal(ctx: Context, meant: Meant): Promise<NamedDeal> {
  const { deal: ref, company, saidCompany, among } = meant;
  if (ref?.id) return getById(ctx, ref.id);
  const said = ref?.name ?? saidCompany ?? company?.name;
  if (!said) throw invalid('Which deal? Give deal (its id or words of its title), or its company.');
  const all = await listAmong(ctx, { company, among });
  const fitting = ref?.name ? fittingWords(all, ref.name) : all;
  const [only, ...others] = fitting;
  if (only && others.length === 0) return getById(ctx, only.id);
  if (only)
    throw await askWhichDeal(ctx, {
      said,
      candidates: fitting,
      isKnown: true,
      isAll: all.length < MOST_READ,
    });
  if (all.length > 0 && company) throw await askWhichDeal(ctx, { said, candidates: all, isKnown: false });
  throw await nothingMeant(ctx, { said, company, among });
}

async function getById(ctx: Context, id: string): Promise<NamedDeal> {
  const [found] = await selectDeals(ctx).where(eq(ctx.store.tables.deals.id, id));
  if (!found) throw notFound('deal', id);
  return found;
}

/** The deals of a company, or of all, in some states: the newest first. */
export function listAmong(
  ctx: Context,
  { company, among }: Pick<Meant, 'company' | 'among'>,
): Promise<Titled[]> {
  const { deals, companies } = ctx.store.tables;
  const isAmong = among.length < DEAL_STATUSES.length ? inArray(deals.status, [...among]) : undefined;
  return ctx.db
    .select({ id: deals.id, title: deals.title, company: companies.name })
    .from(deals)
    .innerJoin(companies, eq(companies.id, deals.companyId))
    .where(and(isAmong, company && eq(deals.companyId, company.id)))
    .orderBy(desc(deals.id))
    .limit(MOST_READ);
}

/** All of some deals, in this order. */
async function readInOrder(ctx: Context, some: readonly Titled[]): Promise<NamedDeal[]> {
  const ids = some.map(({ id }) => id);
  const found = ids.length > 0 ? await selectDeals(ctx).where(inArray(ctx.store.tables.deals.id, ids)) : [];
  const byId = new Map(found.map((each) => [each.deal.id, each]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Those of exactly this title, or else those whose title, company and further words have all its words. */
function fittingWords(
  all: readonly Titled[],
  said: string,
  further: ReadonlyMap<string, string> = new Map(),
): Titled[] {
  const wanted = fold(said);
  const exact = all.filter(({ title }) => fold(title) === wanted);
  if (exact.length > 0) return exact;
  const words = wanted.split(' ');
  return all.filter(({ id, title, company }) => {
    const text = fold(`${title} ${company} ${further.get(id) ?? ''}`);
    return words.every((word) => text.includes(word));
  });
}

/** Deals of all states whose title, company and own fields have all these words, the newest first. */
export async function findDeals(
  ctx: Context,
  { words, limit }: { words: string; limit: number },
): Promise<NamedDeal[]> {
  if (fold(words) === '') return [];
  const all = await listAmong(ctx, { among: DEAL_STATUSES });
  return readInOrder(ctx, fittingWords(all, words, await readValuesOf(ctx, all)).slice(0, limit));
}

/** The values of own fields of some deals in words, by deal; a yes or a no is no word to look for. */
async function readValuesOf(ctx: Context, all: readonly Titled[]): Promise<Map<string, string>> {
  const found = await readOwnValues(ctx, { of: 'deal', ids: all.map(({ id }) => id) });
  const { locale } = ctx.actor;
  return new Map(
    [...found].map(([id, values]) => [
      id,
      values
        .flatMap(({ field, row }) => (field.type === 'yes_no' ? [] : showValue(field, row, locale)))
        .join(' '),
    ]),
  );
}

/** The error that asks which deal is meant, with a button for each and one for a new one. */
export async function askWhichDeal(
  ctx: Context,
  question: {
    said: string;
    candidates: readonly Titled[];
    isKnown: boolean;
    isAll?: boolean;
    mayBeNew?: boolean;
  },
): Promise<RapportError> {
  const { said, candidates, isKnown, isAll = true, mayBeNew = false } = question;
  const described = await readInOrder(ctx, candidates.slice(0, MOST_DESCRIBED));
  return whichOne({
    kind: 'deal',
    asked: said,
    candidates: described.map((named) => candidateOf(dealView(ctx, named))),
    count: candidates.length,
    isAll,
    isKnown,
    mayBeNew,
  });
}

const candidateOf = ({ id, title, company, stage, amount, owner }: DealView): Candidate => ({
  kind: 'deal',
  id,
  name: title,
  details: [...(title === company ? [] : [company]), stage, ...(amount ? [amount] : []), owner],
});

/** The error when there is no such deal; it tells of closed ones of the company. */
async function nothingMeant(
  ctx: Context,
  {
    said,
    company,
    among,
  }: { said: string; company: Row<'companies'> | undefined; among: readonly DealStatus[] },
): Promise<RapportError> {
  const isOpen = among.includes('open');
  if (!company) return notFound(isOpen ? 'open deal' : 'closed deal', said);
  const others = await listAmong(ctx, { company, among: isOpen ? ['won', 'lost'] : ['open'] });
  const told = (await readInOrder(ctx, others.slice(0, MOST_DESCRIBED))).map(
    ({ deal }) => `“${deal.title}” (${deal.status}) [id ${deal.id}]`,
  );
  const state = isOpen ? 'open' : 'closed';
  const besides = told.length > 0 ? ` There ${told.length === 1 ? 'is' : 'are'} ${told.join(', ')}.` : '';
  const how = isOpen ? ' If the person speaks of a new one: action add.' : '';
  return new RapportError('not_found', `${company.name} has no ${state} deal.${besides}${how}`);
}
