import { parseModel, readEnvironment } from '../src/config.ts';
import { openConfiguredModel } from '../src/start.ts';
import { evaluateThread, passRate, recordedPassRate } from '../src/testing/golden/evaluate.ts';
import { startGoldenApp } from '../src/testing/golden/golden-app.ts';
import type { GoldenResult } from '../src/testing/golden/play-thread.ts';
import { loadGoldenThreads } from '../src/testing/golden/thread-file.ts';
import { findPart, parseWords, runCommand } from './command/command.ts';

const USAGE = `npm run eval                  plays all golden threads with the configured model, and says how many it passes
npm run eval -- NAME …        plays some of them`;

/** A model of one's own computer may take minutes. */
const REPLY_WITHIN_MS = 15 * 60_000;

/**
 * Plays the golden threads (or those whose names are given) with the configured model, and judges what is on record
 * and in its replies; the calls that are recorded in them are not looked at.
 */
async function main(words: string[]): Promise<number> {
  const { positionals: names } = parseWords({ args: words, allowPositionals: true, options: {} }, USAGE);
  const all = loadGoldenThreads();
  const known = Object.fromEntries(all.map((thread) => [thread.name, thread]));
  const threads = names.length === 0 ? all : names.map((name) => findPart(known, name, USAGE));
  const config = parseModel(readEnvironment());
  const model = await openConfiguredModel(config);
  const results: GoldenResult[] = [];
  console.log(`Golden threads with ${model.modelId}\n`);
  for (const thread of threads) {
    // Each thread gets an app of its own, into which no slow answer of another one still writes.
    const app = await startGoldenApp({ replyWithinMs: REPLY_WITHIN_MS });
    const result = await evaluateThread(app, thread, model).finally(() => app.close());
    results.push(result);
    const { name, passed, failures } = result;
    console.log(`${passed ? '✓' : '✗'} ${name.padEnd(36)} ${describeCost(result)}`);
    for (const failure of failures) console.log(`    ${failure}`);
  }
  const rate = passRate(results);
  const recorded = recordedPassRate(model.modelId);
  const passed = results.filter((result) => result.passed).length;
  console.log(
    `\n${passed} of ${results.length} passed (${(rate * 100).toFixed(0)} %): ${describeCost(sumOf(results))}`,
  );
  if (recorded === undefined || names.length > 0) return passed > 0 ? 0 : 1;
  console.log(`recorded: ${(recorded * 100).toFixed(0)} %`);
  return rate >= recorded ? 0 : 1;
}

type Cost = Pick<GoldenResult, 'steps' | 'inputTokens' | 'outputTokens' | 'ms'>;

const describeCost = ({ steps, inputTokens, outputTokens, ms }: Cost) =>
  `${steps} steps, ${inputTokens} + ${outputTokens} tokens, ${(ms / 1_000).toFixed(1)} s`;

function sumOf(results: readonly Cost[]): Cost {
  const sum = (field: keyof Cost) => results.reduce((total, each) => total + each[field], 0);
  return {
    steps: sum('steps'),
    inputTokens: sum('inputTokens'),
    outputTokens: sum('outputTokens'),
    ms: sum('ms'),
  };
}

runCommand(main, USAGE);
