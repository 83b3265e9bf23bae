import { z } from 'zod';
import type { Context } from '../context.ts';
import { RapportError } from '../errors.ts';
import { companyKeys } from '../names/company-names.ts';
import { goesWithDomain } from '../names/compare-companies.ts';
import type { Because } from '../names/verdict.ts';
import type { Row } from '../store/schema.ts';
import { withMore } from './about-text.ts';
import { learnAlias } from './aliases.ts';
import { describeCompanies } from './candidates.ts';
import { type Created, describeUpdate, listCreated } from './change-summary.ts';
import {
  CompanyName,
  CompanyRef,
  type CompanyView,
  companyView,
  Domain,
  type FoundCompany,
  findOrCreateCompany,
} from './companies.ts';
import { askWhichCompany, listSameAs } from './company-choice.ts';
import { LIMITS, parseInput, prose } from './inputs.ts';
import { requireFreeDomain } from './new-companies.ts';
import { OwnValues, setFields, withCleared } from './own-fields.ts';
import { recordChange, type SavedChange, updateIfNew, type Writer } from './record-change.ts';
import { indexCustomers } from './searched-words.ts';
import { candidateSentence } from './which-one.ts';

export const SaveCompany = z.strictObject({
  company: CompanyRef,
  name: CompanyName.optional().describe('The new one.'),
  domain: Domain.optional(),
  about: prose(LIMITS.about)
    .optional()
    .describe('What it does. Added to what is known; replaces it with clear.'),
  fields: OwnValues.optional(),
  /** Names of fields, own ones too. */
  clear: z.array(z.string().max(100)).max(100).optional(),
});
export type SaveCompany = z.input<typeof SaveCompany>;

/** The fields of a company that can be emptied, besides the team's own. */
export const CLEARED_OF_COMPANY = ['domain', 'about'] as const;

/** `company`: as it is known now. */
export type SavedCompany = SavedChange & Created & { company: CompanyView };

/**
 * Adds a company, or changes the name, domain or description of a known one, which goes on being found by its old name.
 * Fields left out stay as they are; `fields` are the team's own. Throws `not_found` or `ambiguous` with candidates when the name is not clear,
 * `conflict` when another company has the new name already, `invalid` when another has the domain.
 */
export async function saveCompany(ctx: Context, input: SaveCompany): Promise<SavedCompany> {
  const { company: ref, name, domain, about, ...said } = parseInput(SaveCompany, input);
  const { values, clear } = withCleared(ctx, {
    of: 'company',
    values: said.fields ?? {},
    clear: said.clear ?? [],
    names: CLEARED_OF_COMPANY,
  });
  return recordChange(ctx, 'save_company', async (ctx) => {
    const found = await findOrCreateCompany(ctx, ref);
    const { company: before, created } = found;
    const newDomain = domain ?? (before.domain ? undefined : ref.domain);
    if (domain && !ref.domain) await requireOwnDomain(ctx, { found, domain });
    if (newDomain) await requireFreeDomain(ctx, newDomain, before.id);
    const left = clear.includes('about') ? null : before.about;
    const patch = {
      ...Object.fromEntries(clear.map((field) => [field, null])),
      ...(name ? { name, ...companyKeys(name) } : {}),
      ...(newDomain ? { domain: newDomain } : {}),
      ...(about ? { about: withMore(left, about) } : {}),
    };
    if (name) await requireFreeName(ctx, { before, name, domain: newDomain });
    const after = await updateIfNew(ctx, 'companies', { before, patch });
    if (!created) await learnAlias(ctx, { company: after, name: before.name, source: 'rename' });
    if (!created && after.name !== before.name)
      await indexCustomers(ctx, { kind: 'company', ids: [after.id] });
    return {
      summary: describeUpdate(after.name, {
        before: created ? { name: after.name } : before,
        after,
        fields: ['name', 'domain', 'about'],
        more: await setFields(ctx, { owner: { of: 'company', id: after.id }, values }),
      }),
      result: { company: companyView(after), ...listCreated({ company: { ...found, company: after } }) },
    };
  });
}

/** Asks which one is meant where a short form was said with a domain that does not go with it: it may be another company. */
async function requireOwnDomain(
  ctx: Context,
  { found: { company, meant }, domain }: { found: FoundCompany; domain: string },
): Promise<void> {
  if (!meant || !SHORT.has(meant.because)) return;
  const label = company.domain?.split('.')[0] ?? '';
  if ([company.name, label].some((each) => goesWithDomain(each, domain))) return;
  throw await askWhichCompany(ctx, {
    said: { name: `${meant.said} (${domain})` },
    candidates: [{ one: { company }, because: meant.because }],
    mayBeNew: true,
  });
}

const SHORT: ReadonlySet<Because> = new Set(['short_form', 'like_the_domain', 'as_before']);

/** Throws `conflict` when another company has the name: nothing would tell the two apart, and they may be one. */
async function requireFreeName(
  ctx: Writer,
  { before, name, domain }: { before: Row<'companies'>; name: string; domain: string | undefined },
): Promise<void> {
  if (companyKeys(name).nameKey === before.nameKey) return;
  const said = { name, domain: domain ?? before.domain ?? undefined };
  const same = await listSameAs(ctx, { said, except: before.id });
  if (same.length === 0) return;
  const described = await describeCompanies(
    ctx,
    same.map(({ one, because }) => ({ company: one.company, because })),
  );
  const others = described.map(candidateSentence);
  const message = `${before.name} cannot be called “${name}”: another company is called so already: ${others.join('; ')}. Nothing was changed. A card asks whether they are one company; if they are two, the person says what tells them apart in the name, such as the town.`;
  const error = new RapportError('conflict', message, others);
  const pair = { kind: 'company', oneId: before.id, otherId: described[0]?.id };
  throw Object.assign(error, { pair });
}
