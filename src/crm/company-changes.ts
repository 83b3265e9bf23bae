import { z } from 'zod';
import type { Context } from '../context.ts';
import { companyKeys } from '../names/company-names.ts';
import { withMore } from './about-text.ts';
import { type Created, describeUpdate, listCreated } from './change-summary.ts';
import {
  CompanyRef,
  type CompanyView,
  companyView,
  Domain,
  findOrCreateCompany,
  requireFreeDomain,
  requireOwnDomain,
} from './companies.ts';
import { LIMITS, named, parseInput, prose } from './inputs.ts';
import { recordChange, type SavedChange, updateIfNew } from './record-change.ts';

export const SaveCompany = z.strictObject({
  company: CompanyRef,
  name: named.optional().describe('The new one.'),
  domain: Domain.optional(),
  about: prose(LIMITS.about)
    .optional()
    .describe('What it does. Added to what is known; replaces it with clear.'),
  clear: z.array(z.enum(['domain', 'about'])).optional(),
});
export type SaveCompany = z.input<typeof SaveCompany>;

/** `company`: as it is known now. */
export type SavedCompany = SavedChange & Created & { company: CompanyView };

/**
 * Adds a company, or changes the name, domain or description of a known one. Fields left out stay as they are. Throws
 * `not_found` or `ambiguous` with candidates when the name is not clear, `invalid` when another company has the domain.
 */
export async function saveCompany(ctx: Context, input: SaveCompany): Promise<SavedCompany> {
  const { company: ref, name, domain, about, clear = [] } = parseInput(SaveCompany, input);
  return recordChange(ctx, 'save_company', async (ctx) => {
    const { company: before, created } = await findOrCreateCompany(ctx, ref);
    const newDomain = domain ?? (before.domain ? undefined : ref.domain);
    if (domain && ref.name && !ref.id && !ref.domain) requireOwnDomain(before, { name: ref.name, domain });
    if (newDomain) await requireFreeDomain(ctx, newDomain, before.id);
    const left = clear.includes('about') ? null : before.about;
    const patch = {
      ...Object.fromEntries(clear.map((field) => [field, null])),
      ...(name ? { name, ...companyKeys(name) } : {}),
      ...(newDomain ? { domain: newDomain } : {}),
      ...(about ? { about: withMore(left, about) } : {}),
    };
    const after = await updateIfNew(ctx, 'companies', { before, patch });
    const fields = ['name', 'domain', 'about'];
    return {
      summary: describeUpdate(after.name, { before: created ? { name: after.name } : before, after, fields }),
      result: { company: companyView(after), ...listCreated({ company: { company: after, created } }) },
    };
  });
}
