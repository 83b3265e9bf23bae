import { type Column, eq, getTableColumns, or, type SQL, sql } from 'drizzle-orm';
import type { Context, Writing } from '../../context.ts';
import { eraseObservations, removeEvidence } from '../../store/observation-evidence.ts';
import type { Tables } from '../../store/schema.ts';
import { type Mutation, SEARCHED } from '../../store/schema-crm.ts';
import { indexAgain, indexAgainWith } from '../../store/search.ts';
import { indexNames } from '../name-keys.ts';
import { createRedactor, type ErasedWords, type Redact, redactDeep } from './redactor.ts';

/** All tables are alike as far as this file is concerned: they have an id, and columns. */
type AnyTable = Tables['inbox'];
type AnyRow = { id: string } & Record<string, unknown>;

/**
 * Tables that are not redacted: members are our own people, events of observations hold no words, and what search and names
 * are looked up by is made anew from the rows.
 */
const LEFT_ALONE = new Set(['members', 'observationEvents', 'searchEntries', 'nameKeys', 'derivedRules']);

/** Takes words out of every text of every table. Observations with the words in them are deleted, and so are quotes from such texts. */
export async function redactEverywhere(ctx: Writing<Context>, words: ErasedWords): Promise<void> {
  const redact = createRedactor(words);
  const patterns = [...words.names, ...words.literals].map(likePattern);
  if (patterns.length === 0) return;
  for (const name of Object.keys(ctx.store.tables) as (keyof Tables)[]) {
    if (LEFT_ALONE.has(name)) continue;
    const table = ctx.store.tables[name] as AnyTable;
    const mentions = textColumns(table).flatMap(([, column]) => patterns.map((each) => each(column)));
    if (mentions.length > 0) await redactRows(ctx, { name, where: or(...mentions), redact });
  }
  await indexAgainWith(ctx, [...words.names, ...words.literals]);
}

/** Takes words out of the texts of some rows; observations and evidence with the words in them are deleted. */
export async function redactRows(
  ctx: Writing<Context>,
  { name, where, redact }: { name: keyof Tables; where: SQL | undefined; redact: Redact },
): Promise<void> {
  const table = ctx.store.tables[name] as AnyTable;
  const rows: AnyRow[] = await ctx.db.select().from(table).where(where);
  const changed = rows.flatMap((row) => {
    const patch = patchOf(table, row, redact);
    return patch ? [{ row, patch }] : [];
  });
  if (await removeEvidenceOf(ctx, { name, rows: changed.map(({ row }) => row) })) return;
  for (const { row, patch } of changed) {
    await ctx.db
      .update(table)
      .set(patch as Partial<AnyTable['$inferSelect']>)
      .where(eq(table.id, row.id));
    await indexNames(ctx, { table: name, row: { ...row, ...patch }, patch });
  }
  const kind = SEARCHED[name as Mutation['table']]?.kind;
  if (kind) await indexAgain(ctx, { kind, ids: changed.map(({ row }) => row.id) });
}

/** Deletes the evidence from rows with the words in them. Gives true when it has deleted the rows themselves. */
async function removeEvidenceOf(
  ctx: Writing<Context>,
  { name, rows }: { name: keyof Tables; rows: AnyRow[] },
): Promise<boolean> {
  const now = ctx.clock.now();
  const ids = rows.map(({ id }) => id);
  const all = (field: string) => rows.map((row) => row[field]).filter((id) => typeof id === 'string');
  switch (name) {
    case 'messages':
      await removeEvidence(ctx, { messageIds: ids, now });
      return false;
    case 'interactions':
      await removeEvidence(ctx, { interactionIds: ids, now });
      return false;
    case 'observationEvidence':
      await removeEvidence(ctx, {
        messageIds: all('messageId'),
        interactionIds: all('interactionId'),
        now,
      });
      return true;
    case 'observations':
      await eraseObservations(ctx, { ids, now });
      return true;
    default:
      return false;
  }
}

/** The fields of a row that have words in them, without the words; undefined when there are none. */
function patchOf(table: AnyTable, row: AnyRow, redact: Redact): Record<string, unknown> | undefined {
  const patch = textColumns(table).flatMap(([field]) => {
    const before = row[field];
    const after = redactDeep(before, redact);
    return JSON.stringify(after) === JSON.stringify(before) ? [] : [[field, after] as const];
  });
  return patch.length === 0 ? undefined : Object.fromEntries(patch);
}

/** The columns in which people's words can stand: text, and JSON, which is the only kind of our own. */
function textColumns(table: AnyTable): [string, Column][] {
  const columns: Record<string, Column> = getTableColumns(table);
  return Object.entries(columns).filter(
    ([field, { dataType }]) =>
      (dataType === 'string' || dataType === 'custom') && !/^id$|Id$|On$|Ts$/.test(field),
  );
}

/**
 * A condition that holds wherever the words stand, and perhaps elsewhere: letters beyond ASCII, whose case databases
 * do not know, may be anything, unless there are no others.
 */
function likePattern(words: string): (column: Column) => SQL {
  const plain = words.toLowerCase().replace(/[^a-z0-9]+/g, '%');
  if (/[a-z0-9]/.test(plain)) return (column) => sql`lower(cast(${column} as text)) like ${`%${plain}%`}`;
  const exact = words.replace(/[^\p{L}\p{M}\p{N}]+/gu, '%');
  return (column) => sql`cast(${column} as text) like ${`%${exact}%`}`;
}
