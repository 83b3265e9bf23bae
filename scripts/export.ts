import { parseStore, readEnvironment } from '../src/config.ts';
import { exportAll } from '../src/keeping/export.ts';
import { parseWords, runCommand } from './command/command.ts';
import { withSystem } from './command/system.ts';

const USAGE = `npm run export -- DIR      writes everything into an empty folder: JSON lines, CSV files and a manifest`;

runCommand(async (words) => {
  const { positionals } = parseWords({ args: words, allowPositionals: true, options: {} }, USAGE);
  const [folder, ...rest] = positionals;
  if (!folder || rest.length > 0) throw new Error(`Name one folder.\n${USAGE}`);
  const { tables } = await withSystem(parseStore(readEnvironment()), (system) =>
    exportAll(system, { folder }),
  );
  const rows = Object.values(tables).reduce((sum, table) => sum + table.rows, 0);
  console.log(`${rows} rows of ${Object.keys(tables).length} tables are in ${folder}. It holds everything that customers
and members have said: keep it as safe as the database. npm run load reads it into an empty database.`);
  return 0;
}, USAGE);
