import { and, eq, gt, isNull, notInArray, or, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { type Context, hasRole, type Writing } from '../context.ts';
import { forbidden, notFound } from '../errors.ts';
import { chunks } from '../store/chunks.ts';
import type { Row, Tables } from '../store/schema.ts';
import type { Mutation } from '../store/schema-crm.ts';
import { holdPrivate, listPrivate } from './change-contents.ts';
import type { Audited } from './record-change.ts';

/** Which columns point at rows of a table. */
const POINTING = {
  companies: [
    ['interactions', 'companyId'],
    ['relationships', 'companyId'],
    ['followUps', 'companyId'],
  ],
  contacts: [
    ['interactionContacts', 'contactId'],
    ['relationships', 'contactId'],
    ['relationships', 'otherContactId'],
    ['followUps', 'contactId'],
  ],
  interactions: [
    ['interactionContacts', 'interactionId'],
    ['followUps', 'interactionId'],
  ],
  relationships: [],
  interactionContacts: [],
  followUps: [],
} as const satisfies Record<Audited, readonly (readonly [Audited, string])[]>;

/** How many rows point at this one, besides those of these ids. */
export async function countDependants(
  ctx: Writing,
  { table, id, besides }: { table: Audited; id: string; besides: readonly string[] },
): Promise<number> {
  let count = 0;
  for (const [name, field] of POINTING[table]) {
    const pointing = ctx.store.tables[name] as Tables['followUps'];
    const column = (pointing as unknown as Record<string, SQLiteColumn>)[field];
    if (!column) continue;
    const rows = await ctx.db
      .select({ id: pointing.id })
      .from(pointing)
      .where(and(eq(column, id), notInArray(pointing.id, [...besides])));
    count += rows.length;
  }
  return count;
}

/**
 * The changes that stand and build on this one, the newest first, with those that build on such changes in turn.
 * Undone in this order, they free it.
 */
export async function listBuildingOn(
  ctx: Writing<Context>,
  change: Row<'changes'>,
): Promise<Row<'changes'>[]> {
  const { changes } = ctx.store.tables;
  const building = new Map<string, Row<'changes'>>();
  /** The oldest change that stands on each. */
  const since = new Map<string, string>();
  let news = [change];
  while (news.length > 0) {
    const added = news.flatMap((each) => groundsOf(each).map((ground) => ({ ...ground, by: each.id })));
    const words = [...new Set(added.map(({ word }) => word))];
    for (const { key, by } of added) if (by < (since.get(key) ?? '~')) since.set(key, by);
    const found: Row<'changes'>[] = [];
    for (const some of chunks(words)) {
      const mentions = some.map((word) => sql`cast(${changes.mutations} as text) like ${`%${word}%`}`);
      const isLater = and(gt(changes.id, change.id), isNull(changes.undoneAt), or(...mentions));
      found.push(...(await ctx.db.select().from(changes).where(isLater)));
    }
    news = found.filter((each) => !building.has(each.id) && buildsOn(each, since));
    for (const each of news) building.set(each.id, each);
  }
  return [...building.values()].toSorted((a, b) => (a.id < b.id ? 1 : -1));
}

const buildsOn = (later: Row<'changes'>, since: ReadonlyMap<string, string>) =>
  later.mutations.flatMap(disturbedBy).some((key) => (since.get(key) ?? '~') < later.id);

const POINTERS = ['companyId', 'contactId', 'otherContactId', 'interactionId'] as const;

/** Values that only one row of a table may have. */
const ONLY_ONE = { companies: 'domain', contacts: 'email' } as const satisfies Partial<
  Record<Audited, string>
>;

type Values = Mutation['before'];

const pointedAt = (row: Values) =>
  POINTERS.map((field) => row?.[field]).filter((id): id is string => typeof id === 'string');

function onlyOneOf(table: Audited, row: Values): string[] {
  const value = table === 'companies' || table === 'contacts' ? row?.[ONLY_ONE[table]] : undefined;
  return typeof value === 'string' ? [value] : [];
}

/**
 * What must stay as it is for a change to be taken back: its rows; nothing points at what it created; what its rows
 * pointed at before is there, and what only they had is free. `word` stands in every change that disturbs it.
 */
function groundsOf({ mutations }: Row<'changes'>): { key: string; word: string }[] {
  return mutations.flatMap(({ table, id, before }) => [
    { key: `row ${id}`, word: id },
    ...(before ? [] : [{ key: `pointer ${id}`, word: id }]),
    ...pointedAt(before).map((other) => ({ key: `removal ${other}`, word: other })),
    ...onlyOneOf(table, before).map((value) => ({ key: `${table} ${value}`, word: value })),
  ]);
}

function disturbedBy({ table, id, before, after }: Mutation): string[] {
  return [
    `row ${id}`,
    ...[before, after].flatMap(pointedAt).map((other) => `pointer ${other}`),
    ...(after ? [] : [`removal ${id}`]),
    ...onlyOneOf(table, after).map((value) => `${table} ${value}`),
  ];
}

/** `“Updated Amir Patel” [id 01H…]`; of what the actor may not take back or see, only whose it is. */
export async function describeBuilding(
  ctx: Writing<Context>,
  building: readonly Row<'changes'>[],
): Promise<string[]> {
  const { members } = ctx.store.tables;
  const people = new Map((await ctx.db.select().from(members)).map(({ id, name }) => [id, name]));
  const hidden = await listPrivate(ctx, building);
  return building.map((change) => {
    if (isOpenTo(ctx, change, hidden.has(change))) return `“${change.summary}” [id ${change.id}]`;
    return `a later entry of ${people.get(change.memberId) ?? 'a colleague'}`;
  });
}

/** Whether the actor may take a change back, and be told here what it says. */
function isOpenTo({ actor }: Context, { memberId }: Row<'changes'>, isPrivate: boolean): boolean {
  const own = memberId === actor.memberId;
  if (isPrivate) return actor.audience === 'direct' && (own || hasRole(actor, 'admin'));
  return own || hasRole(actor, 'lead');
}

/** Throws unless the actor may take a change back; of what is private to others it is not said that it exists. */
export async function requireOpen(ctx: Writing<Context>, change: Row<'changes'>): Promise<void> {
  if (change.memberId === ctx.actor.memberId) return;
  const isPrivate = await holdPrivate(ctx, [change]);
  if (isOpenTo(ctx, change, isPrivate)) return;
  throw isPrivate
    ? notFound('change', change.id)
    : forbidden('Only the person who wrote this, a lead or an admin can undo it.');
}
