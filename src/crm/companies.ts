import { asc, eq, like } from 'drizzle-orm';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { ambiguous, invalid, notFound, RapportError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Row, Tables } from '../store/schema.ts';
import type { Database } from '../store/store.ts';
import { fold } from '../text.ts';
import { Id, LIMITS, named, parseInput, prose } from './inputs.ts';
import { companyKeys, isShortened, looksLike, normaliseDomain } from './names.ts';
import { recordChange, type Writer } from './write.ts';

const Domain = z
  .string()
  .max(253)
  .transform((text, issues) => {
    const domain = normaliseDomain(text);
    if (domain) return domain;
    issues.addIssue({ code: 'custom', message: 'must be a domain such as acme.com' });
    return z.NEVER;
  });

/** How a company is named from outside: by id, by domain, or by name. */
export const CompanyRef = z
  .strictObject({
    id: Id.optional().describe('Id from an earlier result. Wins over name.'),
    name: named.optional().describe('Name as the person said it, e.g. "Acme GmbH".'),
    domain: Domain.optional().describe('Internet domain, e.g. acme.com.'),
    is_new: z
      .boolean()
      .optional()
      .describe('Only after the person confirmed that this is a new company despite a similar name.'),
  })
  .refine((ref) => ref.id || ref.name || ref.domain, 'needs an id, a name or a domain');
export type CompanyRef = z.output<typeof CompanyRef>;

type Where = { db: Database; tables: Tables };

const SIMILAR_LIMIT = 500;

/** The company a reference means, or undefined when there is none. Throws `ambiguous`, or `not_found` for an unknown id. */
async function findCompany({ db, tables }: Where, ref: CompanyRef): Promise<Row<'companies'> | undefined> {
  const { companies } = tables;
  if (ref.id) {
    const [company] = await db.select().from(companies).where(eq(companies.id, ref.id));
    if (!company) throw notFound('company', ref.id);
    return company;
  }
  if (ref.domain) {
    const [company] = await db.select().from(companies).where(eq(companies.domain, ref.domain));
    if (company) return requireSameName(company, ref);
  }
  if (!ref.name) return undefined;
  const { nameKey, stemKey } = companyKeys(ref.name);
  const sharing = await db
    .select()
    .from(companies)
    .where(eq(companies.stemKey, stemKey))
    .orderBy(asc(companies.id));
  const possible = sharing.filter((company) => !ref.domain || !company.domain); // two domains, two companies
  const candidates = narrow(possible, nameKey, stemKey);
  if (candidates.length > 1) throw ambiguous('company', ref.name, candidates.map(describeCompany));
  return candidates[0];
}

/** A domain and a name that do not go together may mean two companies: that is asked about, not guessed. */
function requireSameName(company: Row<'companies'>, { name, domain = '' }: CompanyRef): Row<'companies'> {
  if (!name) return company;
  const { stemKey } = companyKeys(name);
  const goesWith = [company.stemKey, fold(domain.split('.')[0] ?? '')].some(
    (known) => known === stemKey || isShortened(known, stemKey) || looksLike(known, stemKey),
  );
  if (goesWith) return company;
  throw ambiguous('company', `${name} (${domain})`, [
    `${describeCompany(company)}, whose domain it is`,
    `${name}, somebody else`,
  ]);
}

/** Of companies with one stem: the one of exactly this name; else those that differ by a legal form only one side has. */
function narrow(sharing: Row<'companies'>[], nameKey: string, stemKey: string): Row<'companies'>[] {
  const exact = sharing.filter((company) => company.nameKey === nameKey);
  if (exact.length > 0) return exact;
  if (nameKey === stemKey) return sharing;
  return sharing.filter((company) => company.nameKey === company.stemKey);
}

/** Like `findCompany`, but throws `not_found` with similar names when there is none. */
async function getCompany(where: Where, ref: CompanyRef): Promise<Row<'companies'>> {
  const company = await findCompany(where, ref);
  if (company) return company;
  const name = ref.name ?? ref.domain ?? '';
  throw notFound('company', name, (await similarCompanies(where, name)).map(describeCompany));
}

/** For questions, not for writes: also takes the beginning of a name, where it can mean one company only. */
export async function lookUpCompany(where: Where, ref: CompanyRef): Promise<Row<'companies'>> {
  const company = await findCompany(where, ref);
  if (company) return company;
  const { stemKey } = companyKeys(ref.name ?? '');
  const similar = await similarCompanies(where, ref.name ?? '');
  const [only, ...others] = similar.filter((each) => each.stemKey.startsWith(`${stemKey} `));
  return only && others.length === 0 ? only : getCompany(where, ref);
}

/** Finds the company or creates it. A name much like a known one is asked about first, unless `is_new` is set. */
export async function findOrCreateCompany(
  ctx: Context,
  write: Writer,
  ref: CompanyRef,
): Promise<{ company: Row<'companies'>; created: boolean }> {
  const where = { db: write.tx, tables: write.tables };
  const name = ref.name ?? ref.domain ?? '';
  if (ref.is_new && ref.domain) await requireFreeDomain(write, ref.domain);
  const found = await findCompany(where, ref);
  if (found && !(ref.is_new && found.nameKey !== companyKeys(name).nameKey))
    return { company: found, created: false };
  const similar = ref.is_new ? [] : await similarCompanies(where, name);
  if (similar.length > 0) throw similarExists('company', name, similar.map(describeCompany));
  const company = await write.insert('companies', {
    id: newId(),
    name,
    ...companyKeys(name),
    domain: ref.domain ?? null,
    createdAt: ctx.clock.now(),
    createdBy: ctx.actor.memberId,
  });
  return { company, created: true };
}

export function similarExists(noun: string, name: string, candidates: string[]): RapportError {
  return new RapportError(
    'not_found',
    `I know no ${noun} “${name}”, but a similar one: ${candidates.join('; ')}. Ask which one is meant; if it really is a new one, set is_new.`,
    candidates,
  );
}

/** Companies whose name looks like another spelling of this one, from those that share its first letters. */
async function similarCompanies({ db, tables: { companies } }: Where, name: string) {
  const { stemKey } = companyKeys(name);
  const start = stemKey.slice(0, 2);
  if (start.length < 2) return [];
  const near = await db
    .select()
    .from(companies)
    .where(like(companies.stemKey, `${start}%`))
    .orderBy(asc(companies.id))
    .limit(SIMILAR_LIMIT);
  const fits = ({ stemKey: other }: Row<'companies'>) =>
    looksLike(other, stemKey) || isShortened(other, stemKey);
  return near.filter(fits).slice(0, 5);
}

/** `Acme GmbH (acme.de) [id 01H…]`: enough to tell candidates apart and to name one by id. */
function describeCompany(company: Row<'companies'>): string {
  return `${company.name}${company.domain ? ` (${company.domain})` : ''} [id ${company.id}]`;
}

export const UpdateCompany = z.strictObject({
  company: CompanyRef,
  name: named.optional().describe('New name.'),
  domain: Domain.optional().describe('New internet domain.'),
  about: prose(LIMITS.about).optional().describe('What the company does, in a sentence or two.'),
});
export type UpdateCompany = z.input<typeof UpdateCompany>;

/** Changes a company's name, domain or description. Fields left out stay as they are. */
export async function updateCompany(ctx: Context, input: UpdateCompany) {
  const { company: ref, name, domain, about } = parseInput(UpdateCompany, input);
  if (!name && !domain && !about) throw invalid('Nothing to change: give a name, a domain or a description.');
  return recordChange(ctx, 'update_company', async (write) => {
    const before = await getCompany({ db: write.tx, tables: write.tables }, ref);
    if (domain) await requireFreeDomain(write, domain, before.id);
    const after = await write.update('companies', before, {
      ...(name ? { name, ...companyKeys(name) } : {}),
      ...(domain ? { domain } : {}),
      ...(about ? { about } : {}),
    });
    return { summary: `Updated company ${after.name}`, result: { company: after } };
  });
}

async function requireFreeDomain(
  { tx, tables: { companies } }: Writer,
  domain: string,
  companyId?: string,
): Promise<void> {
  const [taken] = await tx.select().from(companies).where(eq(companies.domain, domain));
  if (taken && taken.id !== companyId)
    throw invalid(`The domain ${domain} already belongs to ${taken.name}.`);
}
