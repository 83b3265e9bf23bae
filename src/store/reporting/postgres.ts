import type { Clock } from '../../clock.ts';
import type { CrmSettings } from '../../crm-settings.ts';
import type { Viewer } from '../visibility.ts';
import { REPORTING_SCHEMA } from './postgres-setup.ts';
import {
  type Description,
  ReportFailure,
  type Reporting,
  type ReportRows,
  SANDBOX,
  type Scalar,
  type Select,
  wholeCell,
} from './reporting.ts';
import { REPORT_VIEWS } from './views.ts';

/** Names of the columns, and rows as arrays. */
type Answer = { columns: string[]; rows: unknown[][] };
export type Ask = (text: string, values?: readonly Scalar[]) => Promise<Answer>;

export type ReportingDriver = {
  /**
   * Runs `work` as the reporting role, in one read-only transaction that is always rolled back. Fails as `timed_out` when the
   * server does not answer in time.
   */
  session<T>(withinMs: number, work: (ask: Ask) => Promise<T>): Promise<T>;
  seal(viewer: string): string;
  crm: () => CrmSettings;
  renew(): Promise<void>;
  clock: Pick<Clock, 'monotonic'>;
  close(): Promise<void>;
};

const CANCELLED = '57014';
const FAILED_CAST = '22P02';
/** More temporary files than the role may have. */
const DISK_LIMIT = '53400';
/** Classes of errors that say something about the statement, and nothing about the server or the way to it. */
const VERDICT = /^(?:0A|21|22|42|54)/;
/** Errors that a good statement may meet, too: when the views or the rights to them are missing. */
const DOUBTFUL = /^(?:42501|42P01|42883)$/;

const { batchRows: BATCH_ROWS, rowBytes: MAX_ROW_BYTES, lockedMs: DESCRIBE_LOCKED_MS } = SANDBOX.postgres;
const TOO_BIG = `more than ${MAX_ROW_BYTES} bytes in a row`;

/** Reports on Postgres: a role that sees the reporting schema alone, and the server's own deadline. */
export function postgresReporting({ session, seal, crm, renew, clock, close }: ReportingDriver): Reporting {
  async function describe({ text, values }: Select): Promise<Description> {
    const nothing = values.map(() => null);
    const answer = session(SANDBOX.describeWithinMs, async (ask) => {
      await ask("select set_config('statement_timeout', $1, true), set_config('lock_timeout', $2, true)", [
        String(SANDBOX.describeWithinMs),
        String(DESCRIBE_LOCKED_MS),
      ]);
      return ask(wrapped(text, values), [...nothing, 0]);
    });
    return answer.then(({ columns }) => ({ columns }), refusalOf);
  }

  /** Why the server refuses a statement. Throws when the statement is not at fault. */
  async function refusalOf(error: unknown): Promise<Description> {
    if (error instanceof ReportFailure) throw new ReportFailure('failed', error.message);
    if (!VERDICT.test(codeOf(error))) throw failureOf(error);
    if (DOUBTFUL.test(codeOf(error))) {
      await session(DESCRIBE_LOCKED_MS, (ask) => ask(ALL_VIEWS)).catch((trouble: unknown) => {
        throw new ReportFailure('failed', messageOf(trouble));
      });
    }
    return { refused: messageOf(error) };
  }

  return {
    dialect: 'postgres',
    crm,
    renew,
    query: ({ text, values, viewer, maxRows, deadlineMs }) =>
      session(deadlineMs, async (ask) => {
        const end = clock.monotonic() + deadlineMs;
        const { rows } = await ask('select extract(epoch from transaction_timestamp())::text');
        const said = sayViewer(viewer, String(rows[0]?.[0]));
        // All rows will be fetched, so the plan is to be made for all of them.
        await ask(
          "select set_config('statement_timeout', $1, true), set_config('rapport.viewer', $2, true), set_config('rapport.seal', $3, true), set_config('cursor_tuple_fraction', '1', true)",
          [String(deadlineMs), said, seal(said)],
        );
        await ask(`declare answer no scroll cursor for ${wrapped(text, values)}`, [...values, maxRows + 1]);
        return fetchRows(ask, { maxRows, leftMs: () => Math.ceil(end - clock.monotonic()) });
      }).catch((error) => {
        throw failureOf(error);
      }),
    describe: async (selects) => {
      const described = [];
      for (const select of selects) described.push(await describe(select));
      return described;
    },
    // Connections stay open once they are made, and the server is warm by itself.
    warm: () => undefined,
    close,
  };
}

const ALL_VIEWS = REPORT_VIEWS.map((name) => `(select 1 from ${REPORTING_SCHEMA}.${name} limit 0)`).join(
  ' union all ',
);

/**
 * The report as a subquery, which can be a SELECT and nothing else. The limit is bound: a text without values would be
 * sent in a way that lets several statements through.
 */
const wrapped = (text: string, values: readonly Scalar[]) =>
  `select * from (${text}\n) as report where ${SMALL_ENOUGH} limit $${values.length + 1}`;

/**
 * True, or an error: the only way to raise one in an expression is a cast that fails. The size as it lies in memory is
 * looked at first, because the text of a huge row takes long to make.
 */
const SMALL_ENOUGH = `case
  when pg_column_size(report.*) > ${MAX_ROW_BYTES} or octet_length((report.*)::text) > ${MAX_ROW_BYTES}
  then cast('${TOO_BIG}: ' || pg_column_size(report.*) as integer) = 0
  else true end`;

const sayViewer = ({ memberId, role, audience }: Viewer, since: string) =>
  [memberId, role, audience, since].join('|');

async function fetchRows(
  ask: Ask,
  { maxRows, leftMs: leftNow }: { maxRows: number; leftMs(): number },
): Promise<ReportRows> {
  const kept: Scalar[][] = [];
  let characters = 0;
  for (;;) {
    // The deadline is set for each batch: the server counts from its beginning, and the report's SQL may have changed it.
    const leftMs = leftNow();
    if (leftMs <= 0) throw new ReportFailure('timed_out', 'out of time between two batches');
    await ask("select set_config('statement_timeout', $1, true)", [String(leftMs)]);
    const { columns, rows } = await ask(`fetch forward ${BATCH_ROWS} from answer`);
    for (const row of rows) {
      const cells = row.map(plain);
      characters += cells.reduce<number>(
        (sum, cell) => sum + (typeof cell === 'string' ? cell.length : 8),
        0,
      );
      if (kept.length === maxRows || characters > SANDBOX.characters) {
        return { columns, rows: kept, truncated: true };
      }
      kept.push(cells);
    }
    if (rows.length < BATCH_ROWS) return { columns, rows: kept, truncated: false };
  }
}

function plain(cell: unknown): Scalar {
  if (cell === null || cell === undefined) return null;
  if (typeof cell === 'boolean') return cell ? 1 : 0;
  if (typeof cell === 'string' || typeof cell === 'number') return cell;
  if (typeof cell === 'bigint') return wholeCell(cell);
  throw new ReportFailure('failed', 'a cell is neither text nor a number: cast it to text');
}

function failureOf(error: unknown): ReportFailure {
  if (error instanceof ReportFailure) return error;
  const message = messageOf(error);
  if (codeOf(error) === FAILED_CAST && message.includes(TOO_BIG))
    return new ReportFailure('too_big', message);
  if (codeOf(error) === DISK_LIMIT) return new ReportFailure('too_big', message);
  return new ReportFailure(codeOf(error) === CANCELLED ? 'timed_out' : 'failed', message);
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : '');

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
