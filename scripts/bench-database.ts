import { parseArgs } from 'node:util';
import { LARGE, MIDDLE } from '../src/testing/large-crm/size.ts';
import { createLargeSqlite } from '../src/testing/large-crm/sqlite.ts';
import { runCommand } from './command/command.ts';

const USAGE = `npm run bench:database -- FILE             a new SQLite database with a million interactions, to try things on
npm run bench:database -- FILE --middle    the same with 20,000`;

runCommand(async (words) => {
  const { values, positionals } = parseArgs({
    args: words,
    options: { middle: { type: 'boolean' } },
    allowPositionals: true,
  });
  const [path] = positionals;
  if (!path) throw new Error(USAGE);
  await createLargeSqlite(path, values.middle ? MIDDLE : LARGE);
  return 0;
});
