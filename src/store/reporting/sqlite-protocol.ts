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
};

export type ChildRequest = Scene &
  ({ kind: 'query'; select: Select; maxRows: number } | { kind: 'describe'; selects: readonly Select[] });

export type ChildAnswer =
  | ({ kind: 'rows' } & ReportRows)
  | { kind: 'descriptions'; descriptions: Description[] }
  | { kind: 'error'; message: string };
