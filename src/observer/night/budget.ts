import { eq, sql } from 'drizzle-orm';
import type { ObserverConfig } from '../../config.ts';
import type { System } from '../../context.ts';
import type { Night } from '../observations/night.ts';
import type { Usage } from './observe.ts';

/** What nights may cost. */
type Spending = Pick<ObserverConfig, 'price' | 'budget'>;

/** Tokens that all passes of one night may take together. */
const NIGHT_TOKENS = 2_000_000;

/** Tells which budget of the night is used up, with what the passes before this one took and what this one has so far. */
export async function openBudget(
  ctx: System,
  spending: Spending,
  held: Night,
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
    return taken >= NIGHT_TOKENS ? `the night’s ${NIGHT_TOKENS} tokens` : undefined;
  };
}

function costOf({ price }: Spending, { inputTokens, outputTokens }: Usage): number | null {
  return price ? Math.round(inputTokens * price.input + outputTokens * price.output) : null;
}

/** Adds what one attempt has used to what the night has used: failed attempts are paid for, too. */
export function addUsage(spending: Spending, held: Night, usage: Usage): Usage & Pick<Night, 'costMicros'> {
  const sum = {
    modelCalls: held.modelCalls + usage.modelCalls,
    inputTokens: held.inputTokens + usage.inputTokens,
    outputTokens: held.outputTokens + usage.outputTokens,
  };
  return { ...sum, costMicros: costOf(spending, sum) };
}
