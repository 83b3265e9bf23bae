import type { Dialect } from '../columns.ts';

export type ViewColumn = {
  readonly sql: string;
  readonly description: string;
  /** What it holds, where that is no text and its name does not end with `_on`, as those of days do. */
  readonly holds?: 'number' | 'day';
  /** Of amounts in the smallest coins: the column with their currency. */
  readonly currency?: string;
};
export type View = {
  readonly description: string;
  readonly columns: Record<string, ViewColumn>;
  readonly from: string;
  /** Rows that a row points at: by alias, the table and the id. Columns have `{alias.name}`, `{alias.sort_key}` and `{alias.id}`. */
  readonly points?: Record<string, readonly [table: string, id: string]>;
  /** Which rows the viewer sees; all when left out. */
  readonly where?: string;
};

/** The same expressions in the SQL of each engine. Days are text, `YYYY-MM-DD`. */
const DIALECTS = {
  sqlite: {
    week: (day: string) => `date(${day}, 'weekday 0', '-6 days')`,
    dayOf: (instant: string) => `date(${instant} / 1000, 'unixepoch')`,
    character: 'char',
  },
  postgres: {
    week: (day: string) => `to_char(date_trunc('week', ${day}::date), 'YYYY-MM-DD')`,
    dayOf: (instant: string) => `to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD')`,
    character: 'chr',
  },
} satisfies Record<Dialect, Record<string, string | ((expression: string) => string)>>;

const month = (day: string) => `substr(${day}, 1, 7)`;
const quarter = (day: string) =>
  `substr(${day}, 1, 4) || '-Q' || ((cast(substr(${day}, 6, 2) as integer) + 2) / 3)`;

export const column = (
  sql: string,
  description: string,
  how: Omit<ViewColumn, 'sql' | 'description'> = {},
): ViewColumn => ({
  sql,
  description,
  ...how,
});

/** The column beside a name by which rows are sorted by that name. */
export const sortKey = (sql: string, name: string): ViewColumn =>
  column(sql, `Sorts ${name} as a dictionary does.`);

/** Columns that several views have, in the SQL of an engine. */
export function partsOf(dialect: Dialect) {
  const { week, dayOf, character } = DIALECTS[dialect];
  /** `what`: what happened in that week, in words. */
  const calendar = (prefix: string, day: string, what: string) => ({
    [`${prefix}week`]: column(week(day), `Monday of the week ${what}.`),
    [`${prefix}month`]: column(month(day), `Month ${what}, such as 2026-11.`),
    [`${prefix}quarter`]: column(quarter(day), `Quarter ${what}, such as 2026-Q4.`),
  });
  const created = (table: string) => ({
    created_on: column(dayOf(`${table}.created_at`), 'Day it was added (UTC).'),
    ...calendar('created_', dayOf(`${table}.created_at`), 'it was added (UTC)'),
    created_by_id: column(`${table}.created_by`, 'Id of the member who added it.'),
    created_by_name: column('{creator.name}', 'Name of the member who added it.'),
  });
  /** Words of the settings as SQL. Their braces stand for no table. */
  const literal = (text: string): string => {
    const quoted = (part: string) => `'${part.replaceAll("'", "''")}'`;
    const parts = text
      .split(/([{}])/)
      .filter((part) => part !== '')
      .map((part) => (/^[{}]$/.test(part) ? `${character}(${part.charCodeAt(0)})` : quoted(part)));
    return parts.length > 1 ? `(${parts.join(' || ')})` : (parts[0] ?? "''");
  };
  return { dayOf, calendar, created, literal };
}
