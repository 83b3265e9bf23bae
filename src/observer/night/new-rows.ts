import { and, asc, eq, gt, gte, lte, or, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { System } from '../../context.ts';
import { chunks } from '../../store/chunks.ts';
import type { Night } from '../observations/night.ts';
import { interactionSource, messageSource, type Source } from '../observations/sources.ts';
import { NEW_ROWS } from '../signals/signal.ts';

/** The rows that were written down since the night before, oldest first; as many as one night reads. */
export type NewRows = {
  sources: Source[];
  /** Where the next night begins. */
  cursor: Cursor;
  /** The cursor when the row with this id was the last that was read. */
  after(id: string): Cursor | undefined;
};

/** How far a night has read: up to the row with this instant and id. */
export type Cursor = { cursorAt: Date; cursorId: string };

type Span = Pick<Night, 'fromAt' | 'fromId' | 'timeZone' | 'memberId'> & { until: Date };

/** Telling a writer's own words from others takes a moment in a long message. */
const ROWS_AT_ONCE = 20;

/** Sorts behind every id: all rows of that instant have been read. */
const BEHIND_ALL = 'z';

/** Reads the new rows of a night. */
export async function readNewRows(ctx: System, span: Span): Promise<NewRows> {
  const found = [...(await newMessages(ctx, span)), ...(await newInteractions(ctx, span))];
  const ordered = found.toSorted((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1));
  const read = ordered.slice(0, NEW_ROWS);
  const last = read.at(-1);
  const cursor =
    ordered.length > read.length && last ? { cursorAt: last.at, cursorId: last.id } : endOf(span);
  const after = (id: string) => {
    const found = read.find((each) => each.id === id);
    return found && { cursorAt: found.at, cursorId: id };
  };
  return { sources: read.map(({ source }) => source), cursor, after };
}

/** A member who has moved may have a night that ends before their last one did; the cursor never goes back. */
function endOf({ fromAt, fromId, until }: Span): NewRows['cursor'] {
  return until > fromAt ? { cursorAt: until, cursorId: BEHIND_ALL } : { cursorAt: fromAt, cursorId: fromId };
}

type Dated = { at: Date; id: string; source: Source };

/** Reads the member's own messages; the team's pass reads none. */
async function newMessages(ctx: System, span: Span): Promise<Dated[]> {
  const { messages } = ctx.store.tables;
  if (!span.memberId) return [];
  const rows = await ctx.db
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.memberId, span.memberId),
        eq(messages.author, 'member'),
        between(messages.savedAt, messages.id, span),
      ),
    )
    .orderBy(asc(messages.savedAt), asc(messages.id))
    .limit(NEW_ROWS + 1);
  const read: Dated[] = [];
  for (const part of chunks(rows, ROWS_AT_ONCE)) {
    await ctx.clock.turn();
    for (const row of part)
      read.push({ at: row.savedAt ?? row.createdAt, id: row.id, source: messageSource(row, span) });
  }
  return read;
}

/** Reads the member's own interactions; for the team, those that everybody may see. */
async function newInteractions(ctx: System, span: Span): Promise<Dated[]> {
  const { interactions } = ctx.store.tables;
  const whose = span.memberId ? eq(interactions.memberId, span.memberId) : eq(interactions.isPrivate, false);
  const rows = await ctx.db
    .select()
    .from(interactions)
    .where(and(whose, between(interactions.createdAt, interactions.id, span)))
    .orderBy(asc(interactions.createdAt), asc(interactions.id))
    .limit(NEW_ROWS + 1);
  return rows.map((row) => ({ at: row.createdAt, id: row.id, source: interactionSource(row) }));
}

/** After the cursor, which is an instant and an id, and no later than `until`. */
function between(at: SQLiteColumn, id: SQLiteColumn, { fromAt, fromId, until }: Span): SQL | undefined {
  return and(isAfter(at, id, { fromAt, fromId }), lte(at, until));
}

function isAfter(at: SQLiteColumn, id: SQLiteColumn, { fromAt, fromId }: Pick<Span, 'fromAt' | 'fromId'>) {
  // The first condition follows from the second; databases need it to use an index.
  return and(gte(at, fromAt), or(gt(at, fromAt), gt(id, fromId)));
}
