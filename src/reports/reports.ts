import type { Context, System } from '../context.ts';
import { crmOf } from '../crm-settings.ts';
import { messageOf } from '../errors.ts';
import type { Reporting } from '../store/reporting/reporting.ts';
import { withoutReporting } from '../store/reporting/without.ts';
import { type Catalog, openCatalog } from './catalog.ts';
import type { JudgeTexts } from './lint.ts';
import type { JudgeMetrics } from './metrics/lint-metrics.ts';
import { type MetricCatalog, openMetrics } from './metrics/metric-catalog.ts';
import type { LookUp } from './param-types.ts';

/** Bounds of one run. */
export const RUN_LIMITS = {
  /** Rows that are read; a result with more is cut off, and says so. */
  rows: 10_000,
  /** A person waits for the answer. */
  deadlineMs: 10_000,
  /** Runs of one member at once, so that nobody holds up the others. */
  atOnce: 2,
} as const;

/** The catalog, the way into the database, and all else that running reports needs; opened once. */
export type Reports = {
  readonly catalog: Catalog;
  /** What can be asked beyond the reports. */
  readonly metrics: MetricCatalog;
  readonly reporting: Reporting;
  /** Finds what a name in a param means to the actor. */
  lookUp(ctx: Context): LookUp;
  /** How many runs each member has under way, by member id. */
  readonly underWay: Map<string, number>;
  readonly deadlineMs: number;
  /** Why reports cannot reach the database, for operators; left out where they can. */
  readonly lacking?: string;
};

/** A context in which reports can be run. */
export type WithReports<Ctx extends System = Context> = Ctx & { readonly reports: Reports };

export type ReportsOptions = {
  /** The folder with one YAML file for each report. */
  folder: string;
  lookUp(ctx: Context): LookUp;
  /** Where verdicts on unchanged files are kept between two starts. */
  cachePath?: string | undefined;
  /** Checks files by the rules that need no engine; in a process of its own when left out. */
  judge?: JudgeTexts | undefined;
  /** The same for files of metrics. */
  judgeMetrics?: JudgeMetrics | undefined;
  /** How often changed files are looked for; never when left out. */
  watchMs?: number | undefined;
  deadlineMs?: number | undefined;
  /** Whether it is opened also where reports cannot reach the database; then it is logged why, and none can be run. */
  mayLack?: boolean | undefined;
  /** Whether the first run is to be as fast as the others. */
  warm?: boolean | undefined;
};

/** Opens the catalog, and the way into the database by which reports read; the store must be migrated. */
export async function openReports(
  ctx: System,
  {
    folder,
    lookUp,
    cachePath,
    judge,
    judgeMetrics,
    watchMs,
    deadlineMs = RUN_LIMITS.deadlineMs,
    warm = true,
    mayLack = false,
  }: ReportsOptions,
): Promise<Reports & { close(): Promise<void> }> {
  let lacking: string | undefined;
  const reporting = await ctx.store
    .reporting(() => crmOf(ctx))
    .catch((error: unknown) => {
      if (!mayLack) throw error;
      lacking = messageOf(error);
      ctx.log.error({ error: lacking }, 'reports cannot be run; all else works');
      return withoutReporting(ctx.store.dialect, lacking);
    });
  if (warm) reporting.warm();
  const catalog = await openCatalog({
    folder,
    reporting,
    clock: ctx.clock,
    log: ctx.log,
    cachePath,
    judge,
    watchMs,
  });
  const metrics = await openMetrics({
    folder,
    reporting,
    clock: ctx.clock,
    log: ctx.log,
    cachePath,
    judge: judgeMetrics,
    watchMs,
  });
  return {
    catalog,
    metrics,
    reporting,
    lookUp,
    underWay: new Map(),
    deadlineMs,
    ...(lacking === undefined ? {} : { lacking }),
    close: async () => {
      catalog.stop();
      metrics.stop();
      await reporting.close();
    },
  };
}
