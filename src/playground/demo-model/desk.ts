import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqlite } from '../../store/sqlite.ts';
import { temporaryFolder } from '../../testing/files.ts';
import { startHarness } from '../../testing/harness.ts';
import { fixedClock, silentLog } from '../../testing/team.ts';
import { seedCustomers } from '../seed.ts';
import { TEAM } from '../team.ts';
import { createDemoModel } from './demo-model.ts';

const NOW = new Date('2026-11-28T12:00:00Z');

export async function open() {
  const folder = temporaryFolder();
  const seeded = join(folder.path, 'seeded.db');
  const store = openSqlite({ path: seeded });
  await store.migrate();
  await seedCustomers({ store, clock: fixedClock(NOW), log: silentLog });
  await store.close();
  let n = 0;
  return {
    start: async () => {
      const path = join(folder.path, `${n++}.db`);
      copyFileSync(seeded, path);
      return startHarness({
        clock: fixedClock(NOW),
        languageModel: createDemoModel(),
        users: TEAM,
        store: openSqlite({ path }),
      });
    },
    close: () => folder.remove(),
  };
}
