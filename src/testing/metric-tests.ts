import { messageOf, RapportError } from '../errors.ts';
import { compileQuestion } from '../reports/metrics/compile-question.ts';
import type { MetricTest } from '../reports/metrics/metric.ts';
import { runQuestion } from '../reports/metrics/run-question.ts';
import type { Reports, WithReports } from '../reports/reports.ts';
import { CAST, compareOutcome, type Outcome } from './report-tests.ts';
import type { Team } from './team.ts';

/** Runs one test of a metric on the fixture's data. Gives what differs from what it expects, in words. */
export async function runMetricTest(
  { as, reports }: Team & { reports: Reports },
  { metric, test }: { metric: string; test: MetricTest },
): Promise<string[]> {
  const ctx = await as(CAST[test.as], { role: test.as });
  return compareOutcome(test.expect, await outcomeOf({ ...ctx, reports }, { ...test.ask, metric }));
}

async function outcomeOf(ctx: WithReports, asked: unknown): Promise<Outcome> {
  try {
    const { request } = compileQuestion(ctx, asked);
    const { columns, rows } = await runQuestion(ctx, { request, source: 'operator' });
    return { columns: columns.map(({ name }) => name), rows };
  } catch (error) {
    if (!(error instanceof RapportError)) throw error;
    return { refused: messageOf(error) };
  }
}
