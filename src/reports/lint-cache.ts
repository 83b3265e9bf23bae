import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { CrmSettings } from '../crm-settings.ts';
import type { Dialect } from '../store/columns.ts';
import type { Reporting } from '../store/reporting/reporting.ts';
import { reportViews, tableNames } from '../store/reporting/views.ts';
import type { Problem } from './yaml-text.ts';

/**
 * The verdict on one file: what is in it, or what is wrong with it. One that is `unsure` was not checked to its end, and is
 * not kept; one that `isUnread` had nothing to do with that.
 */
export type Verdict<Good extends object> = Good | { problems: Problem[]; unsure?: true; isUnread?: true };

/** How a good verdict is kept as plain data, and read again; undefined when it cannot be read any more. */
export type VerdictForm<Good extends object> = {
  keep(good: Good): unknown;
  read(kept: unknown): Good | undefined;
};

/**
 * Verdicts on files, by the text of the file, kept between two starts. Without the cache all files are checked anew.
 */
export type LintCache<Good extends object> = {
  find(text: string, fileName: string): Verdict<Good> | undefined;
  keep(text: string, fileName: string, linted: Verdict<Good>): void;
  /** Writes the verdicts down that were found or kept since the cache was opened. */
  save(): void;
};

const Entry = z.union([
  z.strictObject({ definition: z.unknown() }),
  z.strictObject({ problems: z.array(z.strictObject({ line: z.int(), reason: z.string() })) }),
]);
const Stored = z.strictObject({ rules: z.string(), entries: z.record(z.string(), Entry) });
type Entry = z.infer<typeof Entry>;

/** Opens the cache of a file; without a path nothing is kept. */
export function openLintCache<Good extends object>(
  path: string | undefined,
  { reporting, form }: { reporting: Pick<Reporting, 'dialect' | 'crm'>; form: VerdictForm<Good> },
): LintCache<Good> {
  const rules = rulesVersion(reporting.dialect, reporting.crm());
  const before = path ? readStored(path, rules) : new Map<string, Entry>();
  const kept = new Map<string, Entry>();
  let changed = false;
  const keyOf = (text: string, fileName: string) => hash(`${fileName}\n${text}`);

  return {
    find: (text, fileName) => {
      const key = keyOf(text, fileName);
      const entry = kept.get(key) ?? before.get(key);
      const linted = entry && verdictOf(entry, form);
      if (linted) kept.set(key, entry);
      return linted;
    },
    keep: (text, fileName, linted) => {
      if ('unsure' in linted) return;
      changed = true;
      const entry = 'problems' in linted ? linted : { definition: form.keep(linted) };
      kept.set(keyOf(text, fileName), entry);
    },
    save: () => {
      if (!path || !(changed || kept.size < before.size)) return;
      try {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(`${path}.new`, JSON.stringify({ rules, entries: Object.fromEntries(kept) }), {
          mode: 0o600,
        });
        renameSync(`${path}.new`, path);
        changed = false;
      } catch {
        // A folder that cannot be written to costs time at the next start, and nothing else.
      }
    },
  };
}

/** The verdict of an entry; undefined when it cannot be read any more. */
const verdictOf = <Good extends object>(entry: Entry, form: VerdictForm<Good>): Verdict<Good> | undefined =>
  'problems' in entry ? entry : form.read(entry.definition);

function readStored(path: string, rules: string): Map<string, Entry> {
  try {
    const stored = Stored.parse(JSON.parse(readFileSync(path, 'utf8')));
    return new Map(stored.rules === rules ? Object.entries(stored.entries) : []);
  } catch {
    return new Map();
  }
}

/** The file that names the versions of the packages which parse and check. */
const PACKAGE = join(import.meta.dirname, '../../package.json');

/** A hash that changes whenever the code that checks changes, or the views that reports read do. */
function rulesVersion(dialect: Dialect, settings: CrmSettings): string {
  const folders = ['.', 'metrics', '../store/reporting'].map((folder) => join(import.meta.dirname, folder));
  const sources = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .sort()
      .map((name) => readFileSync(join(folder, name), 'utf8')),
  );
  return hash(
    JSON.stringify([
      dialect,
      reportViews(dialect, settings),
      tableNames(),
      sources,
      readFileSync(PACKAGE, 'utf8'),
    ]),
  );
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
