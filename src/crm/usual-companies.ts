import { and, eq, isNotNull } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { companyKeys } from '../names/company-names.ts';
import { isOneOf } from '../store/lists.ts';
import { type CompanyChoice, chooseKnownCompany } from './company-choice.ts';

/**
 * Which company the actor means by a name, a domain or both: where the name fits several, the one that they have answered
 * before when they were asked about it, if it is among these and they have never answered it with another. What others
 * have answered decides nothing for them.
 */
export async function chooseUsualCompany(
  ctx: Context,
  said: { name?: string | undefined; domain?: string | undefined },
): Promise<CompanyChoice> {
  const choice = await chooseKnownCompany(ctx, said);
  if (choice.answer !== 'ask' || !said.name || said.domain) return choice;
  const [usual, ...others] = await listAnswered(ctx, {
    name: said.name,
    among: choice.candidates.map(({ one }) => one.company.id),
  });
  const meant = choice.candidates.find(({ one }) => one.company.id === usual);
  return meant && others.length === 0 ? { answer: 'same', one: meant.one, because: 'as_before' } : choice;
}

/** The ids of those among some companies with which the actor has answered who is meant by a name. */
async function listAnswered(
  ctx: Context,
  { name, among }: { name: string; among: readonly string[] },
): Promise<string[]> {
  const { aliases } = ctx.store.tables;
  const isTheirs = and(
    isNotNull(aliases.companyId),
    isOneOf(ctx, { value: aliases.companyId, of: among }),
    eq(aliases.nameKey, companyKeys(name).nameKey),
  );
  const rows = await ctx.db
    .select({ companyId: aliases.companyId })
    .from(aliases)
    .where(and(isTheirs, eq(aliases.source, 'answer'), eq(aliases.createdBy, ctx.actor.memberId)));
  return rows.flatMap(({ companyId }) => companyId ?? []);
}
