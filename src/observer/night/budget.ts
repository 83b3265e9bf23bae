import { eq, sql } from 'drizzle-orm';
import type { System } from '../../context.ts';
import type { Usage } from './observe.ts';
import type { Observer } from './observer.ts';
import type { Night } from './plan.ts';

/** Tokens that all passes of one night may take together. */
const NIGHT_TOKENS = 2_000_000;

/** Tells which budget of the night is used up, with what the passes before this one took and what this one has so far. */
export async function openBudget(
  ctx: System,
  observer: Observer,
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
    const micros = cost + (costOf(observer, usage) ?? 0);
    if (micros >= observer.budget * 1_000_000) return `the night’s budget of $${observer.budget}`;
    const taken = tokens + usage.inputTokens + usage.outputTokens;
    return taken >= NIGHT_TOKENS ? `the night’s ${NIGHT_TOKENS} tokens` : undefined;
  };
}

function costOf({ price }: Observer, { inputTokens, outputTokens }: Usage): number | null {
  return price ? Math.round(inputTokens * price.input + outputTokens * price.output) : null;
}

/** Failed attempts are paid for, too. */
export function addUsage(observer: Observer, held: Night, usage: Usage): Usage & Pick<Night, 'costMicros'> {
  const sum = {
    modelCalls: held.modelCalls + usage.modelCalls,
    inputTokens: held.inputTokens + usage.inputTokens,
    outputTokens: held.outputTokens + usage.outputTokens,
  };
  return { ...sum, costMicros: costOf(observer, sum) };
}
