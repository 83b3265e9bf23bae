import type { LanguageModelV3GenerateResult } from '@ai-sdk/provider';
import type { Clock } from '../clock.ts';
import { modelTrouble } from './model-trouble.ts';

/** What one call of a language model took and how it ended: `answered`, `broken off`, or the kind of its trouble. */
export type Called = { outcome: string; ms: number; inputTokens: number; outputTokens: number };

type Result = LanguageModelV3GenerateResult;

/** Makes a call, and tells `called` of it when it is over, whether it was answered or not. */
export async function tellCall(
  call: () => Promise<Result>,
  {
    clock,
    signal,
    called,
  }: { clock: Pick<Clock, 'monotonic'>; signal: AbortSignal; called: ((call: Called) => void) | undefined },
): Promise<Result> {
  const startedAt = clock.monotonic();
  const told = (outcome: string, result?: Result) =>
    called?.({
      outcome,
      ms: Math.round(clock.monotonic() - startedAt),
      inputTokens: result?.usage?.inputTokens.total ?? 0,
      outputTokens: result?.usage?.outputTokens.total ?? 0,
    });
  try {
    const result = await call();
    told('answered', result);
    return result;
  } catch (error) {
    told(signal.aborted ? 'broken off' : modelTrouble(error).kind);
    throw error;
  }
}
