import { inArray } from 'drizzle-orm';
import type { System } from '../../context.ts';
import { findLineProblem, isPlainName } from './claim-rules.ts';
import { kindOf } from './kind-rules.ts';
import type { Observation } from './observation.ts';

type Said = Pick<Observation, 'kind' | 'subject' | 'slot' | 'valueKey' | 'claim'>;

/**
 * The claim of an observation with the name that its company has today. Whoever may rename a company writes no sentence for
 * the agent by it: a name that is not plain leaves the claim as it was.
 */
export function claimOfToday(observation: Said, company: string | null): string {
  const { claimNow } = kindOf(observation.kind);
  if (!claimNow || company === null || !isPlainName(company) || findLineProblem(company))
    return observation.claim;
  return claimNow(observation, company);
}

/** Gives observations their claims of today. */
export async function withClaimsOfToday<Each extends Said & Pick<Observation, 'companyId'>>(
  ctx: System,
  rows: Each[],
): Promise<Each[]> {
  const named = rows.filter(({ kind, companyId }) => companyId !== null && kindOf(kind).claimNow);
  const ids = [...new Set(named.flatMap(({ companyId }) => companyId ?? []))];
  if (ids.length === 0) return rows;
  const { companies } = ctx.store.tables;
  const { id, name } = companies;
  const found = await ctx.db.select({ id, name }).from(companies).where(inArray(id, ids));
  const names = new Map(found.map((company) => [company.id, company.name]));
  return rows.map((row) => ({ ...row, claim: claimOfToday(row, names.get(row.companyId ?? '') ?? null) }));
}
