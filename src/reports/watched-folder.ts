import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Clock, Timer } from '../clock.ts';
import { codeOf, messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Reporting } from '../store/reporting/reporting.ts';
import { LIMITS } from './definition.ts';
import { type LintCache, openLintCache, type Verdict, type VerdictForm } from './lint-cache.ts';
import type { ReportText } from './lint-text.ts';
import type { Problem } from './yaml-text.ts';

/** A file that cannot be used, and why. */
export type BrokenFile = { file: string; problems: Problem[] };

/** The checked files of a folder, kept up to date with it. */
export type WatchedFolder = {
  /** Lists the files that cannot be used. */
  broken(): BrokenFile[];
  /** Looks for changed files now. Gives whether there were any. */
  refresh(): Promise<boolean>;
  stop(): void;
};

/** Where the files are, and what looks after them. */
export type Watching = {
  folder: string;
  reporting: Reporting;
  clock: Clock;
  log: Log;
  /** The file that keeps the verdicts on unchanged files between two starts; none are kept when left out. */
  cachePath?: string | undefined;
  /** How often the folder is looked at; never when left out. */
  watchMs?: number | undefined;
};

type Options<Good extends object> = Watching & {
  /** What is in a file: `report`. */
  noun: string;
  /** How a verdict is kept. */
  form: VerdictForm<Good>;
  /** Checks the texts of files, one verdict for each, in order. */
  lint(files: readonly ReportText[]): Promise<Verdict<Good>[]>;
  /** Told of what is good, in the order of the files, whenever that has changed. */
  changed(good: Good[]): void;
  /** Whether the folder may not be there. */
  mayLack?: boolean;
};

/** A file as it was read last, and when by the clock that only grows. The stamp changes when the file does. */
type Known<Good extends object> = { stamp: string; linted: Verdict<Good>; at: number };

/** The stamp of a file that is to be read anew though it has not changed. */
const OUTDATED = '';

type FileText = { file: string } & ({ text: string } | { problems: Problem[] });

const SUFFIX = /\.ya?ml$/;

/** The numbers of a folder. */
const FOLDER = {
  /** More files than this in a folder are a mistake, such as the wrong folder. */
  files: 5_000,
  /** The largest file in bytes: a character takes at most four. */
  bytes: LIMITS.file * 4,
  /** A file that was not checked to its end, such as on a busy computer, is checked again after this long. */
  unsureAgainMs: 60_000,
} as const;

/** Opens a folder with one YAML file for each thing. A broken file is listed as broken and never stops the others. */
export async function openWatchedFolder<Good extends object>({
  folder,
  noun,
  reporting,
  clock,
  log,
  cachePath,
  form,
  lint,
  changed: tell,
  mayLack = false,
  watchMs,
}: Options<Good>): Promise<WatchedFolder> {
  let settings = reporting.crm();
  let cache = openLintCache(cachePath, { reporting, form });
  let files = new Map<string, Known<Good>>();
  let broken: BrokenFile[] = [];
  let folderProblem: string | undefined;
  let refreshing: Promise<boolean> | undefined;
  let timer: Timer | undefined;

  function isToBeRead(known: Known<Good> | undefined, stamp: string): boolean {
    if (known?.stamp !== stamp) return true;
    return 'unsure' in known.linted && clock.monotonic() >= known.at + FOLDER.unsureAgainMs;
  }

  /** Has the views follow the team's settings. All files are then checked anew: a column may have come or gone. */
  async function follow(): Promise<void> {
    const now = reporting.crm();
    if (now === settings) return;
    await reporting.renew();
    settings = now;
    cache = openLintCache(cachePath, { reporting, form });
    files = new Map([...files].map(([file, known]) => [file, { ...known, stamp: OUTDATED }]));
  }

  async function load(): Promise<boolean> {
    await follow();
    const stamps = await listFiles(folder, { mayLack });
    const changed = [...stamps]
      .filter(([file, stamp]) => isToBeRead(files.get(file), stamp))
      .toSorted(([a], [b]) => Number(isSlow(files.get(a))) - Number(isSlow(files.get(b))));
    if (changed.length === 0 && stamps.size === files.size) return false;
    const read = await Promise.all(changed.map(([file]) => readText(folder, file)));
    const verdicts = await lintChanged(read, { cache, lint });
    const next = new Map([...files].filter(([file]) => stamps.has(file)));
    for (const [file, stamp] of changed) {
      const linted = verdicts.get(file);
      if (linted) next.set(file, { stamp, linted, at: clock.monotonic() });
    }
    files = new Map([...next].sort(([a], [b]) => a.localeCompare(b)));
    const all = [...files].map(([file, { linted }]) => ({ file, linted }));
    broken = all.flatMap(({ file, linted }) =>
      'problems' in linted ? [{ file, problems: linted.problems }] : [],
    );
    tell(all.flatMap(({ linted }) => ('problems' in linted ? [] : [linted])));
    cache.save();
    for (const { file, problems } of broken.filter(({ file }) => verdicts.has(file))) {
      log.warn({ file, problems }, `${noun} is broken`);
    }
    return true;
  }

  async function tryLoad(): Promise<boolean> {
    try {
      const changed = await load();
      folderProblem = undefined;
      return changed;
    } catch (error) {
      if (folderProblem === undefined) log.error({ folder, error: messageOf(error) }, `${noun}s not read`);
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
  return {
    broken: () =>
      folderProblem ? [{ file: folder, problems: [{ line: 1, reason: folderProblem }] }] : broken,
    refresh,
    stop: () => timer?.clear(),
  };
}

/** Whether a file itself kept its check from ending: then those that were not read because of it come before it. */
const isSlow = <Good extends object>(known: Known<Good> | undefined): boolean =>
  known !== undefined && 'unsure' in known.linted && !('isUnread' in known.linted && known.linted.isUnread);

/** Lints files that have changed, unless the cache knows the verdict. Gives the verdicts by file. */
async function lintChanged<Good extends object>(
  changed: FileText[],
  { cache, lint }: { cache: LintCache<Good> } & Pick<Options<Good>, 'lint'>,
): Promise<Map<string, Verdict<Good>>> {
  const verdicts = new Map<string, Verdict<Good>>();
  const fresh = changed.flatMap((each) => {
    const { file } = each;
    const known = 'text' in each ? cache.find(each.text, file) : each;
    if (known) verdicts.set(file, known);
    return !known && 'text' in each ? [each] : [];
  });
  const linted = await lint(fresh.map(({ file, text }) => ({ text, fileName: file })));
  for (const [at, { file, text }] of fresh.entries()) {
    const verdict = linted[at];
    if (!verdict) continue;
    verdicts.set(file, verdict);
    cache.keep(text, file, verdict);
  }
  return verdicts;
}

/** Lists the files of a folder, each with its stamp. */
async function listFiles(folder: string, { mayLack }: { mayLack: boolean }): Promise<Map<string, string>> {
  const all = await readdir(folder).catch((error: unknown) => {
    const code = codeOf(error);
    if (mayLack && code === 'ENOENT') return [];
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new Error(`There is no folder ${resolve(folder)}: see REPORTS_DIR.`);
    throw error;
  });
  const names = all.filter((name) => SUFFIX.test(name) && !name.startsWith('.'));
  if (names.length > FOLDER.files) throw new Error(`there are more than ${FOLDER.files} files in ${folder}`);
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
    if (found.size > FOLDER.bytes) return broken(`is larger than ${LIMITS.file} characters`);
    return { file, text: await readFile(path, 'utf8') };
  } catch (error) {
    return broken(`cannot be read: ${messageOf(error)}`);
  }
}
