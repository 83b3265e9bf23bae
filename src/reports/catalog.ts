import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Timer } from '../clock.ts';
import type { Role } from '../context.ts';
import { messageOf, notFound, RapportError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Reporting } from '../store/reporting/reporting.ts';
import { LIMITS, mayRun } from './definition.ts';
import { type Linted, lintFiles, type Report } from './lint.ts';
import { openLintCache } from './lint-cache.ts';
import type { Problem } from './report-file.ts';
import { buildSearchIndex } from './search.ts';

/** A file that cannot be used, and why. */
export type BrokenReport = { file: string; problems: Problem[] };

export type Catalog = {
  /** The reports this role may run, by name. */
  list(role: Role): Report[];
  /** Every report, for operators. */
  all(): Report[];
  /** Any report by its name, whoever asks. */
  find(name: string): Report | undefined;
  /** What people call a report; its name where there is no such report (any more). */
  titleOf(name: string): string;
  /** A report this role may see, by its name. Throws `not_found` with names much like it. */
  get(name: string, role: Role): Report;
  /** Reports this role may run that fit the words, the best first. */
  search(query: string, role: Role): Report[];
  broken(): BrokenReport[];
  /** Looks for changed files now; gives whether there were any. */
  refresh(): Promise<boolean>;
  stop(): void;
};

type Options = {
  folder: string;
  reporting: Reporting;
  clock: Clock;
  log: Log;
  /** Where verdicts on unchanged files are kept between two starts. */
  cachePath?: string | undefined;
  /** How often changed files are looked for; never when left out. */
  watchMs?: number | undefined;
};

type Known = { stamp: string; linted: Linted };

type FileText = { file: string } & ({ text: string } | { problems: Problem[] });

const SUFFIX = /\.ya?ml$/;
const MAX_FILES = 5_000;
/** Text of a definition's largest size, in bytes. */
const MAX_BYTES = LIMITS.file * 4;
const SUGGESTIONS = 3;

/** The reports of a folder, one YAML file each. A broken file is listed as broken and never stops the others. */
export async function openCatalog({
  folder,
  reporting,
  clock,
  log,
  cachePath,
  watchMs,
}: Options): Promise<Catalog> {
  const cache = openLintCache(cachePath, reporting.dialect);
  let files = new Map<string, Known>();
  let view = viewOf(files);
  let folderProblem: string | undefined;
  let refreshing: Promise<boolean> | undefined;
  let timer: Timer | undefined;

  async function load(): Promise<boolean> {
    const stamps = await listFiles(folder);
    const changed = [...stamps].filter(([file, stamp]) => files.get(file)?.stamp !== stamp);
    if (changed.length === 0 && stamps.size === files.size) return false;
    const read = await Promise.all(changed.map(([file]) => readText(folder, file)));
    const verdicts = await judge(read);
    const next = new Map([...files].filter(([file]) => stamps.has(file)));
    for (const [file, stamp] of changed) {
      const linted = verdicts.get(file);
      if (linted) next.set(file, { stamp, linted });
    }
    files = new Map([...next].sort(([a], [b]) => a.localeCompare(b)));
    view = viewOf(files);
    cache.save();
    for (const { file, problems } of view.broken.filter(({ file }) => verdicts.has(file))) {
      log.warn({ file, problems }, 'report is broken');
    }
    return true;
  }

  async function judge(read: FileText[]): Promise<Map<string, Linted>> {
    const verdicts = new Map<string, Linted>();
    const fresh = read.flatMap((each) => {
      const { file } = each;
      const known = 'text' in each ? cache.find(each.text, file) : each;
      if (known) verdicts.set(file, known);
      return !known && 'text' in each ? [each] : [];
    });
    const linted = await lintFiles(
      fresh.map(({ file, text }) => ({ text, fileName: file })),
      reporting,
    );
    for (const [at, { file, text }] of fresh.entries()) {
      const verdict = linted[at];
      if (!verdict) continue;
      verdicts.set(file, verdict);
      cache.keep(text, file, verdict);
    }
    return verdicts;
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
      const similar = catalog.search(name, role).slice(0, SUGGESTIONS);
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

/** Admins are told what is wrong with it. */
function brokenReport(name: string, { problems: [first] }: BrokenReport, role: Role): RapportError {
  const why = role === 'admin' && first ? ` Line ${first.line}: ${first.reason}.` : ' An admin can see why.';
  return new RapportError('unavailable', `The report “${name}” is broken at the moment.${why}`);
}

function viewOf(files: ReadonlyMap<string, Known>) {
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

/** The files of a folder, each with a stamp that changes when it does. */
async function listFiles(folder: string): Promise<Map<string, string>> {
  const names = (await readdir(folder)).filter((name) => SUFFIX.test(name) && !name.startsWith('.'));
  if (names.length > MAX_FILES) throw new Error(`there are more than ${MAX_FILES} files in ${folder}`);
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

/** What is in a file; or why that cannot be known, which is the problem of this file alone. */
async function readText(folder: string, file: string): Promise<FileText> {
  const broken = (reason: string) => ({ file, problems: [{ line: 1, reason }] });
  try {
    const path = join(folder, file);
    const found = await stat(path);
    if (!found.isFile()) return broken('is not a file');
    if (found.size > MAX_BYTES) return broken(`is larger than ${LIMITS.file} characters`);
    return { file, text: await readFile(path, 'utf8') };
  } catch (error) {
    return broken(`cannot be read: ${messageOf(error)}`);
  }
}
