import { z } from 'zod';
import { addDays, DAY_MS } from '../../clock.ts';
import { type Context, todayOf } from '../../context.ts';
import { forbidden, RapportError } from '../../errors.ts';
import { fold } from '../../text.ts';
import { PERIOD_RULE, type Period, resolvePeriod } from '../days-and-periods.ts';
import type { ReportDefinition } from '../definition.ts';
import type { Given } from '../params.ts';
import { periodBefore } from '../report-span.ts';
import { compile } from './compile.ts';
import { stepOf } from './finish-rows.ts';
import type { Metric } from './metric.ts';
import type { MetricCatalog } from './metric-catalog.ts';
import { isOfTheTeam } from './question-sql.ts';
import { ALL_DAYS, type MetricRequest, RequestError, readRequest } from './request.ts';

/** A question that was understood as the actor may ask it. */
export type CompiledQuestion = {
  request: MetricRequest;
  metric: Metric;
  /** What runs: everything after it is what reports have. Its name is `ask:METRIC`. */
  definition: ReportDefinition;
  /** The values of its params. */
  given: Given;
  /** The days of its period; undefined for all. */
  period: Period | undefined;
  today: string;
  /** Whether members read the answer. */
  guarded: boolean;
  /** Whether nothing is shown where too few colleagues stand behind a part. */
  mayBeWithheld: boolean;
};

/** A context in which questions can be asked. */
type Asking = Context & { readonly reports: { readonly metrics: MetricCatalog } };

/** Lists the metrics that the actor may ask, by name. The same array as long as no file has changed. */
export const listMetricsFor = ({ actor, reports }: Asking): readonly Metric[] =>
  reports.metrics.list(actor.role);

/** Understands a request, however it was made, as the actor may make it. Throws `RequestError` or `forbidden`. */
export function compileQuestion(ctx: Asking, input: unknown): CompiledQuestion {
  const { role, audience } = ctx.actor;
  refuseBroken(ctx, input);
  const read = readRequest(input, { role, metrics: listMetricsFor(ctx) });
  const { metric } = read;
  const request = withValues(read.request, metric);
  const today = todayOf(ctx);
  const period = periodOf(request, { metric, today });
  const { roles } = compile(request, { metric, guarded: true });
  const guarded = role === 'member' || (audience === 'shared' && roles.includes('member'));
  const mayBeWithheld = guarded && isOfTheTeam(request, metric);
  if (guarded && audience === 'shared') refuseColleagues(request, metric);
  if (mayBeWithheld && !isWhole(period))
    throw wrongPeriod(
      'period: numbers of the whole team are shown to members for whole weeks, months, quarters or years, such as last-month; or ask for their own, where member is me',
    );
  const { compare, ...definition } = compile(request, { metric, guarded });
  const before = period && periodBefore(period, today);
  const isCompared = compare && before && (!mayBeWithheld || isWhole(before));
  return {
    request,
    metric,
    definition: isCompared ? { ...definition, compare } : definition,
    given: givenOf(request),
    period,
    today,
    guarded,
    mayBeWithheld,
  };
}

/** A metric whose file is broken is told of, as reports are; without it, only that it is not there. */
function refuseBroken({ actor, reports: { metrics } }: Asking, input: unknown): void {
  const { data: said } = Named.safeParse(input);
  const broken = said && metrics.broken().find(({ file }) => file === `metrics/${said.metric}.yaml`);
  if (!broken) return;
  const [first] = broken.problems;
  const why =
    actor.role === 'admin' && first ? ` Line ${first.line}: ${first.reason}.` : ' An admin can see why.';
  throw new RapportError('unavailable', `The metric “${said.metric}” is broken at the moment.${why}`);
}

const Named = z.object({ metric: z.string() });

/** A split by colleague tells a channel of each of them. */
function refuseColleagues({ by }: MetricRequest, { definition }: Metric): void {
  if (by.some((name) => definition.dimensions[name]?.type === 'member'))
    throw forbidden(
      'Numbers of each colleague are not shown where others read them. Ask in direct messages.',
    );
}

/** The request with the values of enums that their labels stand for: “Negotiation” is the stage negotiation. */
function withValues(request: MetricRequest, { values }: Metric): MetricRequest {
  const sqlOf = (dimension: string, said: string) => {
    const known = Object.hasOwn(values, dimension) ? values[dimension] : undefined;
    return known?.find(({ label }) => fold(label) === fold(said))?.value ?? said;
  };
  return {
    ...request,
    where: request.where.map((each) => ({
      ...each,
      values: each.values.map((said) => sqlOf(each.dimension, said)),
    })),
  };
}

const wrongPeriod = (reason: string) => new RequestError([{ part: 'period', reason }]);

/** The days of the request’s period; undefined for all. */
function periodOf(
  { period: said }: MetricRequest,
  { metric: { definition }, today }: { metric: Metric; today: string },
): Period | undefined {
  if (said === ALL_DAYS) return undefined;
  const period = resolvePeriod(said, today);
  if (!period) throw wrongPeriod(`period ${PERIOD_RULE}, or all`);
  const days = (Date.parse(period.to) - Date.parse(period.from)) / DAY_MS + 1;
  if (days > definition.limits.days)
    throw wrongPeriod(`period: at most ${definition.limits.days} days, or all`);
  return period;
}

/** Whether a period is made of whole weeks or of whole months. */
function isWhole(period: Period | undefined): boolean {
  if (!period) return true;
  const { from, to } = period;
  return (['week', 'month'] as const).some(
    (grain) =>
      stepOf(from, grain) !== stepOf(addDays(from, -1), grain) &&
      stepOf(to, grain) !== stepOf(addDays(to, 1), grain),
  );
}

/** What the params of the report are given. Amounts and shares are told as they are. */
function givenOf({ period, where, having }: MetricRequest): Given {
  return Object.fromEntries<unknown>([
    ...(period === ALL_DAYS ? [] : [['period', period] as const]),
    ...where.map(({ dimension, values }) => [dimension, values] as const),
    ...having.flatMap(({ measure, at_least, at_most }) => [
      ...(at_least === undefined ? [] : [[`${measure}_at_least`, at_least] as const]),
      ...(at_most === undefined ? [] : [[`${measure}_at_most`, at_most] as const]),
    ]),
  ]);
}
