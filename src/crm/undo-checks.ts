import { and, eq, gt, isNull, notInArray } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { type Context, hasRole, type Writing } from '../context.ts';
import { forbidden, notFound } from '../errors.ts';
import { chunks } from '../store/chunks.ts';
import type { Row, Tables } from '../store/schema.ts';
import type { Mutation } from '../store/schema-crm.ts';
import { onlyValueOf, pointersOf, touchesSince } from '../store/touched-rows.ts';
import { holdPrivate, listPrivate } from './change-contents.ts';
import { readMerge } from './merged-rows.ts';
import type { Audited } from './record-change.ts';

/** The columns that point at rows of a table. */
export const POINTING = {
  companies: [
    ['interactions', 'companyId'],
    ['relationships', 'companyId'],
    ['followUps', 'companyId'],
    ['aliases', 'companyId'],
    ['companyDomains', 'companyId'],
    ['mergedIds', 'companyId'],
    ['deals', 'companyId'],
    ['fieldValues', 'companyId'],
    ['externalIds', 'companyId'],
  ],
  contacts: [
    ['interactionContacts', 'contactId'],
    ['relationships', 'contactId'],
    ['relationships', 'otherContactId'],
    ['followUps', 'contactId'],
    ['aliases', 'contactId'],
    ['contactEmails', 'contactId'],
    ['contactPhones', 'contactId'],
    ['mergedIds', 'contactId'],
    ['dealContacts', 'contactId'],
    ['fieldValues', 'contactId'],
    ['externalIds', 'contactId'],
  ],
  interactions: [
    ['interactionContacts', 'interactionId'],
    ['followUps', 'interactionId'],
    ['externalIds', 'interactionId'],
  ],
  relationships: [],
  interactionContacts: [],
  followUps: [['externalIds', 'followUpId']],
  aliases: [],
  companyDomains: [],
  contactEmails: [],
  contactPhones: [],
  mergedIds: [],
  deals: [
    ['dealContacts', 'dealId'],
    ['dealChanges', 'dealId'],
    ['fieldValues', 'dealId'],
    ['externalIds', 'dealId'],
  ],
  dealContacts: [],
  dealChanges: [],
  fieldValues: [],
  externalIds: [],
  observations: [],
} as const satisfies Record<Audited, readonly (readonly [Audited, string])[]>;

/** How many rows point at this one, besides those with the ids in `besides`. */
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

/** How many rows and values are looked up before other work has its turn. */
const LOOKED_UP_AT_ONCE = 500;

/**
 * The later changes, not undone, that build on this one, and those that build on such changes in turn; the newest first.
 * When they are undone in this order, nothing builds on this change any more.
 */
export async function listBuildingOn(
  ctx: Writing<Context>,
  change: Row<'changes'>,
): Promise<Row<'changes'>[]> {
  const { changes } = ctx.store.tables;
  const building = new Map<string, Row<'changes'>>();
  /** By key, the oldest change that rests on it. */
  const since = new Map<string, string>();
  let news = [change];
  while (news.length > 0) {
    const added = news.flatMap((each) => groundsOf(each).map((ground) => ({ ...ground, by: each.id })));
    const words = [...new Set(added.map(({ word }) => word))];
    for (const { key, by } of added) if (by < (since.get(key) ?? '~')) since.set(key, by);
    const found: Row<'changes'>[] = [];
    for (const some of chunks(words, LOOKED_UP_AT_ONCE)) {
      const touching = touchesSince(ctx, { idsOrValues: some, since: change.id });
      const isLater = and(gt(changes.id, change.id), isNull(changes.undoneAt), touching);
      found.push(...(await ctx.db.select().from(changes).where(isLater)));
      if (words.length > LOOKED_UP_AT_ONCE) await ctx.clock.turn();
    }
    news = found.filter((each) => !building.has(each.id) && buildsOn(each, since));
    for (const each of news) building.set(each.id, each);
  }
  return [...building.values()].toSorted((a, b) => (a.id < b.id ? 1 : -1));
}

const buildsOn = (later: Row<'changes'>, since: ReadonlyMap<string, string>) =>
  later.mutations.flatMap(disturbedBy).some((key) => (since.get(key) ?? '~') < later.id);

const pointedAt = (row: Mutation['before']) => pointersOf(row).map(({ id }) => id);

function onlyOneOf(table: Audited, row: Mutation['before']): string[] {
  const value = onlyValueOf(table, row);
  return value === undefined ? [] : [value];
}

/**
 * What must stay as it is so that a change can be undone: its rows; nothing points at what it created; what its rows
 * pointed at before is there, and what only they had is free. Every change that disturbs it is about `word`.
 */
function groundsOf({ mutations }: Row<'changes'>): { key: string; word: string }[] {
  return mutations.flatMap(({ table, id, before }) => [
    { key: `row ${id}`, word: id },
    ...(before ? [] : [{ key: `pointer ${id}`, word: id }]),
    ...pointedAt(before).map((other) => ({ key: `removal ${other}`, word: other })),
    ...onlyOneOf(table, before).map((value) => ({ key: `only ${value}`, word: value })),
  ]);
}

function disturbedBy({ table, id, before, after }: Mutation): string[] {
  return [
    `row ${id}`,
    ...[before, after].flatMap(pointedAt).map((other) => `pointer ${other}`),
    ...(after ? [] : [`removal ${id}`]),
    ...onlyOneOf(table, after).map((value) => `only ${value}`),
  ];
}

/** `“Updated Amir Patel” [id 01H…]`; of changes that the actor may not undo or see here, only who can undo them. */
export async function describeBuilding(
  ctx: Writing<Context>,
  building: readonly Row<'changes'>[],
): Promise<string[]> {
  const { members } = ctx.store.tables;
  const people = new Map((await ctx.db.select().from(members)).map(({ id, name }) => [id, name]));
  const hidden = await listPrivate(ctx, building);
  return building.map((change) => {
    if (mayUndo(ctx, change, hidden.has(change))) return `“${change.summary}” [id ${change.id}]`;
    if (change.memberId === ctx.actor.memberId) return 'a later entry of yours, in a direct message';
    const name = people.get(change.memberId);
    return name
      ? `a later entry of ${name}, which ${name} or an admin can undo`
      : 'a later entry of a colleague, which an admin can undo';
  });
}

/** Whether the actor may undo a change, and be told here what it says. */
function mayUndo({ actor }: Context, { memberId }: Row<'changes'>, isPrivate: boolean): boolean {
  const own = memberId === actor.memberId;
  if (isPrivate) return actor.audience === 'direct' && (own || hasRole(actor, 'admin'));
  return own || hasRole(actor, 'lead');
}

/** Throws `forbidden` unless the actor may undo a change; `not_found` when it is private to others, so that nothing tells it exists. */
export async function requireUndoable(ctx: Writing<Context>, change: Row<'changes'>): Promise<void> {
  if (await isHidden(ctx, [change])) throw notFound('change', change.id);
  const { actor } = ctx;
  if (hasRole(actor, 'lead')) return;
  if (readMerge(change)) throw forbidden('Only a lead or an admin can take a merge back.');
  if (change.memberId === actor.memberId) return;
  throw forbidden('Only the person who wrote this, a lead or an admin can undo it.');
}

/** Whether any of some changes is private to others, so that nothing may tell the actor here that it exists. */
export async function isHidden(ctx: Context, changes: readonly Row<'changes'>[]): Promise<boolean> {
  const { memberId } = ctx.actor;
  const others = changes.filter((change) => change.memberId !== memberId && !mayUndo(ctx, change, true));
  return others.length > 0 && (await holdPrivate(ctx, others));
}

/** Whether a change is private and others read along: not even to its author is told here what it says. */
export async function isUntold(ctx: Writing<Context>, change: Row<'changes'>): Promise<boolean> {
  return ctx.actor.audience === 'shared' && (await holdPrivate(ctx, [change]));
}
