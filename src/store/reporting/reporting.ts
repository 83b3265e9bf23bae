import type { CrmSettings } from '../../crm-settings.ts';
import type { Dialect } from '../columns.ts';
import type { Viewer } from '../visibility.ts';

/** A value as reports bind and return it. Dates are text, `YYYY-MM-DD`. */
export type Scalar = string | number | null;

/** A whole number as a cell: as its digits where a number would lose the last ones. */
export const wholeCell = (value: bigint): Scalar =>
  Number.isSafeInteger(Number(value)) ? Number(value) : String(value);

/** One SELECT over the reporting views. Parameters stand in the text as `?1`, `?2` (SQLite) or `$1`, `$2` (Postgres). */
export type Select = { readonly text: string; readonly values: readonly Scalar[] };

type ReportQuery = Select & {
  /** The viewer whose rows the query sees. */
  readonly viewer: Viewer;
  /** More rows than this are cut off. */
  readonly maxRows: number;
  readonly deadlineMs: number;
};

export type ReportRows = { columns: string[]; rows: Scalar[][]; truncated: boolean };

/** The columns that a SELECT would return, or why the database refuses it. */
export type Description = { columns: string[] } | { refused: string };

/** The read-only way into the database: nothing but the reporting views, as one viewer sees them. */
export type Reporting = {
  readonly dialect: Dialect;
  /** The settings that the views are made of: stages, and the team's own fields. */
  readonly crm: () => CrmSettings;
  /** Throws `ReportFailure`. */
  query(query: ReportQuery): Promise<ReportRows>;
  /** Prepares each SELECT without running it. */
  describe(selects: readonly Select[]): Promise<Description[]>;
  /** Makes the views anew, after the settings have changed. */
  renew(): Promise<void>;
  /** Starts a process that the first query would have to wait for. */
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

/** How much a report may take of the computer, and for how long. Its rows and its deadline come with each query. */
export const SANDBOX = {
  /** Text of all cells together, in characters, after which rows are cut off: more would fill the parent's memory. */
  characters: 4_000_000,
  /** For preparing the statements of some reports, on a slow computer; on Postgres for each of them. */
  describeWithinMs: 10_000,
  sqlite: {
    /** Processes that run one report each. A member may have two under way, so nobody can take all three. */
    processes: 3,
    /** Bytes of one process. Sorting happens in memory too, so no query can fill the disk: SQLite sorts so much there, and no more. */
    memory: 512 * 1024 * 1024,
    /** How often a process looks at its memory and for its parent: it cannot take much more in between. */
    watchMs: 50,
    /**
     * Rows, and characters, of one message to the parent, which does nothing else while it reads one. Most reports fit in
     * one; the parent asks for the next when others have had their turn.
     */
    messageRows: 2_000,
    messageCharacters: 300_000,
    /** The operating system's niceness: the app comes first. */
    priority: 10,
  },
  postgres: {
    /** Connections that run one report each; more would take them from the app. */
    atOnce: 4,
    connectWithinMs: 10_000,
    /** The server stops a statement at its deadline; so much later we give up on the server. */
    graceMs: 2_000,
    /** A statement that waits this long for a lock is not at fault: a replica changes the views. */
    lockedMs: 10_000,
    /**
     * Memory of one sort or hash; beyond it the server takes its disk. A report has one process of the server, as many
     * would multiply that.
     */
    workMemory: '16MB',
    /** What one report may take of the server's disk, where our user may say so. */
    tempFiles: '1GB',
    /** Rows are fetched in batches, because `pg` keeps all it is sent: at worst `batchRows` times `rowBytes`. */
    batchRows: 100,
    rowBytes: 500_000,
  },
} as const;
