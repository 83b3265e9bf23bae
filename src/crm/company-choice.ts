import { eq, sql } from 'drizzle-orm';
import type { Context, System } from '../context.ts';
import { notFound, type RapportError } from '../errors.ts';
import { type Choice, chooseCompany } from '../names/choose.ts';
import { type CompanyFacts, compareCompanies } from '../names/compare-companies.ts';
import { companySoughtKeys, companyWholeKeys } from '../names/lookup-keys.ts';
import type { Because } from '../names/verdict.ts';
import { isOneOf } from '../store/lists.ts';
import { prepared } from '../store/prepared-statements.ts';
import type { Row } from '../store/schema.ts';
import { describeCompanies } from './candidates.ts';
import { factsOfCompany, readCompaniesKnownBy, readCompaniesNamed } from './known-by.ts';
import { currentId } from './merged-ids.ts';
import { findByKeys } from './name-keys.ts';
import { isTaken } from './taken-names.ts';
import { MOST_DESCRIBED, whichOne } from './which-one.ts';

/** A company with all by which it is known. */
type Known = CompanyFacts & { company: Row<'companies'> };
/** Which of the known companies is meant: one, one of several to be asked about, or none. */
export type CompanyChoice = Choice<Known>;
/** Companies that may be meant, the likeliest first. */
type Candidates = readonly { one: { company: Row<'companies'> }; because: Because }[];

/** How a company is named where its id is not: as it was parsed. */
type Said = { name?: string | undefined; domain?: string | undefined };

/** How many companies a name is compared with: those that share its most telling keys. */
const MOST_COMPARED = 64;

const selectByIds = prepared<{ ids: string }, Row<'companies'>>((db, { companies }, ctx) =>
  db
    .select()
    .from(companies)
    .where(isOneOf(ctx, { value: companies.id, of: sql.placeholder('ids') })),
);

/** The companies that may be meant by what was said, by the index of names: those of the oldest ids first. */
async function listLike(ctx: System, said: CompanyFacts, keys: readonly string[]): Promise<Known[]> {
  const ids = await findByKeys(ctx, { kind: 'company', keys });
  const known = await readCompaniesKnownBy(ctx, ids.slice(0, MOST_COMPARED).toSorted());
  const facts = known.map((each) => ({ id: each.id, ...factsOfCompany(each) }));
  const alike = facts.filter((each) => compareCompanies(said, each).answer !== 'new');
  if (alike.length === 0) return [];
  const rows = await selectByIds(ctx, { ids: JSON.stringify(alike.map(({ id }) => id)) });
  const companies = new Map(rows.map((row) => [row.id, row]));
  return alike.flatMap(({ id, ...each }) => {
    const company = companies.get(id);
    return company ? [{ ...each, company }] : [];
  });
}

/** Which known company is meant by a name, a domain or both: by the rules, and by what the team has said of questions. */
export async function chooseKnownCompany(ctx: System, said: Said): Promise<CompanyChoice> {
  const choice = await chooseByRules(ctx, said);
  const [only, ...others] = choice.answer === 'ask' ? choice.candidates : [];
  if (!only || others.length > 0 || said.domain || !(await isTaken(ctx, only.because))) return choice;
  return { answer: 'same', ...only };
}

/** Which known company is meant by the rules alone. */
export async function chooseByRules(ctx: System, said: Said): Promise<CompanyChoice> {
  const called = said.domain ? [] : await listCalled(ctx, said);
  const choice = chooseCompany(said, called.length <= MOST_COMPARED ? called : []);
  // Beside the only one of exactly this name nobody is meant who is called nearly so.
  if (choice.answer === 'same' && choice.because === 'same_name') return choice;
  return chooseCompany(said, await listLike(ctx, said, companySoughtKeys(said)));
}

/** The companies that are called so, or have a name with the same letters; of very many the first ones, and one too many. */
async function listCalled(ctx: System, said: Said): Promise<Known[]> {
  const named = await readCompaniesNamed(ctx, { keys: companyWholeKeys(said), limit: MOST_COMPARED + 1 });
  return named.map(({ company, domains, aliases }) => {
    const { name, domain } = company;
    return { ...factsOfCompany({ name, domain, domains, aliases }), company };
  });
}

/** The companies, but for this one, that are one with a company of this name and these domains by all the rules. */
export async function listSameAs(
  ctx: System,
  { said, except }: { said: Said; except: string },
): Promise<Candidates> {
  const alike = await listLike(ctx, said, companySoughtKeys(said));
  return alike
    .filter(({ company }) => company.id !== except)
    .map((one) => ({ one, ...compareCompanies(said, one) }))
    .filter(({ answer }) => answer === 'same')
    .map(({ one, because }) => ({ one, because }));
}

const selectById = prepared<{ id: string }, Row<'companies'>>((db, { companies }) =>
  db
    .select()
    .from(companies)
    .where(eq(companies.id, sql.placeholder('id'))),
);

/** The company of an id, or the one that it was merged into. Throws `not_found`. */
export async function getCompanyById(ctx: System, id: string): Promise<Row<'companies'>> {
  const [company] = await selectById(ctx, { id });
  if (company) return company;
  const [merged] = await selectById(ctx, { id: await currentId(ctx, 'company', id) });
  if (!merged) throw notFound('company', id);
  return merged;
}

/** Reasons that a name is known: the question is only whose it is. */
const OF_THIS_NAME: ReadonlySet<Because> = new Set([
  'same_name',
  'same_but_form',
  'same_but_article',
  'same_but_joint',
  'same_but_digraph',
  'same_alias',
  'same_domain',
  'other_domain',
  'domain_of_another_name',
  'legal_form_differs',
]);

/** The error that asks which company is meant. */
export async function askWhichCompany(
  ctx: Context,
  { said, candidates, mayBeNew }: { said: Said; candidates: Candidates; mayBeNew: boolean },
): Promise<RapportError> {
  const shown = candidates
    .slice(0, MOST_DESCRIBED)
    .map(({ one, because }) => ({ company: one.company, because }));
  return whichOne({
    kind: 'company',
    asked: said.name ?? said.domain ?? '',
    candidates: await describeCompanies(ctx, shown),
    count: candidates.length,
    isAll: candidates.length < MOST_COMPARED,
    isKnown: candidates.some(({ because }) => OF_THIS_NAME.has(because)),
    mayBeNew,
  });
}
