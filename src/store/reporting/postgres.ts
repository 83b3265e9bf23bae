import type { Viewer } from '../visibility.ts';
import { MAX_CHARACTERS, ReportFailure, type Reporting, type ReportRows, type Scalar } from './reporting.ts';

/** Names of the columns, and rows as arrays. */
type Answer = { columns: string[]; rows: unknown[][] };
export type Ask = (text: string, values?: readonly Scalar[]) => Promise<Answer>;

export type ReportingDriver = {
  /** Runs `work` as the reporting role, in one read-only transaction that is always rolled back. */
  session<T>(work: (ask: Ask) => Promise<T>): Promise<T>;
  seal(viewer: string): string;
  close(): Promise<void>;
};

const CANCELLED = '57014';
const DESCRIBE_WITHIN_MS = 30_000;
/** Classes of errors that say something about the statement, and nothing about the server or the way to it. */
const VERDICT = /^(?:0A|21|22|42|54)|^57014$/;

/** Reports on Postgres: a role that sees the reporting schema alone, and the server's own deadline. */
export function postgresReporting({ session, seal, close }: ReportingDriver): Reporting {
  return {
    dialect: 'postgres',
    query: ({ text, values, viewer, maxRows, deadlineMs }) =>
      session(async (ask) => {
        const { rows } = await ask('select extract(epoch from transaction_timestamp())::text');
        const said = sayViewer(viewer, String(rows[0]?.[0]));
        await ask(
          "select set_config('statement_timeout', $1, true), set_config('rapport.viewer', $2, true), set_config('rapport.seal', $3, true)",
          [String(deadlineMs), said, seal(said)],
        );
        return bounded(await ask(wrapped(text, values), [...values, maxRows + 1]), maxRows);
      }).catch((error) => {
        throw failureOf(error);
      }),
    describe: async (selects) => {
      const described = [];
      for (const { text, values } of selects) {
        const empty = values.map(() => null);
        const answer = session(async (ask) => {
          await ask("select set_config('statement_timeout', $1, true)", [String(DESCRIBE_WITHIN_MS)]);
          return ask(wrapped(text, values), [...empty, 0]);
        });
        described.push(await answer.then(({ columns }) => ({ columns }), refusalOf));
      }
      return described;
    },
    // Connections stay open once they are made, and the server is warm by itself.
    warm: () => undefined,
    close,
  };
}

/**
 * As a subquery it can be a SELECT and nothing else. The limit is bound: a text without values would be sent in a way that
 * lets several statements through.
 */
const wrapped = (text: string, values: readonly Scalar[]) =>
  `select * from (${text}\n) as report limit $${values.length + 1}`;

const sayViewer = ({ memberId, role, audience }: Viewer, since: string) =>
  [memberId, role, audience, since].join('|');

function bounded({ columns, rows }: Answer, maxRows: number): ReportRows {
  const kept: Scalar[][] = [];
  let characters = 0;
  for (const row of rows) {
    const cells = row.map(plain);
    characters += cells.reduce<number>((sum, cell) => sum + (typeof cell === 'string' ? cell.length : 8), 0);
    if (kept.length === maxRows || characters > MAX_CHARACTERS)
      return { columns, rows: kept, truncated: true };
    kept.push(cells);
  }
  return { columns, rows: kept, truncated: false };
}

function plain(cell: unknown): Scalar {
  if (cell === null || cell === undefined) return null;
  if (typeof cell === 'boolean') return cell ? 1 : 0;
  if (typeof cell === 'string' || typeof cell === 'number') return cell;
  if (typeof cell === 'bigint') return Number(cell);
  throw new ReportFailure('failed', 'a cell is neither text nor a number: cast it to text');
}

function failureOf(error: unknown): ReportFailure {
  if (error instanceof ReportFailure) return error;
  return new ReportFailure(codeOf(error) === CANCELLED ? 'timed_out' : 'failed', messageOfServer(error));
}

/** What the server has against a statement. Throws when it is not the statement that is at fault. */
function refusalOf(error: unknown): { refused: string } {
  if (VERDICT.test(codeOf(error))) return { refused: messageOfServer(error) };
  throw failureOf(error);
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : '');

const messageOfServer = (error: unknown) => (error instanceof Error ? error.message : String(error));
