import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CrmSettings } from '../../src/crm-settings.ts';
import { reportFileSchema } from '../../src/reports/file-schema.ts';
import { newReportText } from '../../src/reports/new-report.ts';
import { reportViews } from '../../src/store/reporting/views.ts';

/** Writes the file of a new report, which works as it is. */
export function writeNew(folder: string, name: string): number {
  requireFolder(folder);
  const path = join(folder, `${name}.yaml`);
  const text = newReportText(name);
  if (existsSync(path)) throw new Error(`${path} is there already.`);
  writeFileSync(path, text);
  if (!existsSync(join(folder, SCHEMA))) writeSchema(folder);
  console.log(`${path} is there, and works: change it, then run npm run reports -- lint.`);
  return 0;
}

function requireFolder(folder: string): void {
  if (!existsSync(folder)) throw new Error(`There is no folder ${resolve(folder)}: see REPORTS_DIR.`);
}

/** Writes the JSON Schema that editors check files of reports by. */
export function writeSchema(folder: string): number {
  requireFolder(folder);
  const path = join(folder, SCHEMA);
  writeFileSync(path, `${JSON.stringify(reportFileSchema(), null, 2)}\n`);
  console.log(`${path} is written.`);
  return 0;
}

const SCHEMA = 'schema.json';

/** Lists what the SQL of reports can read. */
export function printViews(settings: CrmSettings): void {
  for (const [view, { description, columns }] of Object.entries(reportViews('sqlite', settings))) {
    console.log(`\n${view}  ${description}`);
    for (const [column, { description: meaning }] of Object.entries(columns))
      console.log(`  ${column.padEnd(24)} ${meaning}`);
  }
}
