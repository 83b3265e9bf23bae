import { parseModel, readEnvironment } from '../src/config.ts';
import { openConfiguredModel } from '../src/start.ts';
import { printTable } from './bench/dreams/checks/goals.ts';
import { benchDreams } from './bench/dreams/dreams.ts';
import { playTeamOfEight } from './bench/dreams/team-of-eight.ts';
import { parseWords, runCommand } from './command/command.ts';

const USAGE = `npm run bench:dreams                          plays nights of a made-up team, and judges what was found
npm run bench:dreams -- --fast                the same for a small team
npm run bench:dreams -- --seed 2              another team
npm run bench:dreams -- --digests             prints a month of digests of a team of eight, by a scripted observer
npm run bench:dreams -- --digests --model     by the configured model`;

const OPTIONS = {
  fast: { type: 'boolean', default: false },
  seed: { type: 'string', default: '1' },
  digests: { type: 'boolean', default: false },
  model: { type: 'boolean', default: false },
} as const;

/** Plays nights and judges them. The goals are in dreams.ts. */
async function main(words: string[]): Promise<number> {
  const { fast, digests, model, ...values } = parseWords({ args: words, options: OPTIONS }, USAGE).values;
  if (digests) return printDigests(model);
  const seed = Number(values.seed);
  if (!Number.isInteger(seed)) throw new Error(`--seed ${values.seed} is no whole number.\n${USAGE}`);
  const goals = await benchDreams({
    fast,
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

runCommand(main, USAGE);
