import { systemClock } from '../src/clock.ts';
import { parseStore, readEnvironment } from '../src/config.ts';
import { backUp, nameBackup } from '../src/keeping/backup.ts';
import { runCommand } from './command/command.ts';

const USAGE = `npm run backup               copies the database into backups/ beside it, while Rapport runs
npm run backup -- FILE       into another file, which must not be there yet`;

runCommand(async ([named, ...rest]) => {
  if (rest.length > 0 || named?.startsWith('-')) throw new Error(USAGE);
  const store = parseStore(readEnvironment());
  const clock = systemClock;
  const file = named ?? (store.kind === 'sqlite' ? nameBackup(store.path, clock.now()) : '');
  const { bytes, tables, madeAt } = await backUp({ clock }, { store, file });
  const rows = Object.values(tables).reduce((sum, count) => sum + count, 0);
  console.log(`${file}: ${(bytes / 1e6).toFixed(1)} MB, ${rows} rows as of ${madeAt}, checked. Keep it on another disk,
with ${file}.json, and beside them crm.yaml, the reports and .env, which are in no backup.`);
  return 0;
}, USAGE);
