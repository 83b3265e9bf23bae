import { join } from 'node:path';
import { createLargeSqlite } from '../../src/testing/large-crm/sqlite.ts';
import { temporaryFolder } from '../../src/testing/temporary-folder.ts';
import type { Line } from './measure.ts';
import { benchCatalog } from './report-catalog.ts';
import { benchReportLoad } from './report-load.ts';
import { benchReportRun } from './report-run.ts';

/** Reports over a large database, and a large catalog of them. */
export async function benchReports(): Promise<Line[]> {
  const folder = temporaryFolder();
  try {
    const database = join(folder.path, 'bench.db');
    await createLargeSqlite(database);
    return [
      await benchReportRun(database),
      await benchReportLoad(folder.path),
      ...(await benchCatalog(join(folder.path, 'catalog'))),
    ];
  } finally {
    folder.remove();
  }
}
