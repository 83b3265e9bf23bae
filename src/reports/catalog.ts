import type { Role } from '../context.ts';
import { notFound, RapportError } from '../errors.ts';
import { nearestWord } from '../nearest-word.ts';
import { mayRun, ReportDefinition } from './definition.ts';
import { type JudgeTexts, lintFiles } from './lint.ts';
import { judgeApart } from './lint-process.ts';
import { type Report, reportOf } from './report.ts';
import { buildSearchIndex, type SearchIndex } from './search.ts';
import { type BrokenFile, openWatchedFolder, type WatchedFolder, type Watching } from './watched-folder.ts';

/** The reports of a folder, kept up to date with its files. */
export type Catalog = WatchedFolder & {
  /** Lists the reports that a role may run, by name. */
  list(role: Role): Report[];
  /** Lists every report, for operators. */
  all(): Report[];
  /** Finds a report by its name, whoever asks. */
  find(name: string): Report | undefined;
  /** The title of a report; its name where there is no such report (any more). */
  titleOf(name: string): string;
  /**
   * Gets a report by its name. Throws `not_found` with similar names that the role may see, or `unavailable` when its
   * file is broken.
   */
  get(name: string, role: Role): Report;
  /** Finds the reports that a role may run and that fit the words, the best first. */
  search(query: string, role: Role): Report[];
};

type Options = Watching & {
  /** Checks files by the rules that need no engine; in a process of its own when left out. */
  judge?: JudgeTexts | undefined;
};

/** The numbers of a catalog. */
const CATALOG = {
  /** Similar names that are suggested for a name that is not there. */
  suggestions: 3,
} as const;

/**
 * Opens the catalog of a folder with one YAML file for each report. A broken file is listed as broken and never stops
 * the others.
 */
export async function openCatalog({
  folder,
  reporting,
  clock,
  log,
  cachePath,
  judge = (texts) => judgeApart(texts, { clock }),
  watchMs,
}: Options): Promise<Catalog> {
  let view = viewOf([]);
  const files = await openWatchedFolder<Good>({
    folder,
    noun: 'report',
    reporting,
    clock,
    log,
    cachePath,
    watchMs,
    form: { keep: ({ report }) => report.definition, read: readKept },
    lint: (texts) => lintFiles(texts, { reporting, judge }),
    changed: (good) => {
      view = viewOf(good);
    },
  });

  const permitted = (role: Role) => (report: Report) => mayRun(report.definition, role);
  const catalog: Catalog = {
    all: () => [...view.reports.values()],
    list: (role) => [...view.reports.values()].filter(permitted(role)),
    find: (name) => view.reports.get(name),
    titleOf: (name) => view.reports.get(name)?.definition.title ?? name,
    get: (name, role) => {
      const report = view.reports.get(name);
      if (report) return report;
      const known = files.broken().find(({ file }) => file === `${name}.yaml`);
      if (known) throw brokenReport(name, known, role);
      const names = (reports: readonly Report[]) => reports.map(({ definition }) => definition.name);
      const similar = names(catalog.search(name, role).slice(0, CATALOG.suggestions));
      const near = similar.length === 0 ? nearestWord(name, names(catalog.list(role))) : undefined;
      throw notFound('report', name.slice(0, 60), near ? [near] : similar);
    },
    search: (query, role) =>
      view.index
        .search(query)
        .flatMap((name) => view.reports.get(name) ?? [])
        .filter(permitted(role)),
    ...files,
  };
  return catalog;
}

/** The error for a report whose file is broken. Admins are told what is wrong with the file. */
function brokenReport(name: string, { problems: [first] }: BrokenFile, role: Role): RapportError {
  const why = role === 'admin' && first ? ` Line ${first.line}: ${first.reason}.` : ' An admin can see why.';
  return new RapportError('unavailable', `The report “${name}” is broken at the moment.${why}`);
}

type Good = { report: Report };

/** The report of a definition that was good before; undefined when it cannot be read any more. */
function readKept(kept: unknown): Good | undefined {
  const { success, data: definition } = ReportDefinition.safeParse(kept);
  if (!success) return undefined;
  try {
    return { report: reportOf(definition) };
  } catch {
    return undefined;
  }
}

/** The files of a catalog as it answers questions about them. */
type View = { reports: Map<string, Report>; index: SearchIndex };

function viewOf(good: readonly Good[]): View {
  return {
    reports: new Map(good.map(({ report }) => [report.definition.name, report])),
    index: buildSearchIndex(good.map(({ report }) => report.definition)),
  };
}
