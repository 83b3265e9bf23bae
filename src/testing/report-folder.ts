import { unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../context.ts';
import { lookUpFor } from '../crm/look-up.ts';
import { openReports, type Reports, type ReportsOptions } from '../reports/reports.ts';
import { runReport } from '../reports/run-report.ts';
import { judgeHere, judgeMetricsHere } from './judge-here.ts';
import type { Team } from './team.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A definition in which only what matters to a test is said. */
export type Sketch = {
  name: string;
  sql: string | { sqlite: string; postgres: string };
  /** Names of the columns, or all about them. */
  columns: readonly string[] | Record<string, unknown>;
  params?: Record<string, unknown>;
  roles?: readonly string[];
  [key: string]: unknown;
};

/** A definition as the text of its file: JSON is YAML. */
export function reportText({ columns, ...sketch }: Sketch): string {
  return JSON.stringify({
    title: `Title of ${sketch.name}`,
    description: 'Made for a test.',
    roles: ['member', 'lead', 'admin'],
    columns: Array.isArray(columns)
      ? Object.fromEntries(columns.map((name: string) => [name, { label: name }]))
      : columns,
    ...sketch,
  });
}

export type ReportFolder = {
  path: string;
  reports: Reports;
  /** Writes a file; a sketch goes to the file of its name. */
  write(file: string | Sketch, text?: string): void;
  remove(file: string): void;
  run(ctx: Context, name: string, given?: Record<string, unknown>): ReturnType<typeof runReport>;
  close(): Promise<void>;
};

/** Opens the reports of a new folder with these files. */
export async function openReportFolder(
  { system }: Team,
  sketches: readonly Sketch[],
  options: Partial<ReportsOptions> = {},
): Promise<ReportFolder> {
  const folder = temporaryFolder();
  const write: ReportFolder['write'] = (file, text = '') => {
    if (typeof file === 'string') writeFileSync(join(folder.path, file), text);
    else writeFileSync(join(folder.path, `${file.name}.yaml`), reportText(file));
  };
  for (const sketch of sketches) write(sketch);
  const reports = await openReports(system, {
    folder: folder.path,
    lookUp: lookUpFor,
    judge: judgeHere,
    judgeMetrics: judgeMetricsHere,
    ...options,
  });
  return {
    path: folder.path,
    reports,
    write,
    remove: (file) => unlinkSync(join(folder.path, file)),
    run: (ctx, name, given = {}) => runReport({ ...ctx, reports }, { name, given, source: 'operator' }),
    close: async () => {
      await reports.close();
      folder.remove();
    },
  };
}
