import { and, eq, exists, isNull, type SQLWrapper, sql } from 'drizzle-orm';
import type { System, Writing } from '../context.ts';
import { companyLookupKeys, personLookupKeys } from '../names/lookup-keys.ts';
import { EACH_WORD, listOf, textsOf } from '../store/lists.ts';
import { insertRows, prepared } from '../store/prepared-statements.ts';
import type { Row, Tables } from '../store/schema.ts';
import type { Database } from '../store/store.ts';

type Kind = Row<'nameKeys'>['kind'];
type Values = Record<string, unknown> & { id: string };
/** Whose names a row holds, and the keys by which they are looked up. */
type Named = { kind: Kind; entityId: string; keys: readonly string[] };

const text = (value: unknown) => (typeof value === 'string' && value ? value : undefined);
const oneOf = (value: unknown) => [text(value)].filter((each) => each !== undefined);

const company = (row: Values, facts: { name?: string | undefined; domain?: string | undefined }): Named => ({
  kind: 'company',
  entityId: text(row.companyId) ?? row.id,
  keys: companyLookupKeys(facts),
});
const contact = (row: Values, facts: Parameters<typeof personLookupKeys>[0]): Named => ({
  kind: 'contact',
  entityId: text(row.contactId) ?? row.id,
  keys: personLookupKeys(facts),
});

/** The tables whose rows hold what somebody is looked up by, and what of each row it is. */
const HOLDING_NAMES: { [Name in keyof Tables]?: (row: Values) => Named } = {
  companies: (row) => company(row, { name: text(row.name), domain: text(row.domain) }),
  companyDomains: (row) => company(row, { domain: text(row.domain) }),
  contacts: (row) =>
    contact(row, { name: text(row.name), emails: oneOf(row.email), phones: oneOf(row.phone) }),
  contactEmails: (row) => contact(row, { emails: oneOf(row.email) }),
  contactPhones: (row) => contact(row, { phones: oneOf(row.phone) }),
  aliases: (row) =>
    row.companyId ? company(row, { name: text(row.name) }) : contact(row, { name: text(row.name) }),
};

/** Whether rows of a table hold what somebody is looked up by. */
export const holdsNames = (table: keyof Tables): boolean => HOLDING_NAMES[table] !== undefined;

/** The fields of these tables from which keys follow: a row whose others change keeps its keys. */
const NAMING_FIELDS = new Set(['name', 'domain', 'email', 'phone', 'companyId', 'contactId']);

/** Makes a row found by the names, addresses and numbers that are in it, and no longer by those that were. */
export async function indexNames(
  ctx: Writing,
  { table, row, patch }: { table: keyof Tables; row: Values; patch?: object },
): Promise<void> {
  const read = HOLDING_NAMES[table];
  if (!read || (patch && !Object.keys(patch).some((field) => NAMING_FIELDS.has(field)))) return;
  if (patch) await removeNames(ctx, { table, id: row.id });
  const rows = nameKeysOf({ table, row });
  if (rows.length > 0) await insertRows(ctx, { into: 'nameKeys', rows });
}

/** The rows of `name_keys` that follow from a row. */
export function nameKeysOf({
  table,
  row,
}: {
  table: keyof Tables;
  row: Values;
}): { kind: Kind; entityId: string; sourceId: string; key: string }[] {
  const named = HOLDING_NAMES[table]?.(row);
  if (!named) return [];
  const { kind, entityId, keys } = named;
  return keys.map((key) => ({ kind, entityId, sourceId: row.id, key }));
}

/** Forgets what a row was found by. */
export async function removeNames(
  ctx: Writing,
  { table, id }: { table: keyof Tables; id: string },
): Promise<void> {
  if (!holdsNames(table)) return;
  const { nameKeys } = ctx.store.tables;
  await ctx.db.delete(nameKeys).where(eq(nameKeys.sourceId, id));
}

/** How many companies or contacts one key leads to at most: a key of more than that tells little. */
const MOST_OF_A_KEY = 200;

/** Those who are known by a key, the first ones. */
type Holders = { key: string; ids: string[] };
/** The keys in JSON. */
type Sought = { keys: string; kind: Kind };

/** Selects of each key those whose ids a query gives. */
const ofEachKey = <Values extends Sought>(select: (db: Database, tables: Tables) => SQLWrapper) =>
  prepared<Values, Holders>((db, tables, ctx) =>
    db
      .select({ key: EACH_WORD, ids: listOf(ctx, select(db, tables).getSQL()) })
      .from(textsOf(ctx, sql.placeholder('keys'))),
  );

const selectHolders = ofEachKey<Sought>((db, { nameKeys }) => {
  return db
    .select({ value: sql`${nameKeys.entityId}`.as('value') })
    .from(nameKeys)
    .where(isOfKey(nameKeys))
    .orderBy(nameKeys.entityId)
    .limit(MOST_OF_A_KEY);
});

/** The same of those who work at a company, by the employees of it: it takes as long as these are many. */
const selectAmongStaff = ofEachKey<Sought & { companyId: string }>((db, tables) => {
  const { nameKeys, relationships } = tables;
  // SQLite takes the tables of a cross join in this order.
  return db
    .select({ value: sql`${nameKeys.entityId}`.as('value') })
    .from(relationships)
    .crossJoin(nameKeys)
    .where(and(worksThere(tables), isOfKey(nameKeys), eq(nameKeys.entityId, relationships.contactId)))
    .orderBy(nameKeys.entityId)
    .limit(MOST_OF_A_KEY);
});

/** The same by the holders of the key: it takes as long as these are many, until enough of them work there. */
const selectAmongHolders = ofEachKey<Sought & { companyId: string }>((db, tables) => {
  const { nameKeys, relationships } = tables;
  const works = db
    .select({ id: relationships.id })
    .from(relationships)
    .where(and(worksThere(tables), eq(relationships.contactId, nameKeys.entityId)));
  return db
    .select({ value: sql`${nameKeys.entityId}`.as('value') })
    .from(nameKeys)
    .where(and(isOfKey(nameKeys), exists(works)))
    .orderBy(nameKeys.entityId)
    .limit(MOST_OF_A_KEY);
});

const isOfKey = ({ key, kind }: Tables['nameKeys']) =>
  and(eq(key, EACH_WORD), eq(kind, sql.placeholder('kind')));

/** That an employment is one of today at the company of a query. */
export const worksThere = ({ relationships }: Tables) =>
  and(
    eq(relationships.companyId, sql.placeholder('companyId')),
    eq(relationships.kind, 'works_at'),
    isNull(relationships.endedOn),
  );

/**
 * The ids of those who are known by any of these keys; those first who are by most of them, and by keys that few have. Of a
 * key that very many share, the first ones. In one query.
 */
export async function findByKeys(
  ctx: System,
  { kind, keys }: { kind: Kind; keys: readonly string[] },
): Promise<string[]> {
  if (keys.length === 0) return [];
  return byLikeness(await selectHolders(ctx, { kind, keys: JSON.stringify(keys) }));
}

/** Keys that few people have, wherever they work: addresses, numbers, whole names. */
const OF_FEW = /^[etjog]:/;

/** The same of the contacts who work at a company today. `isLarge`: it has very many of them. */
export async function findEmployedByKeys(
  ctx: System,
  { companyId, keys, isLarge }: { companyId: string; keys: readonly string[]; isLarge: boolean },
): Promise<string[]> {
  const byHolders = keys.filter((key) => isLarge || OF_FEW.test(key));
  const byStaff = keys.filter((key) => !byHolders.includes(key));
  const found: Holders[] = [];
  for (const [select, some] of [
    [selectAmongHolders, byHolders],
    [selectAmongStaff, byStaff],
  ] as const)
    if (some.length > 0)
      found.push(...(await select(ctx, { kind: 'contact', companyId, keys: JSON.stringify(some) })));
  return byLikeness(found);
}

function byLikeness(found: readonly Holders[]): string[] {
  const likeness = new Map<string, number>();
  for (const { ids } of found)
    for (const id of ids) likeness.set(id, (likeness.get(id) ?? 0) + 1 / ids.length);
  return [...likeness]
    .toSorted(([id, one], [otherId, other]) => other - one || (id < otherId ? -1 : 1))
    .map(([id]) => id);
}
