import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../context.ts';
import { lookUpFor } from '../crm/look-up.ts';
import { compileQuestion } from '../reports/metrics/compile-question.ts';
import { runQuestion } from '../reports/metrics/run-question.ts';
import { openReports, type Reports } from '../reports/reports.ts';
import type { Result } from '../reports/result.ts';
import { judgeHere, judgeMetricsHere } from './judge-here.ts';
import type { Team } from './team.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Metrics of a folder of their own, and how a test asks them. */
export type MetricDesk = {
  reports: Reports;
  /** Asks as the reader, with a request as a model makes it. */
  ask(ctx: Context, asked: Record<string, unknown>): Promise<Result>;
  write(name: string, text: string): void;
  close(): Promise<void>;
};

/** A metric over interactions in which only what matters to a test is said otherwise. JSON is YAML. */
export function metricText(part: Record<string, unknown> = {}): string {
  return JSON.stringify({
    name: 'touches',
    title: 'Touches',
    description: 'Made for a test.',
    view: 'interactions',
    roles: ['member', 'lead', 'admin'],
    time: {
      day: 'occurred_on',
      is: 'the day it happened',
      zone: 'in their zone',
      week: 'week',
      month: 'month',
    },
    people: 'member_id',
    measures: { touches: { type: 'count', label: 'Touches' } },
    dimensions: { kind: { type: 'enum', label: 'Kind', key: 'kind', values: ['meeting', 'call'] } },
    ...part,
  });
}

export async function openMetricDesk(
  { system }: Team,
  metrics: Readonly<Record<string, string>>,
): Promise<MetricDesk> {
  const folder = temporaryFolder();
  mkdirSync(join(folder.path, 'metrics'));
  const write = (name: string, text: string) =>
    writeFileSync(join(folder.path, 'metrics', `${name}.yaml`), text);
  for (const [name, text] of Object.entries(metrics)) write(name, text);
  const reports = await openReports(system, {
    folder: folder.path,
    lookUp: lookUpFor,
    judge: judgeHere,
    judgeMetrics: judgeMetricsHere,
    warm: false,
  });
  return {
    reports,
    write,
    ask: async (ctx, asked) => {
      const reader = { ...ctx, reports };
      const { request } = compileQuestion(reader, asked);
      return runQuestion(reader, { request, source: 'operator' });
    },
    close: async () => {
      await reports.close();
      folder.remove();
    },
  };
}
