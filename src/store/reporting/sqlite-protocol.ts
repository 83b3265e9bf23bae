import type { Description, ReportRows, Select } from './reporting.ts';

/** The messages between the parent and a child that runs reports. */

type Scene = {
  path: string;
  /** The main database: a file of no bytes. */
  emptyPath: string;
  /** The name under which the database is attached. */
  schema: string;
  /** The published views, by name, as SELECTs over the attached tables. */
  views: Record<string, string>;
  /** Names of the attached tables that the views read. */
  tables: readonly string[];
};

export type ChildRequest = Scene &
  ({ kind: 'query'; select: Select; maxRows: number } | { kind: 'describe'; selects: readonly Select[] });

/** Asks for the rows that did not go into the message before. */
export type MoreRequest = { kind: 'more' };

export type ChildAnswer =
  /** `isPart`: there are more rows, which come when they are asked for. */
  | ({ kind: 'rows'; isPart: boolean } & ReportRows)
  | { kind: 'descriptions'; descriptions: Description[] }
  | { kind: 'error'; message: string };
