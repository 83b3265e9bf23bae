import type { WithReports } from '../reports.ts';
import type { Result } from '../result.ts';
import type { RunRequest } from '../run-log.ts';
import { runReport } from '../run-report.ts';
import { canonicalRequest, type MetricRequest, questionName } from './request.ts';

/** Runs a question as the actor, by the road of reports: the log of runs keeps its canonical JSON. Throws as `runReport` does. */
export function runQuestion(
  ctx: WithReports,
  { request, ...how }: { request: MetricRequest } & Pick<RunRequest, 'source' | 'agentRunId'>,
): Promise<Result> {
  return runReport(ctx, { ...how, name: questionName(request.metric), given: canonicalRequest(request) });
}
