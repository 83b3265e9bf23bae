import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type System, transact, type Writing } from '../context.ts';
import { conflict, invalid } from '../errors.ts';
import { newestSchema } from '../store/landed-migrations.ts';
import type { Tables } from '../store/schema.ts';
import {
  type AnyRow,
  continueNumbers,
  insertAsTheyWere,
  keepOthersOut,
  listTables,
  type WholeTable,
} from '../store/whole-tables.ts';
import { VERSION } from '../version.ts';
import { EXPORT_FILES } from './export.ts';
import { ExportManifest, hashFile, readManifest } from './manifest.ts';

/** Rows that are read and written at a time. */
const AT_ONCE = 500;

/** What every start writes anew: an empty database may have rows of these. */
const WRITTEN_AT_START = new Set<keyof Tables>(['derivedRules', 'channelPaces']);

/**
 * Loads an export into a database that is migrated and empty, of either engine: all of it, row by row as it was, or nothing.
 * Throws `invalid` for what is no export, is damaged, or is of another version, and `conflict` when the database is not empty.
 */
export async function loadAll(ctx: System, { folder }: { folder: string }): Promise<ExportManifest> {
  const manifest = readManifest(join(folder, EXPORT_FILES.manifest), {
    schema: ExportManifest,
    what: 'export',
  });
  const tables = listTables(ctx.store);
  requireThisSchema(manifest, tables);
  for (const { sqlName } of tables) await checkFile(folder, sqlName, manifest);
  await transact(ctx, async (ctx) => {
    await keepOthersOut(ctx);
    await requireEmpty(ctx, tables);
    for (const table of tables) {
      const count = await loadTable(ctx, { table, path: join(folder, EXPORT_FILES.exact(table.sqlName)) });
      if (count !== manifest.tables[table.sqlName]?.rows)
        throw invalid(`${table.sqlName} has changed while it was read.`);
    }
    await continueNumbers(ctx);
  });
  await ctx.store.optimize();
  return manifest;
}

function requireThisSchema(manifest: ExportManifest, tables: readonly WholeTable[]): void {
  const known = tables.map(({ sqlName }) => sqlName);
  const isSame =
    manifest.schema === newestSchema() &&
    known.length === Object.keys(manifest.tables).length &&
    known.every((name) => name in manifest.tables);
  if (isSame) return;
  throw invalid(
    `This export has the schema ${manifest.schema} of Rapport ${manifest.version}, and this is Rapport ${VERSION} with ${newestSchema()}. Load it with the version that has written it; that database can then be brought up to date with npm run migrate.`,
  );
}

async function checkFile(folder: string, name: string, manifest: ExportManifest): Promise<void> {
  const path = join(folder, EXPORT_FILES.exact(name));
  if (!existsSync(path)) throw invalid(`${path} is missing: the export is not whole.`);
  if ((await hashFile(path)) !== manifest.tables[name]?.sha256)
    throw invalid(`${path} is not what was exported: its SHA-256 is another one than in the manifest.`);
}

async function requireEmpty(ctx: Writing, tables: readonly WholeTable[]): Promise<void> {
  for (const { name, sqlName } of tables) {
    const table = ctx.store.tables[name] as Tables['inbox'];
    if (WRITTEN_AT_START.has(name)) await ctx.db.delete(table);
    const [row] = await ctx.db.select({ id: table.id }).from(table).limit(1);
    if (row)
      throw conflict(
        `The database is not empty: there are rows in ${sqlName}. Load into a new one (npm run migrate makes its tables).`,
      );
  }
}

async function loadTable(
  ctx: Writing,
  { table, path }: { table: WholeTable; path: string },
): Promise<number> {
  let rows: AnyRow[] = [];
  let count = 0;
  const insert = () => insertAsTheyWere(ctx, { into: table.name, rows });
  for await (const line of createInterface({
    input: createReadStream(path),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    count += 1;
    rows.push(readLine(line, { table, where: `${path}, line ${count}` }));
    if (rows.length < AT_ONCE) continue;
    await insert();
    rows = [];
  }
  await insert();
  return count;
}

/** Reads a row, and throws `invalid` when it is not one of this table. */
function readLine(line: string, { table, where }: { table: WholeTable; where: string }): AnyRow {
  const row = parseRow(line);
  const fields = Object.entries(table.fields);
  if (!row || Object.keys(row).length !== fields.length)
    throw invalid(`${where}: this is no row of ${table.sqlName}.`);
  return Object.fromEntries(
    fields.map(([field, type]) => {
      const value = row[field] === null ? null : READ[type](row[field]);
      if (value === undefined) throw invalid(`${where}: ${field} is missing, or is no ${type}.`);
      return [field, value];
    }),
  );
}

function parseRow(line: string): AnyRow | undefined {
  try {
    const row: unknown = JSON.parse(line);
    return typeof row === 'object' && row !== null ? (row as AnyRow) : undefined;
  } catch {
    return undefined;
  }
}

/** What a field holds; undefined where it is not of its type. */
const READ: Record<WholeTable['fields'][string], (value: unknown) => unknown> = {
  text: (value) => (typeof value === 'string' ? value : undefined),
  number: (value) => (typeof value === 'number' ? value : undefined),
  flag: (value) => (typeof value === 'boolean' ? value : undefined),
  instant: (value) => {
    const instant = new Date(typeof value === 'string' ? value : Number.NaN);
    return Number.isNaN(instant.getTime()) ? undefined : instant;
  },
  json: (value) => value,
};
