import { parseArgs } from 'node:util';
import { systemClock } from '../src/clock.ts';
import { parseStore, readEnvironment } from '../src/config.ts';
import { createSystem } from '../src/context.ts';
import { applyRules } from '../src/crm/derived-rows.ts';
import { createLog } from '../src/log.ts';
import { openStore } from '../src/store/open.ts';
import { runCommand } from './command/command.ts';

/** Brings the schema of the database up to date without starting Rapport: `--without-backup` where a copy was made by hand. */
runCommand(async (words) => {
  const options = { 'without-backup': { type: 'boolean', default: false } } as const;
  const { values } = parseArgs({ args: words, options });
  const [clock, log] = [systemClock, createLog('info')];
  const store = await openStore(parseStore(readEnvironment()), {
    clock,
    log,
    schema: 'migrate',
    backup: !values['without-backup'],
  });
  await applyRules(createSystem({ store, clock, log }));
  await store.close();
  console.log('The database has the schema of this version.');
  return 0;
});
