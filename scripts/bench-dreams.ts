import { parseModel, readEnvironment } from '../src/config.ts';
import { openConfiguredModel } from '../src/start.ts';
import { printTable } from './bench/dreams/checks/goals.ts';
import { benchDreams } from './bench/dreams/dreams.ts';
import { playTeamOfEight } from './bench/dreams/team-of-eight.ts';
import { runCommand } from './command/command.ts';

/**
 * Plays nights and judges them: `--fast` for a small team, `--seed 2` for another one. The goals are in dreams.ts. `--digests` prints
 * the digests of a team of eight instead, by a scripted observer; with `--model`, by the configured model.
 */
async function main(words: readonly string[]): Promise<number> {
  if (words.includes('--digests')) return printDigests(words.includes('--model'));
  const seed = words.includes('--seed') ? Number(words[words.indexOf('--seed') + 1] ?? 1) : 1;
  const goals = await benchDreams({
    fast: words.includes('--fast'),
    seed,
    report: (doing) => console.error(`${doing} …`),
  });
  printTable(goals);
  return goals.every(({ met }) => met) ? 0 : 1;
}

async function printDigests(hasModel: boolean): Promise<number> {
  const model = hasModel ? await openConfiguredModel(parseModel(readEnvironment())) : undefined;
  for (const digest of await playTeamOfEight(model)) console.log(`${digest}\n`);
  return 0;
}

runCommand(main);
