import { asc, eq, gt } from 'drizzle-orm';
import { type System, transact, type Writing } from '../context.ts';
import { companyKeys } from '../names/company-names.ts';
import { NAME_RULES_VERSION } from '../names/rules-version.ts';
import { chunks } from '../store/chunks.ts';
import { insertRows } from '../store/prepared-statements.ts';
import type { Row } from '../store/schema.ts';
import { contactKeys } from './contacts.ts';
import { nameKeysOf } from './name-keys.ts';

/** How many rows are read and written at a time. */
const BATCH = 500;

/** The tables that name companies and contacts, with the columns of each that follow from its names. */
const NAMING = {
  companies: (row) => companyKeys((row as Row<'companies'>).name),
  contacts: (row) => contactKeys((row as Row<'contacts'>).name),
  companyDomains: () => ({}),
  contactEmails: () => ({}),
  contactPhones: () => ({}),
  aliases: (row) => ({ nameKey: companyKeys((row as Row<'aliases'>).name).nameKey }),
} as const satisfies Record<string, (row: unknown) => Record<string, string>>;
type Naming = keyof typeof NAMING;

/** The columns of a row that follow from the names in it. */
export function keysOfNames(table: string, row: unknown): Record<string, string> {
  return NAMING[table as Naming]?.(row) ?? {};
}

/**
 * Writes anew what follows from names, where this database has it by other rules than this version's: look-up keys and
 * sort keys. Every other value stays. When it is interrupted, the next start does it from the beginning. Gives whether
 * anything was to be done.
 */
export async function applyNameRules(ctx: System): Promise<boolean> {
  const { derivedRules } = ctx.store.tables;
  const [applied] = await ctx.db.select().from(derivedRules).where(eq(derivedRules.id, 'names'));
  if (applied?.version === NAME_RULES_VERSION) return false;
  for (const table of Object.keys(NAMING) as Naming[]) await rebuild(ctx, table);
  const set = { version: NAME_RULES_VERSION };
  await transact(ctx, (ctx) =>
    ctx.db
      .insert(derivedRules)
      .values({ id: 'names', ...set })
      .onConflictDoUpdate({ target: derivedRules.id, set }),
  );
  return true;
}

async function rebuild(ctx: System, table: Naming): Promise<void> {
  let after = '';
  for (;;) {
    const last = await transact(ctx, (ctx) => rebuildBatch(ctx, { table, after }));
    if (last === undefined) return;
    after = last;
  }
}

/** All these tables are alike as far as this file is concerned: they have an id, and names. */
type AnyNaming = Row<'companies'>;

/** Writes anew what follows from the rows behind `after`; gives the id of the last one, undefined when there was none. */
async function rebuildBatch(
  ctx: Writing,
  { table, after }: { table: Naming; after: string },
): Promise<string | undefined> {
  const drizzled = ctx.store.tables[table] as unknown as typeof ctx.store.tables.companies;
  const { nameKeys } = ctx.store.tables;
  const rows: AnyNaming[] = await ctx.db
    .select()
    .from(drizzled)
    .where(gt(drizzled.id, after))
    .orderBy(asc(drizzled.id))
    .limit(BATCH);
  const keys = [];
  for (const row of rows) {
    await ctx.db.delete(nameKeys).where(eq(nameKeys.sourceId, row.id));
    const columns = keysOfNames(table, row);
    const isNew = Object.entries(columns).some(([field, value]) => row[field as 'nameKey'] !== value);
    if (isNew) await ctx.db.update(drizzled).set(columns).where(eq(drizzled.id, row.id));
    keys.push(...nameKeysOf({ table, row }));
  }
  for (const some of chunks(keys)) await insertRows(ctx, { into: 'nameKeys', rows: some });
  return rows.at(-1)?.id;
}
