import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { CrmSettings } from '../../src/crm-settings.ts';
import { metricFileSchema, reportFileSchema } from '../../src/reports/file-schema.ts';
import { newMetricText } from '../../src/reports/metrics/new-metric.ts';
import { newReportText } from '../../src/reports/new-report.ts';
import { reportViews } from '../../src/store/reporting/views.ts';

/** Writes the file of a new report, or of a new metric (`metrics/NAME`), which works as it is. */
export function writeNew(folder: string, name: string): number {
  requireFolder(folder);
  const path = join(folder, `${name}.yaml`);
  const text = name.startsWith(METRICS) ? newMetricText(name.slice(METRICS.length)) : newReportText(name);
  if (existsSync(path)) throw new Error(`${path} is there already.`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  if (!existsSync(join(dirname(path), SCHEMA))) writeSchema(folder);
  console.log(`${path} is there, and works: change it, then run npm run reports -- lint.`);
  return 0;
}

function requireFolder(folder: string): void {
  if (!existsSync(folder)) throw new Error(`There is no folder ${resolve(folder)}: see REPORTS_DIR.`);
}

/** Writes the JSON Schemas that editors check files of reports and, where there are any, of metrics by. */
export function writeSchema(folder: string): number {
  requireFolder(folder);
  const write = (path: string, schema: object) => {
    writeFileSync(path, `${JSON.stringify(schema, null, 2)}\n`);
    console.log(`${path} is written.`);
  };
  write(join(folder, SCHEMA), reportFileSchema());
  const metrics = join(folder, METRICS);
  if (existsSync(metrics)) write(join(metrics, SCHEMA), metricFileSchema());
  return 0;
}

const SCHEMA = 'schema.json';
const METRICS = 'metrics/';

/** Lists what the SQL of reports can read. */
export function printViews(settings: CrmSettings): void {
  for (const [view, { description, columns }] of Object.entries(reportViews('sqlite', settings))) {
    console.log(`\n${view}  ${description}`);
    for (const [column, { description: meaning }] of Object.entries(columns))
      console.log(`  ${column.padEnd(24)} ${meaning}`);
  }
}
