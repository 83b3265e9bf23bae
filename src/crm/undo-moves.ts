import { isDeepStrictEqual } from 'node:util';
import type { Writing } from '../context.ts';
import { chunks } from '../store/chunks.ts';
import { isOneOf } from '../store/lists.ts';
import type { Tables } from '../store/schema.ts';
import type { Mutation } from '../store/schema-crm.ts';
import { isMove } from './merged-rows.ts';
import { restore, setInRows, snapshot } from './record-change.ts';

/** The mutations in their order, with those together that moved rows of one table from one place to another. */
export function groupMoves(mutations: readonly Mutation[]): Mutation[][] {
  const groups: Mutation[][] = [];
  for (const mutation of mutations) {
    const group = groups.at(-1);
    const [first] = group ?? [];
    if (first && isMove(first) && isMove(mutation) && isSameMove(first, mutation)) group?.push(mutation);
    else groups.push([mutation]);
  }
  return groups;
}

const isSameMove = (one: Mutation, other: Mutation) =>
  one.table === other.table &&
  isDeepStrictEqual(one.before, other.before) &&
  isDeepStrictEqual(one.after, other.after);

/** Rows that are removed without a change, since they only follow from others: what is gone is not to be moved back. */
const MAY_BE_GONE: ReadonlySet<Mutation['table']> = new Set(['observations']);

/** How many rows are moved back before other work has its turn. */
const TAKEN_AT_ONCE = 500;

/** Moves rows back that were moved together. Gives false, having moved none of a part, where one is not as it was left. */
export async function takeBackMoves(ctx: Writing, moves: readonly Mutation[]): Promise<boolean> {
  const [first] = moves;
  if (!first?.before) return true;
  const { table } = first;
  const drizzled = ctx.store.tables[table] as Tables['companies'];
  const patch = restore(ctx, { table, values: first.before });
  for (const some of chunks(moves, TAKEN_AT_ONCE)) {
    const of = some.map(({ id }) => id);
    const rows = await ctx.db
      .select()
      .from(drizzled)
      .where(isOneOf(ctx, { value: drizzled.id, of }));
    const byId = new Map(rows.map((row) => [row.id, row]));
    const there = some.filter(({ id }) => byId.has(id) || !MAY_BE_GONE.has(table));
    if (!there.every((move) => isAsLeft(byId.get(move.id), move))) return false;
    await setInRows(ctx, { table, ids: there.map(({ id }) => id), patch });
    if (moves.length > TAKEN_AT_ONCE) await ctx.clock.turn();
  }
  return true;
}

/** Whether a row is still as the change has left it. */
export function isAsLeft(current: object | undefined, { after }: Mutation): boolean {
  if (!current || !after) return !current && !after;
  const now = snapshot(current);
  return Object.keys(after).every((field) => isDeepStrictEqual(now[field], after[field]));
}
