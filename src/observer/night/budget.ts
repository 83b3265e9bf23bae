import { eq, sql } from 'drizzle-orm';
import type { System } from '../../context.ts';
import type { Night } from '../observations/night.ts';
import type { Spending } from './observer.ts';

/** What one pass, and one night with all its passes, may cost. Past a limit a pass ends with what it has. */
export const BUDGET = {
  pass: { modelCalls: 12, toolCalls: 60, tokens: 80_000 },
  night: { tokens: 2_000_000 },
} as const;

/**
 * What the observer's model was asked and what that cost; counted while it works, so that a failure is paid for too.
 */
export type Usage = { modelCalls: number; inputTokens: number; outputTokens: number };

/**
 * Gives a function that tells which budget of the night is used up, by what earlier passes and this one have used so
 * far.
 */
export async function openBudget(
  ctx: System,
  { spending, held }: { spending: Spending; held: Night },
): Promise<(usage: Usage) => string | undefined> {
  const { dreamRuns } = ctx.store.tables;
  const [sum] = await ctx.db
    .select({
      tokens: sql<number>`coalesce(sum(${dreamRuns.inputTokens} + ${dreamRuns.outputTokens}), 0)`,
      cost: sql<number>`coalesce(sum(${dreamRuns.costMicros}), 0)`,
    })
    .from(dreamRuns)
    .where(eq(dreamRuns.night, held.night));
  const [tokens, cost] = [Number(sum?.tokens ?? 0), Number(sum?.cost ?? 0)];
  return (usage) => {
    const micros = cost + (costOf(spending, usage) ?? 0);
    if (micros >= spending.budget * 1_000_000) return `the night’s budget of $${spending.budget}`;
    const taken = tokens + usage.inputTokens + usage.outputTokens;
    return taken >= BUDGET.night.tokens ? `the night’s ${BUDGET.night.tokens} tokens` : undefined;
  };
}

function costOf({ price }: Spending, { inputTokens, outputTokens }: Usage): number | null {
  return price ? Math.round(inputTokens * price.input + outputTokens * price.output) : null;
}

/** Adds the usage of one attempt to that of the night: failed attempts are paid for, too. */
export function addUsage(
  spending: Spending,
  { held, usage }: { held: Night; usage: Usage },
): Usage & Pick<Night, 'costMicros'> {
  const sum = {
    modelCalls: held.modelCalls + usage.modelCalls,
    inputTokens: held.inputTokens + usage.inputTokens,
    outputTokens: held.outputTokens + usage.outputTokens,
  };
  return { ...sum, costMicros: costOf(spending, sum) };
}
