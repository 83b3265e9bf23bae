import type Sqlite from 'better-sqlite3';
import { lookUpFor } from '../../src/crm/look-up.ts';
import { openReports } from '../../src/reports/reports.ts';
import { prepare, runReport } from '../../src/reports/run-report.ts';
import { renderTemplate } from '../../src/reports/sql-template.ts';
import type { Select } from '../../src/store/reporting/reporting.ts';
import { actAs } from '../../src/testing/large-crm/act-as.ts';
import { openBehindViews } from '../../src/testing/large-crm/behind-views.ts';
import { median, type Ratio, timed } from './measure.ts';
import { openSystem } from './open-system.ts';
import { SHIPPED } from './report-definitions.ts';

const REQUEST = { name: 'weekly-interactions', given: { since: '-13w' }, source: 'operator' } as const;
const WARM_UP = 5;
const RUNS = 60;

/** A report of thirteen weeks as a lead runs it, against its SQL on a connection of one's own with the same views. */
export async function benchReportRun(path: string): Promise<Ratio> {
  const system = await openSystem(path);
  const reports = await openReports(system, { folder: SHIPPED, lookUp: lookUpFor });
  const ctx = { ...(await actAs(system, 'lead')), reports };
  const { report, params } = await prepare(ctx, REQUEST);
  const select = renderTemplate(report.templates.sqlite, { dialect: 'sqlite', values: params.values });
  // The tables as this person's reports see them, and nothing around them.
  const raw = openBehindViews(path, ctx.actor);

  const counts = { ours: 0, theirs: 0 };
  const times = { ours: [] as number[], theirs: [] as number[] };
  for (let run = 0; run < WARM_UP + RUNS; run += 1) {
    const ours = await timed(async () => {
      counts.ours = (await runReport(ctx, REQUEST)).rows.length;
    });
    const theirs = await timed(() => {
      counts.theirs = fetchAll(raw, select).length;
    });
    if (counts.ours === 0 || counts.ours !== counts.theirs)
      throw new Error('The two do not give the same rows.');
    if (run < WARM_UP) continue;
    times.ours.push(ours);
    times.theirs.push(theirs);
  }
  raw.close();
  await reports.close();
  await system.store.close();
  return {
    what: 'Report of 13 weeks over 1,000,000 interactions, p50, against its SQL alone',
    unit: 'ms',
    ours: median(times.ours),
    theirs: median(times.theirs),
    goal: { atMost: 1.15 },
  };
}

function fetchAll(db: Sqlite.Database, { text, values }: Select): unknown[] {
  const bound = Object.fromEntries(values.map((value, at) => [at + 1, value]));
  return db.prepare(text).raw().all(bound);
}
