import { and, asc, desc, eq, gte, lt, or, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { System } from '../context.ts';
import { ambiguous, invalid, nameFirst, notFound, RapportError } from '../errors.ts';
import { newId } from '../ids.ts';
import { companyKeys } from '../names/company-names.ts';
import { normaliseDomain } from '../names/domains.ts';
import { isShortened, looksLike } from '../names/spelling.ts';
import { beginsWith } from '../store/lists.ts';
import { prepared } from '../store/prepared-statements.ts';
import type { Row } from '../store/schema.ts';
import { fold } from '../text.ts';
import { Id, named, withoutEmpty } from './inputs.ts';
import { currentId } from './merged-ids.ts';
import type { Writer } from './record-change.ts';

/** A domain, or an address with one in it: `https://www.acme.com/about` is `acme.com`. */
export const Domain = z
  .string()
  .max(253)
  .transform((text, issues) => {
    const domain = normaliseDomain(text);
    if (domain) return domain;
    issues.addIssue({ code: 'custom', message: 'must be a domain such as acme.com' });
    return z.NEVER;
  });

const NAMING = {
  id: Id.optional(),
  name: named.optional(),
  domain: Domain.optional(),
};
const NEEDED = 'needs an id, a name or a domain, e.g. {"name": "Acme"}';

/** What people and tools name a known company by: its id, its domain or its name. */
export const KnownCompany = z.strictObject(NAMING).refine(isNamed, NEEDED);

/** What people and tools name a company by that may be a new one; `is_new` says that it is, though a known name is much like it. */
export const CompanyRef = z
  .strictObject({ ...NAMING, is_new: z.boolean().optional() })
  .refine(isNamed, NEEDED);
export type CompanyRef = z.output<typeof CompanyRef>;

function isNamed(ref: { id?: unknown; name?: unknown; domain?: unknown }): boolean {
  return Boolean(ref.id || ref.name || ref.domain);
}

/** How many companies of one name are looked at, and on each side of a name those with similar ones. */
const MOST_SHARING = 500;
const MOST_NEAR = 250;
const MOST_CANDIDATES = 5;

const selectSharing = prepared<{ stemKey: string }, Row<'companies'>>((db, { companies }) =>
  db
    .select()
    .from(companies)
    .where(eq(companies.stemKey, sql.placeholder('stemKey')))
    .orderBy(asc(companies.id))
    .limit(MOST_SHARING),
);

/** The company a reference means, or undefined when there is none. Throws `ambiguous`, or `not_found` for an unknown id. */
async function findCompany(ctx: System, ref: CompanyRef): Promise<Row<'companies'> | undefined> {
  const { companies } = ctx.store.tables;
  if (ref.id) {
    const id = await currentId(ctx, 'company', ref.id);
    const [company] = await ctx.db.select().from(companies).where(eq(companies.id, id));
    if (!company) throw notFound('company', ref.id);
    return company;
  }
  if (ref.domain) {
    const [company] = await ctx.db.select().from(companies).where(eq(companies.domain, ref.domain));
    if (company) return requireSameName(company, ref);
  }
  if (!ref.name) return undefined;
  const { nameKey, stemKey } = companyKeys(ref.name);
  const sharing = await selectSharing(ctx, { stemKey });
  const possible = sharing.filter((company) => !ref.domain || !company.domain); // two domains, two companies
  const candidates = narrow(possible, nameKey, stemKey);
  if (candidates.length > 1) throw ambiguous('company', ref.name, candidates.map(describeCompany));
  return candidates[0];
}

/** Throws `ambiguous` for a domain and a name that do not go together: they may mean two companies. */
function requireSameName(company: Row<'companies'>, { name, domain = '' }: CompanyRef): Row<'companies'> {
  if (!name) return company;
  if ([company.stemKey, labelOf(domain)].some((known) => isLike(known, companyKeys(name).stemKey)))
    return company;
  throw ambiguous('company', `${name} (${domain})`, [
    `${describeCompany(company)}, whose domain it is`,
    `${name}, somebody else`,
  ]);
}

const labelOf = (domain: string) => fold(domain.split('.')[0] ?? '');

/** Whether two folded names are the same, one short for the other, or two spellings of one. */
const isLike = (a: string, b: string) => a === b || isShortened(a, b) || looksLike(a, b);

/** Throws `not_found` for a short form of a name with a domain that does not go with the name: it may be another company. */
export function requireOwnDomain(
  company: Row<'companies'>,
  { name, domain }: { name: string; domain: string },
): void {
  const { stemKey } = company;
  if (stemKey === companyKeys(name).stemKey) return;
  const goesWith = [stemKey, stemKey.replaceAll(' ', ''), labelOf(company.domain ?? '')];
  if (goesWith.some((known) => isLike(known, labelOf(domain)))) return;
  throw similarExists('company', `${name} (${domain})`, [describeCompany(company)]);
}

/** Of companies with the same stem: the one of exactly this name; else those where only the name or only the company has a legal form. */
function narrow(sharing: Row<'companies'>[], nameKey: string, stemKey: string): Row<'companies'>[] {
  const exact = sharing.filter((company) => company.nameKey === nameKey);
  if (exact.length > 0) return exact;
  if (nameKey === stemKey) return sharing;
  return sharing.filter((company) => company.nameKey === company.stemKey);
}

/** The company a reference means. Throws `not_found` with similar names, or `ambiguous`. */
async function getCompany(ctx: System, ref: CompanyRef): Promise<Row<'companies'>> {
  const company = await findCompany(ctx, ref);
  if (company) return company;
  const name = ref.name ?? ref.domain ?? '';
  const similar = (await similarCompanies(ctx, name)).slice(0, MOST_CANDIDATES);
  throw notFound('company', name, similar.map(describeCompany));
}

/** The known company that a question means, also by a short form of its name. Throws `not_found` or `ambiguous`. */
export async function lookUpCompany(ctx: System, ref: CompanyRef): Promise<Row<'companies'>> {
  const company = await findCompany(ctx, ref);
  if (company) return company;
  const [only, ...others] = await listMeantByShort(ctx, ref);
  return only && others.length === 0 ? only : getCompany(ctx, ref);
}

/** Companies of which a name may be the short form: the first words of their names, or the first labels of their domains. */
async function listMeantByShort(ctx: System, { name = '', domain }: CompanyRef): Promise<Row<'companies'>[]> {
  const { companies } = ctx.store.tables;
  const { nameKey, stemKey } = companyKeys(name);
  // With its legal form a name is whole: “Acme Ltd” is not short for “Acme Ltd Holding”.
  if (stemKey.length < 2 || nameKey !== stemKey) return [];
  const meant = await ctx.db
    .select()
    .from(companies)
    .where(
      or(
        beginsWith(ctx, { column: companies.stemKey, start: `${stemKey} ` }),
        beginsWith(ctx, { column: companies.domain, start: `${stemKey}.` }),
      ),
    )
    .orderBy(asc(companies.id))
    .limit(MOST_NEAR);
  return meant.filter((company) => !domain || !company.domain); // two domains, two companies
}

/**
 * Finds the company or creates it. A short form that can mean one company only is that company; any other name that
 * is much like a known one throws `not_found` with the candidates, to be asked about. `is_new` creates in both cases.
 */
export async function findOrCreateCompany(
  ctx: Writer,
  ref: CompanyRef,
): Promise<{ company: Row<'companies'>; created: boolean }> {
  const name = ref.name ?? ref.domain ?? '';
  if (ref.is_new && ref.domain) await requireFreeDomain(ctx, ref.domain);
  const found = await findCompany(ctx, ref);
  if (found && !(ref.is_new && found.nameKey !== companyKeys(name).nameKey))
    return { company: found, created: false };
  if (!ref.is_new) {
    const meant = await getMeantByShort(ctx, { ...ref, name });
    if (meant && ref.domain) requireOwnDomain(meant, { name, domain: ref.domain });
    if (meant) return { company: meant, created: false };
  }
  const company = await ctx.insert('companies', {
    id: newId(),
    name,
    ...companyKeys(name),
    domain: ref.domain ?? null,
    createdAt: ctx.clock.now(),
    createdBy: ctx.actor.memberId,
  });
  return { company, created: true };
}

/** The one company that a short form can mean. Throws `not_found` with candidates when another name is as near. */
async function getMeantByShort(
  ctx: System,
  ref: CompanyRef & { name: string },
): Promise<Row<'companies'> | undefined> {
  const meant = await listMeantByShort(ctx, ref);
  const ids = new Set(meant.map(({ id }) => id));
  const others = (await similarCompanies(ctx, ref.name)).filter(({ id }) => !ids.has(id));
  const [only] = meant;
  if (only && meant.length === 1 && others.length === 0) return only;
  const similar = [...meant, ...others].map(describeCompany);
  if (similar.length > 0)
    throw similarExists('company', ref.name, similar, { isAll: similar.length < MOST_NEAR });
  return undefined;
}

/** A `not_found` error that names the first of some similar companies or contacts, and says how to go on. */
export function similarExists(
  noun: string,
  name: string,
  candidates: string[],
  read: { isAll?: boolean } = {},
): RapportError {
  const { shown, list, more } = nameFirst(candidates, read);
  const message = `I know no ${noun} “${name}”, but ${candidates.length === 1 ? 'a similar one' : 'similar ones'}: ${list}. Ask which one is meant; then give its id, or is_new: true for a new one.`;
  return new RapportError('not_found', message, shown, more);
}

/** Companies that share the first letters of a name, and whose names look like other spellings of it. */
async function similarCompanies(ctx: System, name: string): Promise<Row<'companies'>[]> {
  const { companies } = ctx.store.tables;
  const { stemKey } = companyKeys(name);
  const start = stemKey.slice(0, 2);
  if (start.length < 2) return [];
  const alike = beginsWith(ctx, { column: companies.stemKey, start });
  const next = (isNext: SQL, order: SQL) =>
    ctx.db.select().from(companies).where(and(alike, isNext)).orderBy(order).limit(MOST_NEAR);
  const after = await next(gte(companies.stemKey, stemKey), asc(companies.stemKey));
  const before = await next(lt(companies.stemKey, stemKey), desc(companies.stemKey));
  const near = [...before, ...after].toSorted((one, other) => (one.id < other.id ? -1 : 1));
  const fits = ({ stemKey: other }: Row<'companies'>) =>
    looksLike(other, stemKey) || isShortened(other, stemKey);
  return near.filter(fits);
}

/** `Acme GmbH (acme.de) [id 01H…]`: enough to tell candidates apart and to name one by id. */
function describeCompany(company: Row<'companies'>): string {
  return `${company.name}${company.domain ? ` (${company.domain})` : ''} [id ${company.id}]`;
}

/** A company by name and id. */
export const companyName = ({ id, name }: Row<'companies'>): { id: string; name: string } => ({ id, name });

/** A company as tools show it. What is not known is left out. */
export type CompanyView = { id: string; name: string; domain?: string; about?: string };

export function companyView({ id, name, domain, about }: Row<'companies'>): CompanyView {
  return withoutEmpty({ id, name, domain, about });
}

/** Throws `invalid` when another company has the domain. */
export async function requireFreeDomain(ctx: Writer, domain: string, companyId?: string): Promise<void> {
  const { companies } = ctx.store.tables;
  const [taken] = await ctx.db.select().from(companies).where(eq(companies.domain, domain));
  if (taken && taken.id !== companyId)
    throw invalid(`The domain ${domain} already belongs to ${describeCompany(taken)}.`);
}
