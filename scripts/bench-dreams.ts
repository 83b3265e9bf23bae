import { printTable } from './bench/dreams/checks/goals.ts';
import { benchDreams } from './bench/dreams/dreams.ts';
import { runCommand } from './command/command.ts';

/** Plays nights and judges them: `--fast` for a small team, `--seed 2` for another one. The goals are in dreams.ts. */
async function main(words: readonly string[]): Promise<number> {
  const seed = words.includes('--seed') ? Number(words[words.indexOf('--seed') + 1] ?? 1) : 1;
  const goals = await benchDreams({
    fast: words.includes('--fast'),
    seed,
    report: (doing) => console.error(`${doing} …`),
  });
  printTable(goals);
  return goals.every(({ met }) => met) ? 0 : 1;
}

runCommand(main);
