import { asc, eq, gt } from 'drizzle-orm';
import { type System, transact, type Writing } from '../context.ts';
import { companyKeys } from '../names/company-names.ts';
import { NAME_RULES_VERSION } from '../names/rules-version.ts';
import { chunks } from '../store/chunks.ts';
import { lock } from '../store/locks.ts';
import { insertRows } from '../store/prepared-statements.ts';
import type { Row } from '../store/schema.ts';
import { rebuildSearch, SEARCH_RULES_VERSION } from '../store/search.ts';
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

/** What is written anew, where a database has it by other rules than this version's. */
const DERIVED = {
  names: { version: NAME_RULES_VERSION, rebuild: rebuildNames },
  search: { version: SEARCH_RULES_VERSION, rebuild: rebuildSearch },
} as const;

/**
 * Writes anew what follows from other rows by rules of before: look-up keys, sort keys, and what search reads. Every
 * other value stays. When it is interrupted, the next start does it from the beginning. `all`: also what is said to go by this version's
 * rules, since an older version has written beside this one. Gives what was written anew.
 */
export async function applyRules(
  ctx: System,
  { all = false }: { all?: boolean } = {},
): Promise<(keyof typeof DERIVED)[]> {
  const { derivedRules } = ctx.store.tables;
  const applied = new Map((await ctx.db.select().from(derivedRules)).map(({ id, version }) => [id, version]));
  const behind = (Object.keys(DERIVED) as (keyof typeof DERIVED)[]).filter(
    (id) => all || applied.get(id) !== DERIVED[id].version,
  );
  for (const id of behind) {
    const { version, rebuild } = DERIVED[id];
    await rebuild(ctx);
    await transact(ctx, (ctx) =>
      ctx.db
        .insert(derivedRules)
        .values({ id, version })
        .onConflictDoUpdate({ target: derivedRules.id, set: { version } }),
    );
  }
  return behind;
}

async function rebuildNames(ctx: System): Promise<void> {
  for (const table of Object.keys(NAMING) as Naming[]) await rebuild(ctx, table);
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
  // Another process may serve already: what it renames meanwhile keeps its new keys.
  await lock(ctx, 'customers');
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
