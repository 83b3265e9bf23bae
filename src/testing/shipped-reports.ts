import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { System } from '../context.ts';
import { lookUpFor } from '../crm/references.ts';
import { openReports, type ReportsOptions } from '../reports/reports.ts';

const SHIPPED = join(import.meta.dirname, '../../reports');

/** Opens the shipped reports, or those of another folder. Verdicts on files that have not changed are shared by all tests. */
export function openTestReports(system: System, options: Partial<ReportsOptions> = {}) {
  const cachePath = join(tmpdir(), `rapport-test-lint-${system.store.dialect}.json`);
  return openReports(system, { folder: SHIPPED, lookUp: lookUpFor, cachePath, warm: false, ...options });
}
