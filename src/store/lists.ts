import { type Column, Placeholder, type SQL, sql } from 'drizzle-orm';
import type { System } from '../context.ts';

/**
 * That a text is one of these, however many they are: the list is one value of the query. Where a placeholder stands for
 * it, that value is the list in JSON.
 */
export function isOneOf(
  ctx: Pick<System, 'store'>,
  { value, of }: { value: Column | SQL; of: readonly string[] | Placeholder },
): SQL {
  const list = of instanceof Placeholder ? of : JSON.stringify(of);
  return ctx.store.dialect === 'sqlite'
    ? sql`${value} in (select value from json_each(${list}))`
    : sql`${value} = any(array(select json_array_elements_text(${list}::json)))`;
}

/** The texts of a subquery whose only column is called `value`, in its order, as one list in one value. */
export function listOf(ctx: Pick<System, 'store'>, texts: SQL): SQL<string[]> {
  const list =
    ctx.store.dialect === 'sqlite'
      ? sql`(select json_group_array(value) from (${texts}))`
      : sql`(select coalesce(json_agg(value), '[]')::text from (${texts}) as texts)`;
  return list.mapWith(readList) as SQL<string[]>;
}

const NO_TEXTS = '[]';
const readList = (list: string): string[] => (list === NO_TEXTS ? [] : (JSON.parse(list) as string[]));

/** A list in JSON as the rows of a table called `word`: its column is `EACH_WORD`. */
export function textsOf(ctx: Pick<System, 'store'>, list: Placeholder): SQL {
  return ctx.store.dialect === 'sqlite'
    ? sql`json_each(${list}) as word`
    : sql`json_array_elements_text(${list}::json) as word(value)`;
}

/** The words of a folded text as the rows of a table called `word`, to be joined: its column is `EACH_WORD`. */
export function wordsOf(ctx: System, text: Column): SQL {
  // A folded text is letters, digits, spaces and signs such as `&`: nothing in it needs to be escaped in JSON.
  return ctx.store.dialect === 'sqlite'
    ? sql`json_each('["' || replace(${text}, ' ', '","') || '"]') as word`
    : sql`unnest(string_to_array(${text}, ' ')) as word(value)`;
}

export const EACH_WORD = sql<string>`word.value`;

/** A calendar day as a number: the days between two are their difference. */
export function dayNumber(ctx: System, day: Column | SQL): SQL<number> {
  return ctx.store.dialect === 'sqlite'
    ? sql<number>`cast(julianday(${day}) + 0.5 as integer)`
    : sql<number>`(cast(${day} as date) - date '1970-01-01')`;
}

/** That a text begins with another one, so that an index on it is used: SQLite's `like` is blind to case, and uses none. */
export function beginsWith(ctx: System, { column, start }: { column: Column; start: string }): SQL {
  return ctx.store.dialect === 'sqlite'
    ? sql`(${column} >= ${start} and ${column} < ${`${start}\u{10FFFF}`})`
    : sql`${column} like ${`${start.replace(/[\\%_]/g, '\\$&')}%`}`;
}
