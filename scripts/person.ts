import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseAdmins, parseStore, readEnvironment } from '../src/config.ts';
import { actAsAdmin } from '../src/crm/operators.ts';
import { readPerson, writePerson } from '../src/keeping/person.ts';
import { findPart, parseWords, runCommand } from './command/command.ts';
import { withSystem } from './command/system.ts';

const USAGE = `npm run person -- export NAME_OR_ID FILE              all about one contact or member: FILE as JSON, and as text beside it
npm run person -- export NAME_OR_ID FILE --as U123    as which admin; the first one when left out`;

runCommand(async (words) => {
  const { values, positionals } = parseWords(
    { args: words, allowPositionals: true, options: { as: { type: 'string' } } },
    USAGE,
  );
  const [verb = 'export', ...rest] = positionals;
  findPart({ export: true }, verb, USAGE);
  const file = rest.at(-1);
  const said = rest.slice(0, -1).join(' ').trim();
  if (!file || !said) throw new Error(`Say whom, and into which file.\n${USAGE}`);
  if (existsSync(file)) throw new Error(`${file} is there already: name another file.`);
  if (!existsSync(dirname(file))) throw new Error(`There is no folder ${dirname(resolve(file))}.`);
  const env = readEnvironment();
  await withSystem(parseStore(env), async (system) => {
    const ctx = await actAsAdmin(system, { slackUserId: values.as, admins: parseAdmins(env) });
    const data = await readPerson(ctx, said);
    const { json, text } = await writePerson(ctx, { data, file });
    const rows = Object.values(data.rows).reduce((sum, some) => sum + some.length, 0);
    console.log(`${data.name} (${data.kind}): ${rows} rows and ${data.passages.length} passages elsewhere, in ${json} and ${text}.
Read it before you hand it on: sentences about one person may name another.`);
  });
  return 0;
}, USAGE);
