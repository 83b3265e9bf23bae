import type { Description, ReportRows, Select } from './reporting.ts';

/** What parent and child say to each other. */

/** The child ends itself with it when it needs more memory than it may have. */
export const OUT_OF_MEMORY = 'SIGUSR2';

type Scene = {
  path: string;
  /** A file of no bytes: the main database. */
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
