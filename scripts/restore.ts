import { existsSync } from 'node:fs';
import { systemClock } from '../src/clock.ts';
import { parseStore, readEnvironment, type StoreConfig } from '../src/config.ts';
import { erasuresOf } from '../src/keeping/erasures.ts';
import { restore, type Settled, settleRestored } from '../src/keeping/restore.ts';
import { createLog } from '../src/log.ts';
import { lockFile } from '../src/store/sqlite-lock.ts';
import { parseWords, runCommand } from './command/command.ts';
import { withSystem } from './command/system.ts';

const USAGE = `npm run restore -- FILE               puts a backup where there is no database (SQLite)
npm run restore -- FILE --replace     in the place of the one that is there, which is kept beside it
npm run restore -- --restored         after pg_restore (PostgreSQL): erases again whom was erased since the backup, and
                                      leaves alone what was said before`;

runCommand(async (words) => {
  const options = {
    replace: { type: 'boolean', default: false },
    restored: { type: 'boolean', default: false },
  } as const;
  const { values, positionals } = parseWords({ args: words, allowPositionals: true, options }, USAGE);
  const store = parseStore(readEnvironment());
  const [file, ...rest] = positionals;
  if (values.restored && !file) return settle(store);
  if (!file || rest.length > 0) throw new Error(`Name the file of the backup.\n${USAGE}`);
  if (store.kind === 'postgres')
    throw new Error(
      'The database is on PostgreSQL: stop Rapport, restore with pg_restore --clean --if-exists --dbname "$DATABASE_URL" FILE, then run npm run restore -- --restored before Rapport starts.',
    );
  const parts = { clock: systemClock, log: createLog('silent') };
  const { madeAt, aside, lost, ...settled } = await restore(parts, { path: store.path, file, ...values });
  console.log(`${store.path} is the backup${madeAt ? ` of ${madeAt.toISOString()}` : ''} now.`);
  if (aside)
    console.log(
      `The database from before is ${aside}. It holds what people have said: delete it when you need it no more.`,
    );
  if (lost)
    console.log(
      `Written since the backup, and only there: ${Object.entries(lost)
        .map(([table, count]) => `${count} ${table.replaceAll('_', ' ')}`)
        .join(', ')}.`,
    );
  tell(settled);
  return 0;
}, USAGE);

async function settle(store: StoreConfig): Promise<number> {
  // What Rapport is answering would be taken for what waited in a backup.
  if (store.kind === 'sqlite' && existsSync(store.path)) lockFile(store.path).release();
  const list = erasuresOf(store);
  tell(await withSystem(store, (system) => settleRestored(system, { list, madeAt: undefined })));
  return 0;
}

function tell({ erased, unanswered, passedOver }: Settled): void {
  console.log(`Erased again, as they were erased after the backup: ${erased}.
Messages that waited in the backup: ${unanswered}. They are not answered a second time; npm run retry answers them all the same.
Schedules that were due meanwhile: ${passedOver}. They go on from now. What is written in Slack from now on is answered when Rapport starts.`);
}
