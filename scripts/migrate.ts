import { systemClock } from '../src/clock.ts';
import { parseStore, readEnvironment } from '../src/config.ts';
import { createSystem } from '../src/context.ts';
import { applyRules } from '../src/crm/derived-rows.ts';
import { createLog } from '../src/log.ts';
import { openStore } from '../src/store/open.ts';
import { readAddress } from '../src/store/postgres-address.ts';
import { writeReportingScript } from '../src/store/reporting/postgres-script.ts';
import { parseWords, runCommand } from './command/command.ts';

const USAGE = `npm run migrate                                   brings the database up to date without starting Rapport
npm run migrate -- --without-backup               the same without a copy of an SQLite file before
npm run migrate -- --rules-anew                   also writes anew what follows from names and texts, as after an upgrade in which
                                                  an older version went on beside this one
npm run migrate -- --print-reporting-role         prints what an administrator of PostgreSQL runs, and changes nothing`;

runCommand(async (words) => {
  const options = {
    'without-backup': { type: 'boolean', default: false },
    'rules-anew': { type: 'boolean', default: false },
    'print-reporting-role': { type: 'boolean', default: false },
  } as const;
  const { values } = parseWords({ args: words, options }, USAGE);
  const where = parseStore(readEnvironment());
  if (values['print-reporting-role']) {
    if (where.kind === 'sqlite')
      throw new Error('DATABASE_URL names an SQLite file: reports need no role there.');
    const { user, database } = readAddress(where.url);
    if (!user || !database) throw new Error('DATABASE_URL must name the user and the database for this.');
    process.stdout.write(writeReportingScript({ user, database }));
    return 0;
  }
  const [clock, log] = [systemClock, createLog('info')];
  const store = await openStore(where, {
    clock,
    log,
    schema: 'migrate',
    backup: !values['without-backup'],
  });
  await applyRules(createSystem({ store, clock, log }), { all: values['rules-anew'] });
  await store.close();
  console.log('The database has the schema of this version.');
  return 0;
}, USAGE);
