import { systemClock } from '../../src/clock.ts';
import { parseCrmFile, readEnvironment, type StoreConfig } from '../../src/config.ts';
import { createSystem, type System } from '../../src/context.ts';
import { lookUpFor } from '../../src/crm/look-up.ts';
import { createLog } from '../../src/log.ts';
import { goodPathOf, openCrmFile } from '../../src/reports/crm-file.ts';
import { openReports, type Reports } from '../../src/reports/reports.ts';
import { openStore } from '../../src/store/open.ts';

/** Opens the store for a piece of work, and closes it afterwards. A command speaks to its operator, not to the log. */
export async function withSystem<T>(where: StoreConfig, work: (system: System) => Promise<T>): Promise<T> {
  const store = await openStore(where, { schema: 'require' });
  const log = createLog('silent');
  try {
    const path = parseCrmFile(readEnvironment());
    const { settings } = await openCrmFile({ path, clock: systemClock, log, goodPath: goodPathOf(path) });
    return await work(createSystem({ store, clock: systemClock, log, crm: settings }));
  } finally {
    await store.close();
  }
}

/** Opens the reports of a folder for a piece of work, and closes them afterwards. */
export async function withReports<T>(
  system: System,
  folder: string,
  work: (reports: Reports) => Promise<T>,
): Promise<T> {
  const reports = await openReports(system, { folder, lookUp: lookUpFor });
  try {
    return await work(reports);
  } finally {
    await reports.close();
  }
}
