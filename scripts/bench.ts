import { existsSync } from 'node:fs';
import { benchAcknowledgement } from './bench/acknowledgement.ts';
import { benchDuplicates } from './bench/duplicates.ts';
import { benchImport } from './bench/import.ts';
import { type Line, verdict } from './bench/measure.ts';
import { benchMerges } from './bench/merges.ts';
import { benchNames } from './bench/names.ts';
import { benchNight } from './bench/night.ts';
import { openSystem } from './bench/open-system.ts';
import { benchPostgres } from './bench/postgres.ts';
import { benchReply } from './bench/reply.ts';
import { benchReports } from './bench/reports.ts';
import { benchScaleOnPostgres, benchScaleOnSqlite } from './bench/scale.ts';
import { benchSchedules } from './bench/schedules.ts';
import { benchTokens } from './bench/tokens.ts';
import { benchWrite } from './bench/write.ts';
import { findPart, parseWords, requireNoMore, runCommand } from './command/command.ts';

/** Speed, where it can be as ratios: two things measured in turns in this run, so that the machine's noise hits both alike. */
const BENCHES = {
  acknowledgement: benchAcknowledgement,
  reply: benchReply,
  postgres: benchPostgres,
  write: benchWrite,
  merges: benchMerges,
  reports: benchReports,
  schedules: benchSchedules,
  tokens: benchTokens,
};
/** What takes long, and is run when it is asked for. */
const LONG = {
  duplicates: benchDuplicates,
  import: benchImport,
  names: benchNames,
  scale: benchScaleOnSqlite,
  'scale-postgres': benchScaleOnPostgres,
};

const ALL: Record<string, (told?: string) => Promise<Line[]>> = { ...BENCHES, ...LONG, night: nightAt };
/** Benches that take a word behind their name: only what has it in its name, or the file to work on. */
const TOLD = ['scale', 'scale-postgres', 'night'];

const USAGE = `npm run bench                              all but those that take long, as a table
npm run bench -- NAME …                    some of them: ${Object.keys(BENCHES).join(', ')};
                                           and those that take long: ${Object.keys(LONG).join(', ')}
npm run bench -- scale WORD                only what has the word in its name; scale-postgres WORD too
npm run bench -- night FILE                a night over a large SQLite database, to which it writes: give it a copy`;

async function main(words: string[]): Promise<number> {
  const { positionals } = parseWords({ args: words, allowPositionals: true, options: {} }, USAGE);
  const [first = '', ...rest] = positionals;
  const isTold = TOLD.includes(first);
  const names = isTold ? [first] : positionals;
  for (const name of names) findPart(ALL, name, USAGE);
  if (isTold) requireNoMore(rest.slice(1), USAGE);
  console.log('| what | Rapport | compared with | ratio | goal | met |\n|---|---|---|---|---|---|');
  for (const name of names.length > 0 ? names : Object.keys(BENCHES))
    for (const line of await findPart(ALL, name, USAGE)(isTold ? rest[0] : undefined)) printLine(line);
  return 0;
}

function printLine(line: Line): void {
  const { ratio, goal, met } = verdict(line);
  const shown = (value: number | undefined) =>
    value === undefined ? '–' : `${value.toFixed(value < 10 ? 2 : 0)} ${line.unit}`;
  const cells = [
    line.what,
    shown(line.ours),
    shown(line.theirs),
    ratio?.toFixed(2) ?? '–',
    goal,
    met ? 'yes' : 'no',
  ];
  console.log(`| ${cells.join(' | ')} |`);
}

async function nightAt(file: string | undefined): Promise<Line[]> {
  if (!file) throw new Error(`Name the file.\n${USAGE}`);
  if (!existsSync(file)) throw new Error(`There is no ${file}: npm run bench:database -- ${file} makes one.`);
  const system = await openSystem(file);
  const lines = await benchNight(system);
  await system.store.close();
  return lines;
}

runCommand(main, USAGE);
