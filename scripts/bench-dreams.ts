import { printTable } from './bench/dreams/checks/goals.ts';
import { benchDreams } from './bench/dreams/dreams.ts';

/** Whether nights find what there is, make up nothing, give nothing away and obey nobody: `--fast` for a small team, `--seed 2` for another one. */
async function main(args: readonly string[]): Promise<number> {
  const seed = Number(args[args.indexOf('--seed') + 1] ?? 1);
  const goals = await benchDreams({
    fast: args.includes('--fast'),
    seed: args.includes('--seed') ? seed : 1,
    report: (doing) => console.error(`${doing} …`),
  });
  printTable(goals);
  return goals.every(({ met }) => met) ? 0 : 1;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
