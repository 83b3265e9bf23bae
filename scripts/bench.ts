import { benchAcknowledgement } from './bench/acknowledgement.ts';
import { benchDuplicates } from './bench/duplicates.ts';
import { benchImport } from './bench/import.ts';
import { verdict } from './bench/measure.ts';
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

const wanted = process.argv.slice(2);
/** `night PATH`: on a copy of a large team's SQLite file, to which it writes. `scale WORD`: only what has it in its name. */
const [only, path] = wanted;
const benches =
  only === 'night' && path ? { night: () => nightAt(path) } : { ...BENCHES, ...(only ? LONG : {}) };
console.log('| what | Rapport | compared with | ratio | goal | met |\n|---|---|---|---|---|---|');
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const line of await bench(only === name ? path : undefined)) {
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
}

async function nightAt(file: string) {
  const system = await openSystem(file);
  const lines = await benchNight(system);
  await system.store.close();
  return lines;
}
