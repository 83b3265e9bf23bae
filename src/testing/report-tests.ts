import type { Role } from '../context.ts';
import { messageOf, RapportError } from '../errors.ts';
import type { ReportTest } from '../reports/definition.ts';
import type { Reports, WithReports } from '../reports/reports.ts';
import { runReport } from '../reports/run-report.ts';
import type { Team } from './team.ts';

/** The members who run the tests of definitions: people of the fixture. */
export const CAST: Record<Role, string> = { member: 'Marta', lead: 'Lea', admin: 'Ada' };

/** Runs one test of a definition on the fixture's data. Gives what differs from what it expects, in words. */
export async function runReportTest(
  { as, reports }: Team & { reports: Reports },
  { name, test }: { name: string; test: ReportTest },
): Promise<string[]> {
  const ctx = await as(CAST[test.as], { role: test.as });
  return compareOutcome(test.expect, await outcomeOf({ ...ctx, reports }, { name, given: test.params }));
}

export type Outcome = { refused: string } | { columns: string[]; rows: unknown[][] };

async function outcomeOf(
  ctx: WithReports,
  { name, given }: { name: string; given: ReportTest['params'] },
): Promise<Outcome> {
  try {
    const { columns, rows } = await runReport(ctx, { name, given, source: 'operator' });
    return { columns: columns.map((column) => column.name), rows };
  } catch (error) {
    if (!(error instanceof RapportError)) throw error;
    return { refused: messageOf(error) };
  }
}

export function compareOutcome(expect: ReportTest['expect'], outcome: Outcome): string[] {
  if ('refused' in outcome) {
    if (expect.refused && outcome.refused.includes(expect.refused)) return [];
    return [`was refused: ${outcome.refused}`];
  }
  const { columns, rows } = outcome;
  const differences: string[] = [];
  if (expect.refused) differences.push(`was not refused, but expected “${expect.refused}”`);
  if (expect.rows !== undefined && rows.length !== expect.rows) {
    differences.push(`${rows.length} rows, not ${expect.rows}`);
  }
  if (expect.columns && columns.join() !== expect.columns.join()) {
    differences.push(`columns ${columns.join(', ')}, not ${expect.columns.join(', ')}`);
  }
  if (expect.first && JSON.stringify(rows[0]) !== JSON.stringify(expect.first)) {
    differences.push(`first row ${JSON.stringify(rows[0])}, not ${JSON.stringify(expect.first)}`);
  }
  return differences;
}
