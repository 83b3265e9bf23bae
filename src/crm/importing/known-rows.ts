import { and, eq, gte, lt, sql } from 'drizzle-orm';
import type { System } from '../../context.ts';
import { EACH_WORD, isOneOf, textsOf } from '../../store/lists.ts';
import { prepared } from '../../store/prepared-statements.ts';
import type { Row, Tables } from '../../store/schema.ts';

/** What an import asks the database, for many lines at once. */

type ExternalKind = Row<'externalIds'>['kind'];
const POINTS_AT = {
  company: 'companyId',
  contact: 'contactId',
  deal: 'dealId',
  interaction: 'interactionId',
  follow_up: 'followUpId',
} as const satisfies Record<ExternalKind, keyof Row<'externalIds'>>;

/** The rows that a source knows by some ids, by these. */
export async function readExternal(
  ctx: System,
  { source, kind, ids }: { source: string; kind: ExternalKind; ids: readonly (string | undefined)[] },
): Promise<Map<string, string>> {
  const wanted = given(ids);
  if (wanted.length === 0) return new Map();
  const { externalIds } = ctx.store.tables;
  const rows = await ctx.db
    .select()
    .from(externalIds)
    .where(
      and(
        eq(externalIds.source, source),
        eq(externalIds.kind, kind),
        isOneOf(ctx, { value: externalIds.externalId, of: wanted }),
      ),
    );
  return new Map(rows.flatMap((row) => pair(row.externalId, row[POINTS_AT[kind]])));
}

/** Those of some companies or contacts that a source knows by an id. */
export async function readKnownTo(
  ctx: System,
  { source, kind, ids }: { source: string; kind: 'company' | 'contact'; ids: readonly string[] },
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const { externalIds } = ctx.store.tables;
  const column = externalIds[POINTS_AT[kind]];
  const rows = await ctx.db
    .select({ id: column })
    .from(externalIds)
    .where(and(eq(externalIds.source, source), isOneOf(ctx, { value: column, of: ids })));
  return new Set(rows.flatMap(({ id }) => id ?? []));
}

/** Whole rows by their ids. */
export async function readByIds<Name extends 'companies' | 'contacts' | 'deals'>(
  ctx: System,
  table: Name,
  ids: readonly (string | undefined)[],
): Promise<Map<string, Row<Name>>> {
  const wanted = given(ids);
  if (wanted.length === 0) return new Map();
  const drizzled = ctx.store.tables[table] as Tables['companies'];
  const rows = await ctx.db
    .select()
    .from(drizzled)
    .where(isOneOf(ctx, { value: drizzled.id, of: wanted }));
  return new Map(rows.map((row) => [row.id, row as unknown as Row<Name>]));
}

/** The companies that have some domains, by these. */
export async function readDomains(ctx: System, domains: readonly string[]): Promise<Map<string, string>> {
  if (domains.length === 0) return new Map();
  const { companies, companyDomains } = ctx.store.tables;
  const own = await ctx.db
    .select({ domain: companies.domain, id: companies.id })
    .from(companies)
    .where(isOneOf(ctx, { value: companies.domain, of: domains }));
  const further = await ctx.db
    .select({ domain: companyDomains.domain, id: companyDomains.companyId })
    .from(companyDomains)
    .where(isOneOf(ctx, { value: companyDomains.domain, of: domains }));
  return new Map([...own, ...further].flatMap(({ domain, id }) => pair(domain, id)));
}

/** Whether there is any company or contact whose id is smaller than `before`. */
export async function areThere(
  ctx: System,
  { table, before }: { table: 'companies' | 'contacts'; before: string },
): Promise<boolean> {
  const { id } = ctx.store.tables[table] as Tables['companies'];
  const rows = await ctx.db
    .select({ id })
    .from(ctx.store.tables[table] as Tables['companies'])
    .where(lt(id, before))
    .limit(1);
  return rows.length > 0;
}

type SoughtKeys = { keys: string; kind: string; before: string };

const selectHeld = prepared<SoughtKeys, { key: string }>((db, { nameKeys }, ctx) => {
  const { placeholder } = sql;
  const held = db
    .select({ one: sql`1` })
    .from(nameKeys)
    .where(
      and(
        eq(nameKeys.key, EACH_WORD),
        eq(nameKeys.kind, placeholder('kind') as never),
        lt(nameKeys.entityId, placeholder('before')),
      ),
    );
  return db
    .select({ key: EACH_WORD })
    .from(textsOf(ctx, placeholder('keys')))
    .where(sql`exists (${held.getSQL()})`);
});

/** Those of some look-up keys by which somebody is known whose id is smaller than `before`. */
export async function readHeldKeys(
  ctx: System,
  { kind, keys, before }: { kind: 'company' | 'contact'; keys: readonly string[]; before: string },
): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const rows = await selectHeld(ctx, { kind, keys: JSON.stringify([...new Set(keys)]), before });
  return new Set(rows.map(({ key }) => key));
}

/** Who is known by some keys of addresses, by these. */
export async function readAddressKeys(ctx: System, keys: readonly string[]): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map();
  const { nameKeys } = ctx.store.tables;
  const rows = await ctx.db
    .select({ key: nameKeys.key, id: nameKeys.entityId })
    .from(nameKeys)
    .where(and(eq(nameKeys.kind, 'contact'), isOneOf(ctx, { value: nameKeys.key, of: keys })));
  return new Map(rows.map(({ key, id }) => [key, id]));
}

/** Companies or contacts of exactly some folded names that are as new as `since`. */
export async function readNamesSince(
  ctx: System,
  { table, nameKeys, since }: { table: 'companies' | 'contacts'; nameKeys: readonly string[]; since: string },
): Promise<{ id: string; nameKey: string }[]> {
  if (nameKeys.length === 0) return [];
  const drizzled = ctx.store.tables[table] as Tables['companies'];
  return ctx.db
    .select({ id: drizzled.id, nameKey: drizzled.nameKey })
    .from(drizzled)
    .where(and(isOneOf(ctx, { value: drizzled.nameKey, of: nameKeys }), gte(drizzled.id, since)));
}

/** The fields of one’s own that some companies, contacts or deals have values of. */
export async function readFilledFields(
  ctx: System,
  { column, ids }: { column: 'companyId' | 'contactId' | 'dealId'; ids: readonly string[] },
): Promise<Map<string, Set<string>>> {
  const { fieldValues } = ctx.store.tables;
  const found = new Map<string, Set<string>>();
  if (ids.length === 0) return found;
  const owner = fieldValues[column];
  const rows = await ctx.db
    .select({ id: owner, field: fieldValues.field })
    .from(fieldValues)
    .where(isOneOf(ctx, { value: owner, of: ids }));
  for (const { id, field } of rows) if (id) found.set(id, (found.get(id) ?? new Set()).add(field));
  return found;
}

const given = (ids: readonly (string | undefined)[]): string[] => [
  ...new Set(ids.filter((id) => id !== undefined)),
];
const pair = (key: string | null, id: string | null): [string, string][] => (key && id ? [[key, id]] : []);
