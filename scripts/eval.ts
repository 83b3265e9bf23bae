import { ConfigError, parseModel, readEnvironment } from '../src/config.ts';
import { messageOf } from '../src/errors.ts';
import { openConfiguredModel } from '../src/start.ts';
import { evaluateThread, passRate, recordedPassRate } from '../src/testing/golden/evaluate.ts';
import type { GoldenResult } from '../src/testing/golden/golden.ts';
import { loadGoldenThreads } from '../src/testing/golden/thread-file.ts';

/** Runs the golden threads (or those whose names are given) against the configured model. */
async function main(names: string[]): Promise<number> {
  const config = parseModel(readEnvironment());
  const model = await openConfiguredModel(config);
  const threads = loadGoldenThreads().filter(({ name }) => names.length === 0 || names.includes(name));
  if (threads.length === 0) throw new Error(`There is no golden thread called ${names.join(' or ')}.`);
  const results: GoldenResult[] = [];
  console.log(`Golden threads with ${model.modelId}\n`);
  for (const thread of threads) {
    const result = await evaluateThread(thread, model);
    results.push(result);
    const { name, passed, failures, inputTokens, outputTokens, ms } = result;
    const cost = `${inputTokens} + ${outputTokens} tokens, ${(ms / 1_000).toFixed(1)} s`;
    console.log(`${passed ? '✓' : '✗'} ${name.padEnd(34)} ${cost}`);
    for (const failure of failures) console.log(`    ${failure}`);
  }
  const rate = passRate(results);
  const recorded = recordedPassRate(model.modelId);
  const passed = results.filter((result) => result.passed).length;
  console.log(`\n${passed} of ${results.length} passed (${(rate * 100).toFixed(0)} %)`);
  if (recorded === undefined || names.length > 0) return 0;
  console.log(`recorded: ${(recorded * 100).toFixed(0)} %`);
  return rate >= recorded ? 0 : 1;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error) => {
    console.error(error instanceof ConfigError ? error.message : messageOf(error));
    process.exit(1);
  },
);
