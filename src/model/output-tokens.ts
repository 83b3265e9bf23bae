import type { LanguageModelV3, LanguageModelV3GenerateResult } from '@ai-sdk/provider';
import { ModelTrouble, modelTrouble } from './model-trouble.ts';

/**
 * Most tokens of one answer. Models that reason spend them on that, too: where nothing is left for the answer, a model gets
 * `more`, or as many as its server allows, and from then on always.
 */
const OUTPUT_TOKENS = { usual: 2_000, more: 8_000 } as const;
/** The tokens that a model has needed once. */
const learned = new WeakMap<LanguageModelV3, number>();

type Result = LanguageModelV3GenerateResult;
type Ask = (maxOutputTokens: number) => Promise<Result>;

/** Asks a model, once more with more tokens where it used them up. The answer that counts is the last one. */
export async function askWithRoom(
  model: LanguageModelV3,
  { ask, usedUp }: { ask: Ask; usedUp(result: Result): boolean },
): Promise<[Result, ...Result[]]> {
  const known = learned.get(model);
  const roomy = known && (await orRefusal(ask(known)));
  if (roomy && !(roomy instanceof ModelTrouble)) return [roomy];
  // Fewer tokens help only where it was too many.
  if (roomy && !roomy.providerSentence?.includes(String(known))) throw roomy;
  const first = await ask(OUTPUT_TOKENS.usual);
  const more = known || !usedUp(first) ? undefined : await withMore(ask);
  if (!more) return [first];
  learned.set(model, more.tokens);
  return [first, more.result];
}

/** The answer with more tokens, and how many they were; undefined where the server allows no more. */
async function withMore(
  ask: Ask,
  tokens: number = OUTPUT_TOKENS.more,
): Promise<{ tokens: number; result: Result } | undefined> {
  const result = await orRefusal(ask(tokens));
  if (!(result instanceof ModelTrouble)) return { tokens, result };
  const allowed = tokens === OUTPUT_TOKENS.more && tokensNamed(result.providerSentence);
  return allowed ? withMore(ask, allowed) : undefined;
}

/** The answer, or the refusal of a server that allows fewer tokens, or whose context has no room for them. */
async function orRefusal(answer: Promise<Result>): Promise<Result | ModelTrouble> {
  try {
    return await answer;
  } catch (error) {
    const trouble = modelTrouble(error);
    if (trouble.kind !== 'refused' && trouble.kind !== 'too_long') throw error;
    return trouble;
  }
}

/** The limit that a refusal names: “This model supports at most 4096 completion tokens”. */
function tokensNamed(sentence = ''): number | undefined {
  const named = [...sentence.matchAll(/\d+/g)].map(Number);
  return named
    .filter((count) => count > OUTPUT_TOKENS.usual && count < OUTPUT_TOKENS.more)
    .toSorted((a, b) => a - b)
    .at(-1);
}
