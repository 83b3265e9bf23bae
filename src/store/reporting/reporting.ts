import type { Dialect } from '../columns.ts';
import type { Viewer } from '../visibility.ts';

/** A value as reports bind and return it. Dates are text, `YYYY-MM-DD`. */
export type Scalar = string | number | null;

/** One SELECT over the reporting views. Parameters stand in the text as `?1`, `?2` (SQLite) or `$1`, `$2` (Postgres). */
export type Select = { readonly text: string; readonly values: readonly Scalar[] };

type ReportQuery = Select & {
  /** Whose rows it sees. */
  readonly viewer: Viewer;
  /** More rows than this are cut off. */
  readonly maxRows: number;
  readonly deadlineMs: number;
};

export type ReportRows = { columns: string[]; rows: Scalar[][]; truncated: boolean };

/** What a SELECT would return, or why the database refuses it. */
export type Description = { columns: string[] } | { refused: string };

/** The read-only way into the database: nothing but the reporting views, as one viewer sees them. */
export type Reporting = {
  readonly dialect: Dialect;
  /** Throws `ReportFailure`. */
  query(query: ReportQuery): Promise<ReportRows>;
  /** Prepares each SELECT without running it. */
  describe(selects: readonly Select[]): Promise<Description[]>;
  /** Makes ready what the first query would have to wait for. */
  warm(): void;
  close(): Promise<void>;
};

/** A query that gave no rows. The message is the database's own and is for the log alone. */
export class ReportFailure extends Error {
  readonly kind: 'timed_out' | 'too_big' | 'failed';

  constructor(kind: ReportFailure['kind'], message: string) {
    super(message);
    this.name = 'ReportFailure';
    this.kind = kind;
  }
}

/** Text of all cells together beyond which the rest is cut off, in characters. */
export const MAX_CHARACTERS = 4_000_000;
