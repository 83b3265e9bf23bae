import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { System } from '../context.ts';
import { renderCsv, renderCsvLines } from '../delivery/csv.ts';
import type { Cell } from '../delivery/document.ts';
import type { Database } from '../store/store.ts';
import { type AnyRow, listTables, readRows, type WholeTable } from '../store/whole-tables.ts';
import { type ExportManifest, madeBy } from './manifest.ts';
import { createFile, requireEmptyFolder, writeNewFile } from './new-file.ts';

/** The files of an export: `load` reads the exact ones, the others are for spreadsheets. */
export const EXPORT_FILES = {
  manifest: 'manifest.json',
  exact: (table: string) => `${table}.jsonl`,
  csv: (table: string) => `${table}.csv`,
} as const;

/**
 * Writes everything in the database into an empty folder, as it was at one moment: of each table a file of JSON lines, which is
 * exact, and a CSV file; last a manifest. Memory stays flat. Throws `invalid` when the folder is not empty; what was begun is
 * taken away when it fails.
 */
export async function exportAll(ctx: System, { folder }: { folder: string }): Promise<ExportManifest> {
  requireEmptyFolder(folder);
  const begun: string[] = [];
  try {
    return await ctx.store.snapshot(async (db) => {
      // A snapshot that is begun anew writes all files anew.
      for (const path of begun.splice(0)) rmSync(path, { force: true });
      const tables: ExportManifest['tables'] = {};
      for (const table of listTables(ctx.store)) {
        const paths = {
          exact: join(folder, EXPORT_FILES.exact(table.sqlName)),
          csv: join(folder, EXPORT_FILES.csv(table.sqlName)),
        };
        begun.push(paths.exact, paths.csv);
        tables[table.sqlName] = await exportTable(ctx, { db, table, paths });
      }
      const manifest = { rapport: 'export', ...madeBy(ctx.clock.now()), tables } as const;
      const path = join(folder, EXPORT_FILES.manifest);
      begun.push(path);
      await writeNewFile(path, `${JSON.stringify(manifest, null, 2)}\n`);
      return manifest;
    });
  } catch (error) {
    for (const path of begun) rmSync(path, { force: true });
    throw error;
  }
}

type TableExport = { db: Database; table: WholeTable; paths: { exact: string; csv: string } };

async function exportTable(
  { store }: System,
  { db, table, paths }: TableExport,
): Promise<ExportManifest['tables'][string]> {
  const fields = Object.keys(table.fields);
  const exact = await createFile(paths.exact);
  const csv = await createFile(paths.csv);
  let count = 0;
  try {
    await csv.write(
      renderCsv(
        fields.map((label) => ({ label })),
        [],
      ),
    );
    for await (const rows of readRows({ store, db }, table.name)) {
      count += rows.length;
      await exact.write(rows.map(lineOf).join(''));
      await csv.write(renderCsvLines(rows.map((row) => fields.map((field) => cellOf(row[field])))));
    }
  } catch (error) {
    await Promise.all([exact.giveUp(), csv.giveUp()]);
    throw error;
  }
  return { rows: count, sha256: await exact.end(), csvSha256: await csv.end() };
}

/** One line, also for readers that take U+2028 and U+2029 for ends of lines. */
function lineOf(row: AnyRow): string {
  return `${JSON.stringify(row).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}\n`;
}

function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'string' || typeof value === 'number') return value;
  return JSON.stringify(value);
}
