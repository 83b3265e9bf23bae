import { and, eq, exists, isNull, type SQL, sql } from 'drizzle-orm';
import { unionAll } from 'drizzle-orm/sqlite-core';
import type { System, Writing } from '../context.ts';
import { companyLookupKeys, personLookupKeys } from '../names/lookup-keys.ts';
import { insertRows, prepared } from '../store/prepared-statements.ts';
import type { Row, Tables } from '../store/schema.ts';
import type { Database } from '../store/store.ts';

type Kind = Row<'nameKeys'>['kind'];
type Values = Record<string, unknown> & { id: string };
/** Whose names a row holds, and the keys by which they are looked up. */
type Named = { kind: Kind; entityId: string; keys: readonly string[] };

const text = (value: unknown) => (typeof value === 'string' && value ? value : undefined);
const listOf = (value: unknown) => [text(value)].filter((each) => each !== undefined);

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
    contact(row, { name: text(row.name), emails: listOf(row.email), phones: listOf(row.phone) }),
  contactEmails: (row) => contact(row, { emails: listOf(row.email) }),
  contactPhones: (row) => contact(row, { phones: listOf(row.phone) }),
  aliases: (row) =>
    row.companyId ? company(row, { name: text(row.name) }) : contact(row, { name: text(row.name) }),
};

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
  if (!HOLDING_NAMES[table]) return;
  const { nameKeys } = ctx.store.tables;
  await ctx.db.delete(nameKeys).where(eq(nameKeys.sourceId, id));
}

/** How many companies or contacts one key leads to at most: a key of more than that tells little. */
export const MOST_OF_A_KEY = 200;

/** One who is known by a key, by its place among the keys. */
type Found = { entityId: string; at: number };
type Select = (ctx: System, values: Record<string, string>) => Promise<Found[]>;

/** Selects those who are known by so many keys, of each key the first ones: all, or the contacts who work at a company. */
const selectOfKeys = (keys: number, isEmployed: boolean): Select =>
  prepared<Record<string, string>, Found>((db, tables) => {
    const { nameKeys } = tables;
    const ofKey = (at: number) => {
      const isSo = and(
        eq(nameKeys.key, sql.placeholder(`key_${at}`)),
        eq(nameKeys.kind, sql.placeholder('kind')),
        isEmployed ? worksThere(db, tables) : undefined,
      );
      const first = db
        .select({ entityId: nameKeys.entityId })
        .from(nameKeys)
        .where(isSo)
        .orderBy(nameKeys.entityId)
        .limit(MOST_OF_A_KEY)
        .as(`of_key_${at}`);
      return db.select({ entityId: first.entityId, at: sql<number>`${sql.raw(String(at))}` }).from(first);
    };
    const [first, second, ...others] = Array.from({ length: keys }, (_, at) => ofKey(at));
    if (!first) throw new Error('Nobody can be found by no key.');
    return second ? unionAll(first, second, ...others) : first;
  });

const worksThere = (db: Database, { nameKeys, relationships }: Tables): SQL =>
  exists(
    db
      .select({ id: relationships.id })
      .from(relationships)
      .where(
        and(
          eq(relationships.companyId, sql.placeholder('companyId')),
          eq(relationships.kind, 'works_at'),
          isNull(relationships.endedOn),
          eq(relationships.contactId, nameKeys.entityId),
        ),
      ),
  );

/** These queries by the number of keys. */
const SELECTS = { all: new Map<number, Select>(), employed: new Map<number, Select>() };

/**
 * The ids of those who are known by any of these keys; those first who are by most of them, and by keys that few have. Of a
 * key that very many share, the first ones. In one query.
 */
export function findByKeys(
  ctx: System,
  { kind, keys }: { kind: Kind; keys: readonly string[] },
): Promise<string[]> {
  return findLikely(ctx, { of: 'all', keys, values: { kind } });
}

/** The same of the contacts who work at a company today. */
export function findEmployedByKeys(
  ctx: System,
  { companyId, keys }: { companyId: string; keys: readonly string[] },
): Promise<string[]> {
  return findLikely(ctx, { of: 'employed', keys, values: { kind: 'contact', companyId } });
}

async function findLikely(
  ctx: System,
  { of, keys, values }: { of: keyof typeof SELECTS; keys: readonly string[]; values: Record<string, string> },
): Promise<string[]> {
  if (keys.length === 0) return [];
  const select = SELECTS[of].get(keys.length) ?? selectOfKeys(keys.length, of === 'employed');
  SELECTS[of].set(keys.length, select);
  const named = Object.fromEntries(keys.map((key, at) => [`key_${at}`, key]));
  return byLikeness(await select(ctx, { ...values, ...named }));
}

function byLikeness(found: readonly Found[]): string[] {
  const holders = new Map<number, number>();
  for (const { at } of found) holders.set(at, (holders.get(at) ?? 0) + 1);
  const likeness = new Map<string, number>();
  for (const { at, entityId } of found)
    likeness.set(entityId, (likeness.get(entityId) ?? 0) + 1 / (holders.get(at) ?? 1));
  return [...likeness]
    .toSorted(([id, one], [otherId, other]) => other - one || (id < otherId ? -1 : 1))
    .map(([id]) => id);
}
