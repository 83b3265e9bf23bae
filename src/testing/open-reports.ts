import { join } from 'node:path';
import type { System } from '../context.ts';
import { lookUpFor } from '../crm/look-up.ts';
import { openReports, type ReportsOptions } from '../reports/reports.ts';
import { judgeHere, judgeMetricsHere } from './judge-here.ts';
import { keptPath } from './made-once.ts';
import { withMadeUpReports } from './made-up-reports.ts';
import { temporaryFolder } from './temporary-folder.ts';

const SHIPPED = join(import.meta.dirname, '../../reports');

/** Opens the shipped reports, or those of another folder. Verdicts on files that have not changed are shared by all tests. */
export function openTestReports(system: System, options: Partial<ReportsOptions> = {}) {
  const cachePath = keptPath(`lint-${system.store.dialect}.json`);
  return openReports(system, {
    folder: SHIPPED,
    lookUp: lookUpFor,
    judge: judgeHere,
    judgeMetrics: judgeMetricsHere,
    cachePath,
    warm: false,
    ...options,
  });
}

/** No reports at all: nothing is read, and no other process is started. */
export async function openNoReports(system: System) {
  const folder = temporaryFolder();
  const store = withMadeUpReports(system.store, () => []);
  const reports = await openTestReports({ ...system, store }, { folder: folder.path });
  const close = async () => {
    await reports.close();
    folder.remove();
  };
  return { ...reports, close };
}
