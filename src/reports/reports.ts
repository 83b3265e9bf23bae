import type { Context, System } from '../context.ts';
import { openCatalog } from './catalog.ts';
import type { LookUp } from './param-types.ts';
import { type Reports, RUN_LIMITS } from './run-report.ts';

export type ReportsOptions = {
  /** The folder with one YAML file for each report. */
  folder: string;
  lookUp(ctx: Context): LookUp;
  /** Where verdicts on unchanged files are kept between two starts. */
  cachePath?: string | undefined;
  /** How often changed files are looked for; never when left out. */
  watchMs?: number | undefined;
  deadlineMs?: number | undefined;
  /** Whether the first run is to be as fast as the others. */
  warm?: boolean | undefined;
};

/** Opens the catalog and the way into the database; the store must be migrated. */
export async function openReports(
  ctx: System,
  { folder, lookUp, cachePath, watchMs, deadlineMs = RUN_LIMITS.deadlineMs, warm = true }: ReportsOptions,
): Promise<Reports & { close(): Promise<void> }> {
  const reporting = await ctx.store.reporting();
  if (warm) reporting.warm();
  const catalog = await openCatalog({
    folder,
    reporting,
    clock: ctx.clock,
    log: ctx.log,
    cachePath,
    watchMs,
  });
  return {
    catalog,
    reporting,
    lookUp,
    underWay: new Map(),
    deadlineMs,
    close: async () => {
      catalog.stop();
      await reporting.close();
    },
  };
}
