import type { Writing } from '../context.ts';
import { chunks } from '../store/chunks.ts';
import { insertMany } from '../store/prepared-statements.ts';
import type { NewRow, Row } from '../store/schema.ts';
import { type Mutation, SEARCHED } from '../store/schema-crm.ts';
import { indexNew } from '../store/search.ts';
import { ownTexts } from '../store/search-texts.ts';
import { nameKeysOf } from './name-keys.ts';
import { planTimed } from './reminders.ts';

/** Rows that are made found before other work has its turn. */
const A_TURN = 25;

type Insertion<Name extends Mutation['table']> = {
  table: Name;
  rows: readonly Row<Name>[];
  /** What search finds a row by besides its own text. */
  wordsOf?: ((id: string) => readonly (string | null | undefined)[]) | undefined;
};

/**
 * Inserts whole rows of one table by few statements, with no change of their own, and makes them found by full-text search and by their
 * names; plans what people are reminded of by them.
 */
export async function insertTogether<Name extends Mutation['table']>(
  ctx: Writing,
  { table, rows, wordsOf = () => [] }: Insertion<Name>,
): Promise<void> {
  await insertMany(ctx, { into: table, rows: rows as readonly NewRow<Name>[] });
  const kind = SEARCHED[table]?.kind;
  const entries = rows.map((row) => ({
    entityId: row.id,
    words: [...ownTexts(table, row), ...wordsOf(row.id)],
  }));
  if (kind) await indexNew(ctx, { kind, entries });
  if (entries.length > A_TURN) await ctx.clock.turn();
  for (const some of chunks(rows, A_TURN)) {
    const keys = some.flatMap((row) => nameKeysOf({ table, row }));
    if (keys.length === 0) continue;
    await insertMany(ctx, { into: 'nameKeys', rows: keys });
    if (rows.length > A_TURN) await ctx.clock.turn();
  }
  if (table === 'followUps') for (const row of rows) await planTimed(ctx, row as unknown as Row<'followUps'>);
}
