import {
  type Description,
  ReportFailure,
  type Reporting,
  type Select,
} from '../../store/reporting/reporting.ts';
import type { Verdict } from '../lint-cache.ts';
import type { ReportText } from '../lint-text.ts';
import { reportOf, shapesOf } from '../report.ts';
import { compile } from './compile.ts';
import { grainsOf, type Metric } from './metric.ts';
import type { JudgedMetric, MetricText } from './metric-text.ts';
import type { MetricRequest } from './request.ts';

export type LintedMetric = Verdict<{ metric: Metric }>;

/** Checks files by the rules that need no engine, in order. */
export type JudgeMetrics = (
  files: readonly MetricText[],
) => Promise<(JudgedMetric & { unsure?: true; isUnread?: true })[]>;

/** Checks the files of metrics by all rules: the engine prepares what each measure, dimension and grain becomes. */
export async function lintMetrics(
  files: readonly ReportText[],
  { reporting, judge }: { reporting: Reporting; judge: JudgeMetrics },
): Promise<LintedMetric[]> {
  const crm = reporting.crm();
  const judged = files.length > 0 ? await judge(files.map((file) => ({ ...file, crm }))) : [];
  const verdicts: LintedMetric[] = [];
  for (const each of judged) {
    verdicts.push('metric' in each ? await verdictOn(each.metric, reporting) : each);
  }
  return verdicts;
}

/** What the engine says. One that gives no answer twice is busy, as a rule: then the file is checked again later. */
async function verdictOn(metric: Metric, reporting: Reporting): Promise<LintedMetric> {
  const trials = trialsOf(metric).flatMap((request, at) =>
    (at === 0 ? [true, false] : [true]).flatMap((guarded): Select[] => {
      const report = reportOf(compile(request, { metric, guarded }));
      return shapesOf(report, reporting.dialect).slice(0, 1);
    }),
  );
  const described = (await describe(trials, reporting)) ?? (await describe(trials, reporting));
  if (!described) return { problems: [{ line: 1, reason: 'was not prepared in time' }], unsure: true };
  const refused = described.flatMap((each) => ('refused' in each ? [each.refused] : []));
  const problems = [...new Set(refused)].map((reason) => ({ line: 1, reason: `sql: ${reason}` }));
  return problems.length > 0 ? { problems } : { metric };
}

/** Undefined when the engine gives no answer in time. */
async function describe(trials: readonly Select[], reporting: Reporting): Promise<Description[] | undefined> {
  try {
    return await reporting.describe(trials);
  } catch (error) {
    if (error instanceof ReportFailure && error.kind !== 'failed') return undefined;
    throw error;
  }
}

/** Requests that name every measure, dimension and grain at least once. */
function trialsOf(metric: Metric): MetricRequest[] {
  const { definition } = metric;
  const dimensions = Object.keys(definition.dimensions);
  const trial = (part: Partial<MetricRequest>): MetricRequest => ({
    metric: definition.name,
    measures: Object.keys(definition.measures),
    by: [],
    period: 'this-month',
    where: [],
    having: [],
    ...part,
  });
  const grains = grainsOf(metric);
  return Array.from({ length: Math.max(dimensions.length, grains.length) }, (_, at) => {
    const name = dimensions[at];
    const where = name ? [{ dimension: name, values: ['one', 'other'] }] : [];
    return trial({ by: name ? [name] : [], where, grain: grains[at] });
  });
}
