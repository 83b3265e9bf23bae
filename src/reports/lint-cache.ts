import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { CrmSettings } from '../crm-settings.ts';
import type { Dialect } from '../store/columns.ts';
import type { Reporting } from '../store/reporting/reporting.ts';
import { reportViews, tableNames } from '../store/reporting/views.ts';
import { ReportDefinition } from './definition.ts';
import type { Linted } from './lint.ts';
import { reportOf } from './report.ts';

/**
 * Verdicts on files, by the text of the file, kept between two starts. Without the cache all files are checked anew.
 */
export type LintCache = {
  find(text: string, fileName: string): Linted | undefined;
  keep(text: string, fileName: string, linted: Linted): void;
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
export function openLintCache(
  path: string | undefined,
  { dialect, crm }: Pick<Reporting, 'dialect' | 'crm'>,
): LintCache {
  const rules = rulesVersion(dialect, crm());
  const before = path ? readStored(path, rules) : new Map<string, Entry>();
  const kept = new Map<string, Entry>();
  let changed = false;
  const keyOf = (text: string, fileName: string) => hash(`${fileName}\n${text}`);

  return {
    find: (text, fileName) => {
      const key = keyOf(text, fileName);
      const entry = kept.get(key) ?? before.get(key);
      const linted = entry && lintedOf(entry);
      if (linted) kept.set(key, entry);
      return linted;
    },
    keep: (text, fileName, linted) => {
      if ('unsure' in linted) return;
      changed = true;
      const entry = 'report' in linted ? { definition: linted.report.definition } : linted;
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
function lintedOf(entry: Entry): Linted | undefined {
  if ('problems' in entry) return entry;
  const { success, data: definition } = ReportDefinition.safeParse(entry.definition);
  if (!success) return undefined;
  try {
    return { report: reportOf(definition) };
  } catch {
    return undefined;
  }
}

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
  const folders = [import.meta.dirname, join(import.meta.dirname, '../store/reporting')];
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
