import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Timer } from '../clock.ts';
import type { Role } from '../context.ts';
import { messageOf, notFound, RapportError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Reporting } from '../store/reporting/reporting.ts';
import { LIMITS, mayRun } from './definition.ts';
import { type JudgeTexts, type Linted, lintFiles } from './lint.ts';
import { type LintCache, openLintCache } from './lint-cache.ts';
import { judgeApart } from './lint-process.ts';
import type { Report } from './report.ts';
import { buildSearchIndex, type SearchIndex } from './search.ts';
import type { Problem } from './yaml-text.ts';

/** The file of a report that cannot be used, and why. */
export type BrokenReport = { file: string; problems: Problem[] };

/** The reports of a folder, kept up to date with its files. */
export type Catalog = {
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
  /** Lists the files that cannot be used. */
  broken(): BrokenReport[];
  /** Looks for changed files now. Gives whether there were any. */
  refresh(): Promise<boolean>;
  stop(): void;
};

type Options = {
  folder: string;
  reporting: Reporting;
  clock: Clock;
  log: Log;
  /** The file that keeps the verdicts on unchanged files between two starts; none are kept when left out. */
  cachePath?: string | undefined;
  /** Checks files by the rules that need no engine; in a process of its own when left out. */
  judge?: JudgeTexts | undefined;
  /** How often the catalog looks for changed files; never when left out. */
  watchMs?: number | undefined;
};

/** A file as it was read last, and when by the clock that only grows. The stamp changes when the file does. */
type Known = { stamp: string; linted: Linted; at: number };

/** The stamp of a file that is to be read anew though it has not changed. */
const OUTDATED = '';

type FileText = { file: string } & ({ text: string } | { problems: Problem[] });

const SUFFIX = /\.ya?ml$/;

/** The numbers of a catalog. */
const CATALOG = {
  /** More files than this in a folder are a mistake, such as the wrong folder. */
  files: 5_000,
  /** The largest file in bytes: a character takes at most four. */
  bytes: LIMITS.file * 4,
  /** Similar names that are suggested for a name that is not there. */
  suggestions: 3,
  /** A file that was not checked to its end, such as on a busy computer, is checked again after this long. */
  unsureAgainMs: 60_000,
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
  let settings = reporting.crm();
  let cache = openLintCache(cachePath, reporting);
  let files = new Map<string, Known>();
  let view = viewOf(files);
  let folderProblem: string | undefined;
  let refreshing: Promise<boolean> | undefined;
  let timer: Timer | undefined;

  function isToBeRead(known: Known | undefined, stamp: string): boolean {
    if (known?.stamp !== stamp) return true;
    return 'unsure' in known.linted && clock.monotonic() >= known.at + CATALOG.unsureAgainMs;
  }

  /** Has the views follow the team's settings. All files are then checked anew: a column may have come or gone. */
  async function follow(): Promise<void> {
    const now = reporting.crm();
    if (now === settings) return;
    await reporting.renew();
    settings = now;
    cache = openLintCache(cachePath, reporting);
    files = new Map([...files].map(([file, known]) => [file, { ...known, stamp: OUTDATED }]));
  }

  async function load(): Promise<boolean> {
    await follow();
    const stamps = await listFiles(folder);
    const changed = [...stamps]
      .filter(([file, stamp]) => isToBeRead(files.get(file), stamp))
      .toSorted(([a], [b]) => Number(isSlow(files.get(a))) - Number(isSlow(files.get(b))));
    if (changed.length === 0 && stamps.size === files.size) return false;
    const read = await Promise.all(changed.map(([file]) => readText(folder, file)));
    const verdicts = await lintChanged(read, { cache, reporting, judge });
    const next = new Map([...files].filter(([file]) => stamps.has(file)));
    for (const [file, stamp] of changed) {
      const linted = verdicts.get(file);
      if (linted) next.set(file, { stamp, linted, at: clock.monotonic() });
    }
    files = new Map([...next].sort(([a], [b]) => a.localeCompare(b)));
    view = viewOf(files);
    cache.save();
    for (const { file, problems } of view.broken.filter(({ file }) => verdicts.has(file))) {
      log.warn({ file, problems }, 'report is broken');
    }
    return true;
  }

  async function tryLoad(): Promise<boolean> {
    try {
      const changed = await load();
      folderProblem = undefined;
      return changed;
    } catch (error) {
      if (folderProblem === undefined) log.error({ folder, error: messageOf(error) }, 'reports not read');
      folderProblem = messageOf(error);
      return false;
    }
  }

  const refresh = () => {
    refreshing ??= tryLoad().finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  };

  await refresh();
  if (watchMs !== undefined) {
    timer = clock.setInterval(refresh, watchMs);
    timer.unref();
  }

  const permitted = (role: Role) => (report: Report) => mayRun(report.definition, role);
  const catalog: Catalog = {
    all: () => [...view.reports.values()],
    list: (role) => [...view.reports.values()].filter(permitted(role)),
    find: (name) => view.reports.get(name),
    titleOf: (name) => view.reports.get(name)?.definition.title ?? name,
    get: (name, role) => {
      const report = view.reports.get(name);
      if (report) return report;
      const known = view.broken.find(({ file }) => file === `${name}.yaml`);
      if (known) throw brokenReport(name, known, role);
      const similar = catalog.search(name, role).slice(0, CATALOG.suggestions);
      throw notFound(
        'report',
        name.slice(0, 60),
        similar.map(({ definition }) => definition.name),
      );
    },
    search: (query, role) =>
      view.index
        .search(query)
        .flatMap((name) => view.reports.get(name) ?? [])
        .filter(permitted(role)),
    broken: () =>
      folderProblem ? [{ file: folder, problems: [{ line: 1, reason: folderProblem }] }] : view.broken,
    refresh,
    stop: () => timer?.clear(),
  };
  return catalog;
}

/** Whether a file itself kept its check from ending: then those that were not read because of it come before it. */
const isSlow = (known: Known | undefined): boolean =>
  known !== undefined && 'unsure' in known.linted && !known.linted.isUnread;

/** Lints files that have changed, unless the cache knows the verdict. Gives the verdicts by file. */
async function lintChanged(
  changed: FileText[],
  { cache, ...by }: { cache: LintCache; reporting: Reporting; judge: JudgeTexts },
): Promise<Map<string, Linted>> {
  const verdicts = new Map<string, Linted>();
  const fresh = changed.flatMap((each) => {
    const { file } = each;
    const known = 'text' in each ? cache.find(each.text, file) : each;
    if (known) verdicts.set(file, known);
    return !known && 'text' in each ? [each] : [];
  });
  const linted = await lintFiles(
    fresh.map(({ file, text }) => ({ text, fileName: file })),
    by,
  );
  for (const [at, { file, text }] of fresh.entries()) {
    const verdict = linted[at];
    if (!verdict) continue;
    verdicts.set(file, verdict);
    cache.keep(text, file, verdict);
  }
  return verdicts;
}

/** The error for a report whose file is broken. Admins are told what is wrong with the file. */
function brokenReport(name: string, { problems: [first] }: BrokenReport, role: Role): RapportError {
  const why = role === 'admin' && first ? ` Line ${first.line}: ${first.reason}.` : ' An admin can see why.';
  return new RapportError('unavailable', `The report “${name}” is broken at the moment.${why}`);
}

/** The files of a catalog as it answers questions about them. */
type View = { reports: Map<string, Report>; broken: BrokenReport[]; index: SearchIndex };

function viewOf(files: ReadonlyMap<string, Known>): View {
  const reports = new Map<string, Report>();
  const broken: BrokenReport[] = [];
  for (const [file, { linted }] of files) {
    if ('report' in linted) reports.set(linted.report.definition.name, linted.report);
    else broken.push({ file, problems: linted.problems });
  }
  return {
    reports,
    broken,
    index: buildSearchIndex([...reports.values()].map(({ definition }) => definition)),
  };
}

/** Lists the files of a folder, each with its stamp. */
async function listFiles(folder: string): Promise<Map<string, string>> {
  const names = (await readdir(folder)).filter((name) => SUFFIX.test(name) && !name.startsWith('.'));
  if (names.length > CATALOG.files)
    throw new Error(`there are more than ${CATALOG.files} files in ${folder}`);
  const stamps = await Promise.all(
    names.map(async (name) => {
      const stamp = await stat(join(folder, name)).then(
        ({ mtimeMs, ctimeMs, size, ino }) => `${mtimeMs} ${ctimeMs} ${size} ${ino}`,
        messageOf,
      );
      return [name, stamp] as const;
    }),
  );
  return new Map(stamps);
}

/** Reads the text of a file. A file that cannot be read is a problem of its own, and stops no other. */
async function readText(folder: string, file: string): Promise<FileText> {
  const broken = (reason: string) => ({ file, problems: [{ line: 1, reason }] });
  try {
    const path = join(folder, file);
    const found = await stat(path);
    if (!found.isFile()) return broken('is not a file');
    if (found.size > CATALOG.bytes) return broken(`is larger than ${LIMITS.file} characters`);
    return { file, text: await readFile(path, 'utf8') };
  } catch (error) {
    return broken(`cannot be read: ${messageOf(error)}`);
  }
}
