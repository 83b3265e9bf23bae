import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Clock, Timer } from '../clock.ts';
import { type CrmSettings, DEFAULT_CRM } from '../crm-settings.ts';
import { codeOf, messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import { CRM_LIMITS } from './crm-definition.ts';
import { type JudgedCrm, judgeCrm } from './crm-text.ts';
import { judgeCrmApart, type Unsure } from './lint-process.ts';
import type { Problem } from './yaml-text.ts';

/** `crm.yaml`, kept up to date with its file. */
export type CrmFile = {
  readonly path: string;
  /** The team's settings: those of the file as it was good last. The same object as long as they are the same. */
  settings(): CrmSettings;
  /** Whether there is a file; without one the settings are the usual ones. */
  isThere(): boolean;
  /** Why the file as it is now is not gone by; empty when it is. */
  problems(): Problem[];
  /** Looks now whether the file has changed. */
  refresh(): Promise<void>;
  stop(): void;
};

type Options = {
  path: string;
  clock: Clock;
  log: Log;
  /** Where the text that was good last is kept, so that a broken file does no harm at a start either; nowhere when left out. */
  goodPath?: string | undefined;
  /** Checks a text; in a process of its own when left out. */
  judge?: ((text: string) => Promise<JudgedCrm | Unsure>) | undefined;
  /** How often the file is looked at; never when left out. */
  watchMs?: number | undefined;
};

/** A text that was not checked to its end, such as on a busy computer, is checked again after this long. */
const UNSURE_AGAIN_MS = 60_000;
const ABSENT = 'none';

/** Opens the file. A file that is broken or gone is told of, and the settings stay as they were good last. */
export async function openCrmFile({
  path,
  clock,
  log,
  goodPath,
  judge = (text) => judgeCrmApart(text, { clock }),
  watchMs,
}: Options): Promise<CrmFile> {
  const kept = await readKept(goodPath);
  let settings = kept?.settings ?? DEFAULT_CRM;
  let goodText = kept?.text;
  let problems: Problem[] = [];
  let known: { stamp: string; at: number; isUnsure: boolean } | undefined;
  let refreshing: Promise<void> | undefined;

  const isLeft = (stamp: string) =>
    known?.stamp === stamp && !(known.isUnsure && clock.monotonic() >= known.at + UNSURE_AGAIN_MS);

  async function look(): Promise<void> {
    const stamp = await stampOf(path);
    if (isLeft(stamp)) return;
    const isFirst = known === undefined;
    const verdict = await verdictOn(stamp, isFirst);
    known = { stamp, at: clock.monotonic(), isUnsure: 'unsure' in verdict };
    if ('problems' in verdict) {
      problems = verdict.problems;
      log.warn({ file: path, problems }, 'crm.yaml is broken: the settings stay as they were');
      return;
    }
    problems = [];
    if (JSON.stringify(verdict.settings) !== JSON.stringify(settings)) settings = verdict.settings;
    if (!isFirst) log.info({ file: path, fields: settings.fields.length }, 'crm.yaml is read anew');
  }

  async function verdictOn(stamp: string, isFirst: boolean): Promise<JudgedCrm | Unsure> {
    if (stamp === ABSENT) {
      // At a start there may be none; one that goes away while we run may be moved, or on a disk that is.
      if (isFirst && goodText === undefined) return { settings: DEFAULT_CRM };
      return broken(`is not there any more; an empty file takes all of it back`);
    }
    const text = await readText(path);
    if (typeof text !== 'string') return text;
    // What was good before was read by the parser before.
    const verdict = text === goodText ? judgeCrm(text) : await judge(text);
    if ('settings' in verdict && text !== goodText) {
      goodText = text;
      await keep(goodPath, text);
    }
    return verdict;
  }

  const refresh = () => {
    refreshing ??= look()
      .catch((error: unknown) => {
        problems = [{ line: 1, reason: `cannot be read: ${messageOf(error)}` }];
      })
      .finally(() => {
        refreshing = undefined;
      });
    return refreshing;
  };

  await refresh();
  let timer: Timer | undefined;
  if (watchMs !== undefined) {
    timer = clock.setInterval(refresh, watchMs);
    timer.unref();
  }
  return {
    path,
    settings: () => settings,
    isThere: () => known !== undefined && known.stamp !== ABSENT,
    problems: () => problems,
    refresh,
    stop: () => timer?.clear(),
  };
}

/** Where the text of a file is kept as it was good last. */
export const goodPathOf = (path: string): string => join('data', `${basename(path)}.good`);

/** Says in a line what is wrong with the file; undefined when nothing is. */
export function describeBroken({ path, problems }: Pick<CrmFile, 'path' | 'problems'>): string | undefined {
  const [first, ...others] = problems();
  if (!first) return undefined;
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  return `${path}:${first.line}: ${first.reason}${more}`;
}

const broken = (reason: string) => ({ problems: [{ line: 1, reason }] });

/** What changes when the file does. */
async function stampOf(path: string): Promise<string> {
  try {
    const { mtimeMs, ctimeMs, size, ino } = await stat(path);
    return `${mtimeMs} ${ctimeMs} ${size} ${ino}`;
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? ABSENT : messageOf(error);
  }
}

async function readText(path: string): Promise<string | { problems: Problem[] }> {
  try {
    const found = await stat(path);
    if (!found.isFile()) return broken('is not a file');
    // A character takes at most four bytes.
    if (found.size > CRM_LIMITS.file * 4) return broken(`is larger than ${CRM_LIMITS.file} characters`);
    return await readFile(path, 'utf8');
  } catch (error) {
    return broken(`cannot be read: ${messageOf(error)}`);
  }
}

/** The text that was good last, and what it says; nothing where there is none that is good by the rules of today. */
async function readKept(
  path: string | undefined,
): Promise<{ text: string; settings: CrmSettings } | undefined> {
  const text = path ? await readFile(path, 'utf8').catch(() => undefined) : undefined;
  const verdict = text === undefined ? undefined : judgeCrm(text);
  return text !== undefined && verdict && 'settings' in verdict
    ? { text, settings: verdict.settings }
    : undefined;
}

/** Keeps a text that is good. A folder that cannot be written to matters only where the file is broken at the next start. */
async function keep(path: string | undefined, text: string): Promise<void> {
  if (!path) return;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    .then(() => writeFile(`${path}.new`, text, { mode: 0o600 }))
    .then(() => rename(`${path}.new`, path))
    .catch(() => undefined);
}
