import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { LARGE, MIDDLE, PERSONS } from '../src/testing/large-crm/size.ts';
import { createLargeSqlite } from '../src/testing/large-crm/sqlite.ts';
import { parseWords, requireNoMore, runCommand } from './command/command.ts';

const USAGE = `npm run bench:database -- FILE             a new SQLite database with a million interactions, to try things on
npm run bench:database -- FILE --middle    the same with 20,000`;

runCommand(async (words) => {
  const { values, positionals } = parseWords(
    { args: words, options: { middle: { type: 'boolean' } }, allowPositionals: true },
    USAGE,
  );
  const [path, ...rest] = positionals;
  if (!path) throw new Error(`Name the file.\n${USAGE}`);
  requireNoMore(rest, USAGE);
  if (existsSync(path)) throw new Error(`${path} is there already: name another file.`);
  if (!existsSync(dirname(path))) throw new Error(`There is no folder ${dirname(resolve(path))}.`);
  const size = values.middle ? MIDDLE : LARGE;
  await createLargeSqlite(path, size);
  console.log(`${path}: ${size.interactions} interactions with ${size.companies} companies and ${size.contacts} contacts, by ${size.members} members.
Put DATABASE_URL=file:${path} in front of a command. ${PERSONS.lead} is a lead, ${PERSONS.admin} an admin.`);
  return 0;
}, USAGE);
