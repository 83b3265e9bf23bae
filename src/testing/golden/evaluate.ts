import { readFileSync } from 'node:fs';
import type { LanguageModelV3 } from '@ai-sdk/provider';
import { z } from 'zod';
import type { GoldenApp } from './golden-app.ts';
import { applyGiven, type GoldenResult, runGoldenThread } from './play-thread.ts';
import type { GoldenThread } from './thread-file.ts';

const PassRates = z.record(z.string(), z.number().min(0).max(1));

/** Plays one golden thread, in an empty workspace. */
export async function evaluateThread(
  app: GoldenApp,
  thread: GoldenThread,
  model: LanguageModelV3,
): Promise<GoldenResult> {
  const { workspace, contextOf } = await app.open(thread, model);
  await applyGiven(thread, contextOf);
  return runGoldenThread(thread, workspace);
}

/** The pass rate this model has reached before, from pass-rates.json; undefined when none is recorded. */
export function recordedPassRate(model: string): number | undefined {
  const text = readFileSync(new URL('./pass-rates.json', import.meta.url), 'utf8');
  return PassRates.parse(JSON.parse(text))[model];
}

export function passRate(results: readonly GoldenResult[]): number {
  return results.filter(({ passed }) => passed).length / results.length;
}
