import { systemClock } from '../src/clock.ts';
import { parseStore, readEnvironment } from '../src/config.ts';
import { createSystem } from '../src/context.ts';
import { loadAll } from '../src/keeping/load.ts';
import { createLog } from '../src/log.ts';
import { openStore } from '../src/store/open.ts';
import { parseWords, runCommand } from './command/command.ts';

const USAGE = `npm run load -- DIR      loads an export into the empty database of DATABASE_URL, SQLite or PostgreSQL alike;
                         npm run migrate makes its tables first`;

/** Nobody else works on the database meanwhile: on SQLite it is locked, on Postgres its tables are. */
runCommand(async (words) => {
  const { positionals } = parseWords({ args: words, allowPositionals: true, options: {} }, USAGE);
  const [folder, ...rest] = positionals;
  if (!folder || rest.length > 0) throw new Error(`Name one folder.\n${USAGE}`);
  const store = await openStore(parseStore(readEnvironment()), { schema: 'require', alone: true });
  try {
    const system = createSystem({ store, clock: systemClock, log: createLog('silent') });
    const { tables, version, madeAt } = await loadAll(system, { folder });
    const rows = Object.values(tables).reduce((sum, table) => sum + table.rows, 0);
    console.log(
      `${rows} rows of ${Object.keys(tables).length} tables are loaded, as Rapport ${version} exported them on ${madeAt}.`,
    );
  } finally {
    await store.close();
  }
  return 0;
}, USAGE);
