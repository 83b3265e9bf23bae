import { isDeepStrictEqual } from 'node:util';
import { eq, getTableColumns, sql } from 'drizzle-orm';
import { type Context, type System, transact, type Writing } from '../context.ts';
import { newId } from '../ids.ts';
import { chunks } from '../store/chunks.ts';
import { isOneOf } from '../store/lists.ts';
import { lock } from '../store/locks.ts';
import { insertRows, insertUnread, updateRows, wholeRow } from '../store/prepared-statements.ts';
import type { NewRow, Row, Tables } from '../store/schema.ts';
import { type Because, type Mutation, SEARCHED } from '../store/schema-crm.ts';
import { indexAgain, indexEntity, removeFromIndex } from '../store/search.ts';
import { furtherTexts, ownTexts } from '../store/search-texts.ts';
import type { TransactionOptions } from '../store/store.ts';
import { noteTouched } from '../store/touched-rows.ts';
import { insertTogether } from './insert-together.ts';
import { holdsNames, indexNames, removeNames } from './name-keys.ts';
import { planTimed } from './reminders.ts';
import { ownerOf } from './searched-words.ts';

/** The tables whose rows are written by a change, so that every write can be undone. */
export type Audited = Mutation['table'];

/**
 * The only way domain rows are written: every write is remembered with what was there before and after. A context with
 * ways to write, so that whoever has it can read in the same transaction.
 */
export type Writer = Writing<Context> & {
  /** `words`: what full-text search finds the row by besides its own text, in the order in which `furtherTexts` reads it later. */
  insert<Name extends Audited>(table: Name, row: NewRow<Name>, words?: SearchWords): Promise<Row<Name>>;
  /**
   * Inserts whole rows of one table by few statements. `wordsOf`: what search finds each row by besides its own text. What search finds
   * the owners of further names, addresses and own fields by is not read anew.
   */
  insertAll<Name extends Audited>(
    table: Name,
    rows: readonly Row<Name>[],
    wordsOf?: (id: string) => SearchWords,
  ): Promise<void>;
  update<Name extends Audited>(table: Name, before: Row<Name>, patch: Partial<Row<Name>>): Promise<Row<Name>>;
  /**
   * Sets the same values in many rows. Of each only these fields are remembered, so that a change can be of thousands. What
   * search finds the rows by is not read anew.
   */
  updateAll<Name extends Audited>(
    table: Name,
    rows: readonly (Partial<Row<Name>> & { id: string })[],
    patch: Partial<Row<Name>>,
  ): Promise<void>;
  remove<Name extends Audited>(table: Name, before: Row<Name>): Promise<void>;
  /** How many rows the change has written so far. */
  written(): number;
};

type SearchWords = readonly (string | null | undefined)[];

/** `saved`: what a change has written, in words. `change_id`: what the change is undone by; empty where nothing was written. */
export type SavedChange = { saved: string; change_id: string };

/**
 * Runs `work` in one transaction and leaves one change record of all it wrote. When nothing was written there is no
 * record, and `change_id` is empty. Inside another change it writes into that one, which has the `change_id`. `importId`: the
 * import that the change is a part of.
 */
export function recordChange<Result>(
  ctx: Context,
  verb: string,
  work: (ctx: Writer) => Promise<{ summary: string; result: Result; because?: Because | undefined }>,
  { importId = null, ...options }: TransactionOptions & { importId?: string | null } = {},
): Promise<SavedChange & Result> {
  if (isWriter(ctx)) return joinChange(ctx, work);
  return transact(
    ctx,
    async (ctx) => {
      await lock(ctx, 'customers');
      const mutations: Mutation[] = [];
      const { summary, result, because } = await work(createWriter(ctx, mutations));
      if (mutations.length === 0) return { ...unchanged(summary), ...result };
      const changeId = newId();
      const row = {
        id: changeId,
        memberId: ctx.actor.memberId,
        verb,
        summary,
        mutations,
        because: because ?? null,
        runId: ctx.source?.runId ?? null,
        importId,
        sourceChannel: ctx.source?.channel ?? null,
        sourceTs: ctx.source?.ts ?? null,
        createdAt: ctx.clock.now(),
      };
      await insertRows(ctx, { into: 'changes', rows: [row] });
      await noteTouched(ctx, row);
      return { saved: summary, change_id: changeId, ...result };
    },
    options,
  );
}

const unchanged = (summary: string): SavedChange => ({
  saved: `Nothing: it was so already (${summary}).`,
  change_id: '',
});

const isWriter = (ctx: Context): ctx is Writer => 'updateAll' in ctx;

/** Does `work` as a part of the change that is being made. */
async function joinChange<Result>(
  ctx: Writer,
  work: (ctx: Writer) => Promise<{ summary: string; result: Result }>,
): Promise<SavedChange & Result> {
  const before = ctx.written();
  const { summary, result } = await work(ctx);
  const saved = ctx.written() === before ? unchanged(summary) : { saved: summary, change_id: '' };
  return { ...saved, ...result };
}

function createWriter(ctx: Writing<Context>, mutations: Mutation[]): Writer {
  return {
    ...ctx,
    written: () => mutations.length,
    insert: async (table, row, words = []) => {
      const inserted = await insertAudited(ctx, { table, row, words });
      mutations.push({ table, id: inserted.id, before: null, after: snapshot(inserted) });
      return inserted;
    },
    insertAll: async (table, rows, wordsOf) => {
      await insertTogether(ctx, { table, rows, wordsOf });
      for (const row of rows) mutations.push({ table, id: row.id, before: null, after: snapshot(row) });
    },
    update: async (table, before, patch) => {
      const updated = await updateRow(ctx, { table, id: before.id, patch });
      mutations.push({ table, id: before.id, before: snapshot(before), after: snapshot(updated) });
      return updated;
    },
    updateAll: async (table, rows, patch) => {
      await setInRows(ctx, { table, ids: rows.map(({ id }) => id), patch });
      for (const row of rows)
        mutations.push({ table, id: row.id, before: snapshot(pick(row, patch)), after: snapshot(patch) });
    },
    remove: async (table, before) => {
      await deleteRow(ctx, { table, id: before.id });
      if (SEARCHED[table]) await removeFromIndex(ctx, before.id);
      mutations.push({ table, id: before.id, before: snapshot(before), after: null });
    },
  };
}

/** The values that a row has in the fields of a patch. */
const pick = (row: object, patch: object) =>
  Object.fromEntries(Object.keys(patch).map((field) => [field, (row as Record<string, unknown>)[field]]));

/** Updates the fields whose values are others than before. Writes nothing when none are. Gives the row as it is then. */
export async function updateIfNew<Name extends Audited>(
  ctx: Writer,
  table: Name,
  { before, patch }: { before: Row<Name>; patch: Partial<NewRow<Name>> },
): Promise<Row<Name>> {
  const now = before as Record<string, unknown>;
  const changed = Object.entries(patch).filter(([field, value]) => !isDeepStrictEqual(now[field], value));
  if (changed.length === 0) return before;
  return ctx.update(table, before, Object.fromEntries(changed) as Partial<Row<Name>>);
}

/** A row as JSON keeps it: instants as ISO 8601 text. No audited table has a column that holds more than one value. */
export function snapshot(row: object): Record<string, unknown> {
  const values: Record<string, unknown> = { ...row };
  for (const field of Object.keys(values)) {
    const value = values[field];
    if (value instanceof Date) values[field] = value.toISOString();
  }
  return values;
}

/** The row of which `snapshot` gave these values. */
export function restore<Name extends Audited>(
  ctx: System,
  { table, values }: { table: Name; values: Record<string, unknown> },
): Partial<Row<Name>> {
  const audited = ctx.store.tables[table] as AnyAudited;
  const columns: Record<string, { dataType: string }> = getTableColumns(audited);
  const restored = Object.entries(values).map(([field, value]) => [
    field,
    columns[field]?.dataType === 'date' && typeof value === 'string' ? new Date(value) : value,
  ]);
  return Object.fromEntries(restored) as Partial<Row<Name>>;
}

/** The audited tables are alike as far as this file is concerned: they have a text id, and columns. */
type AnyAudited = Tables['companies'];

/** Inserts a row, with no change of its own, and makes it found by full-text search. */
export async function insertAudited<Name extends Audited>(
  ctx: Writing,
  { table, row, words = [] }: { table: Name; row: NewRow<Name>; words?: SearchWords },
): Promise<Row<Name>> {
  await insertUnread(ctx, { into: table, row });
  const inserted = wholeRow(ctx, { into: table, row });
  await index(ctx, { table, row: inserted, words });
  await indexNames(ctx, { table, row: inserted });
  await plan(ctx, { table, row: inserted });
  return inserted;
}

/** Plans what people are reminded of by a row that was written. */
async function plan(
  ctx: Writing,
  { table, row, patch }: { table: Audited; row: object; patch?: object },
): Promise<void> {
  if (table === 'followUps')
    await planTimed(ctx, row as Row<'followUps'>, patch as Partial<Row<'followUps'>>);
}

/** Updates a row, with no change of its own, and makes it found by its new words. */
export async function updateRow<Name extends Audited>(
  ctx: Writing,
  { table, id, patch }: { table: Name; id: string; patch: Partial<Row<Name>> },
): Promise<Row<Name>> {
  const [updated] = await updateRows(ctx, { table, set: patch, where: BY_ID, values: { id } });
  if (!updated) throw new Error(`There is no row ${id} in ${table}.`);
  const kind = SEARCHED[table]?.kind;
  const further = kind ? await furtherTexts(ctx, { kind, ids: [id] }) : undefined;
  await index(ctx, { table, row: updated, words: further?.get(id) ?? [] });
  await indexNames(ctx, { table, row: updated, patch });
  await plan(ctx, { table, row: updated, patch });
  return updated;
}

/** How many rows are set to the same values before other work has its turn. */
const SET_AT_ONCE = 500;

/** Sets the same values in rows that are there, with no change of their own. What search finds them by is not read anew. */
export async function setInRows<Name extends Audited>(
  ctx: Writing,
  { table, ids, patch }: { table: Name; ids: readonly string[]; patch: Partial<Row<Name>> },
): Promise<void> {
  const drizzled = ctx.store.tables[table] as AnyAudited;
  for (const some of chunks(ids, SET_AT_ONCE)) {
    const setting = ctx.db
      .update(drizzled)
      .set(patch)
      .where(isOneOf(ctx, { value: drizzled.id, of: some }));
    // What else follows from a row is read of few tables only.
    if (!holdsNames(table) && table !== 'followUps') await setting;
    else
      for (const row of await setting.returning()) {
        await indexNames(ctx, { table, row, patch });
        await plan(ctx, { table, row, patch });
      }
    if (ids.length > SET_AT_ONCE) await ctx.clock.turn();
  }
}

const BY_ID = { key: 'id', build: ({ id }: Tables[Audited]) => [eq(id, sql.placeholder('id'))] };

async function index(
  ctx: Writing,
  { table, row, words }: { table: Audited; row: { id: string }; words: SearchWords },
): Promise<void> {
  const kind = SEARCHED[table]?.kind;
  if (kind) await indexEntity(ctx, { kind, entityId: row.id, words: [...ownTexts(table, row), ...words] });
  const owner = ownerOf(table, row);
  if (owner) await indexAgain(ctx, { kind: owner.kind, ids: [owner.id] });
}

/** The row of this id, or undefined. */
export async function findRow(
  ctx: Writing,
  { table, id }: { table: Audited; id: string },
): Promise<Row<'companies'> | undefined> {
  const drizzled = ctx.store.tables[table] as AnyAudited;
  const [row] = await ctx.db.select().from(drizzled).where(eq(drizzled.id, id));
  return row;
}

/** Deletes the row of this id, with no change of its own. */
export async function deleteRow(ctx: Writing, { table, id }: { table: Audited; id: string }): Promise<void> {
  const drizzled = ctx.store.tables[table] as AnyAudited;
  await removeNames(ctx, { table, id });
  const [row] = await ctx.db.delete(drizzled).where(eq(drizzled.id, id)).returning();
  const owner = row && ownerOf(table, row);
  if (owner) await indexAgain(ctx, { kind: owner.kind, ids: [owner.id] });
}
