import { z } from 'zod';
import type { Context } from '../context.ts';
import { notFound } from '../errors.ts';
import { parseCompany } from '../names/companies.ts';
import { companyKeys } from '../names/company-names.ts';
import { normaliseDomain } from '../names/domains.ts';
import { isFreeMail } from '../names/free-mail.ts';
import type { Because } from '../names/verdict.ts';
import type { Row } from '../store/schema.ts';
import { learnAlias } from './aliases.ts';
import { askWhichCompany, type CompanyChoice, getCompanyById } from './company-choice.ts';
import { Id, named, withoutEmpty } from './inputs.ts';
import { createAnother, createCompany } from './new-companies.ts';
import type { Writer } from './record-change.ts';
import { chooseUsualCompany } from './usual-companies.ts';

const FREE_MAIL =
  'is a free mail service, at which anybody has an address, and no company: give the name of the company, and no domain';

/** A domain, or an address with one in it: `https://www.acme.com/about` is `acme.com`. */
export const Domain = z
  .string()
  .max(253)
  .transform((text, issues) => {
    const domain = normaliseDomain(text);
    if (domain && !isFreeMail(domain)) return domain;
    const message = domain ? `(“${domain}”) ${FREE_MAIL}` : 'must be a domain such as acme.com';
    issues.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

/** The name of a company. It may be a domain, but not one at which anybody has an address. */
export const CompanyName = named.superRefine((name, issues) => {
  const { domain } = parseCompany(name);
  if (domain && isFreeMail(domain))
    issues.addIssue({ code: 'custom', message: `(“${domain}”) ${FREE_MAIL}` });
});

const NAMING = {
  id: Id.optional(),
  name: CompanyName.optional(),
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

/** A company, and whether it was created. `meant`: what was said, and why it is meant, where that is not its name. */
export type FoundCompany = {
  company: Row<'companies'>;
  created: boolean;
  meant?: { said: string; because: Because };
};

/** The known company that a question means. Throws `not_found` or `ambiguous`, with candidates where there are some. */
export async function lookUpCompany(ctx: Context, ref: CompanyRef): Promise<Row<'companies'>> {
  if (ref.id) return getCompanyById(ctx, ref.id);
  const choice = await chooseUsualCompany(ctx, ref);
  if (choice.answer === 'same') return choice.one.company;
  if (choice.answer === 'new') throw notFound('company', ref.name ?? ref.domain ?? '');
  throw await askWhichCompany(ctx, { said: ref, candidates: choice.candidates, mayBeNew: false });
}

/**
 * Finds the company or creates it. Throws `not_found` or `ambiguous` with the candidates where it may be one of those
 * known: to be asked about, and then named by its id, or as a new one by `is_new`.
 */
export async function findOrCreateCompany(ctx: Writer, ref: CompanyRef): Promise<FoundCompany> {
  if (ref.id) return { company: await getAnswered(ctx, { ...ref, id: ref.id }), created: false };
  if (ref.is_new) return createAnother(ctx, ref);
  const choice = await chooseUsualCompany(ctx, ref);
  if (choice.answer === 'new') return { company: await createCompany(ctx, ref), created: true };
  if (choice.answer === 'ask')
    throw await askWhichCompany(ctx, { said: ref, candidates: choice.candidates, mayBeNew: true });
  return { company: choice.one.company, created: false, ...meantBy(ref, choice) };
}

/** Says which company was taken where what was said is not its name. */
function meantBy(
  { name, domain = '' }: CompanyRef,
  { one: { company }, because }: Extract<CompanyChoice, { answer: 'same' }>,
): Pick<FoundCompany, 'meant'> {
  if (name === company.name) return {};
  const isItsOwn = name ? companyKeys(name).nameKey === company.nameKey : domain === company.domain;
  if (isItsOwn) return {};
  return { meant: { said: name ?? domain, because } };
}

/** The company of an id. The name beside it is learned as another name of it, where it answers what was asked. */
async function getAnswered(
  ctx: Writer,
  { id, name }: CompanyRef & { id: string },
): Promise<Row<'companies'>> {
  const company = await getCompanyById(ctx, id);
  if (name && (await ctx.answers?.isAnswer(ctx, { kind: 'company', id, name })))
    await learnAlias(ctx, { company, name, source: 'answer' });
  return company;
}

/** A company by name and id. */
export const companyName = ({ id, name }: Row<'companies'>): { id: string; name: string } => ({ id, name });

/** A company as tools show it. What is not known is left out. */
export type CompanyView = { id: string; name: string; domain?: string; about?: string };

export function companyView({ id, name, domain, about }: Row<'companies'>): CompanyView {
  return withoutEmpty({ id, name, domain, about });
}
