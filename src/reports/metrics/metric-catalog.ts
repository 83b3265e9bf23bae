import { join } from 'node:path';
import type { Role } from '../../context.ts';
import { judgeMetricsApart } from '../lint-process.ts';
import { openWatchedFolder, type WatchedFolder, type Watching } from '../watched-folder.ts';
import { type JudgeMetrics, lintMetrics } from './lint-metrics.ts';
import { type Metric, MetricDefinition, mayAsk } from './metric.ts';
import { metricOf } from './metric-text.ts';

/** The metrics of a folder, kept up to date with its files. */
export type MetricCatalog = WatchedFolder & {
  /** Lists the metrics that a role may ask, by name. The same array as long as no file has changed. */
  list(role: Role): readonly Metric[];
  /** Lists every metric, for operators. */
  all(): readonly Metric[];
  /** Finds a metric by its name, whoever asks. */
  find(name: string): Metric | undefined;
};

/** The folder is that of the reports, in which that of the metrics is, if there are any; so is the file that keeps verdicts. */
type Options = Watching & {
  /** Checks files by the rules that need no engine; in a process of its own when left out. */
  judge?: JudgeMetrics | undefined;
};

const METRICS = 'metrics';

/** Opens the metrics of a folder. A broken file is listed as broken and never stops the others. */
export async function openMetrics({
  folder,
  reporting,
  clock,
  log,
  cachePath,
  judge = (texts) => judgeMetricsApart(texts, { clock }),
  watchMs,
}: Options): Promise<MetricCatalog> {
  let all: readonly Metric[] = [];
  let lists = listsOf(all);
  const files = await openWatchedFolder<{ metric: Metric }>({
    folder: join(folder, METRICS),
    noun: 'metric',
    reporting,
    clock,
    log,
    cachePath: cachePath?.replace(/(\.json)?$/, '-metrics.json'),
    watchMs,
    mayLack: true,
    form: {
      keep: ({ metric }) => metric.definition,
      read: (kept) => {
        const { success, data } = MetricDefinition.safeParse(kept);
        return success ? { metric: metricOf(data, reporting.crm()) } : undefined;
      },
    },
    lint: (texts) => lintMetrics(texts, { reporting, judge }),
    changed: (good) => {
      all = good.map(({ metric }) => metric);
      lists = listsOf(all);
    },
  });
  return {
    ...files,
    broken: () => files.broken().map((each) => ({ ...each, file: inFolder(each.file) })),
    list: (role) => lists[role],
    all: () => all,
    find: (name) => all.find(({ definition }) => definition.name === name),
  };
}

/** A file as it is called from the folder of the reports. */
const inFolder = (file: string) => (file.includes('/') ? file : `${METRICS}/${file}`);

function listsOf(all: readonly Metric[]): Record<Role, readonly Metric[]> {
  const of = (role: Role) => all.filter((metric) => mayAsk(metric, role));
  return { member: of('member'), lead: of('lead'), admin: of('admin') };
}
