import { setPriority } from 'node:os';
import Sqlite from 'better-sqlite3';
import { messageOf } from '../../errors.ts';
import { watchOver } from '../watch-over.ts';
import {
  type Description,
  type ReportRows,
  SANDBOX,
  type Scalar,
  type Select,
  wholeCell,
} from './reporting.ts';
import type { ChildAnswer, ChildRequest, MoreRequest } from './sqlite-protocol.ts';

/*
 * Runs reports for a parent process that can kill it at any moment. Whatever the SQL says, it meets an empty main
 * database; the real one is attached, read-only, under a name that nobody can know, behind views; and a statement that
 * would open anything else, by the engine's own account, is not run.
 */

/** The attached database in the engine's account of a statement: 0 is main, 1 is temp. */
const ATTACHED = 2;
const ONE_SELECT = /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*(?:select|with|values)\b/i;

// SQLite's own limit of memory does nothing here: the driver is built without memory statistics.
setPriority(SANDBOX.sqlite.priority);
await watchOver(SANDBOX.sqlite);
/** Rows that are still to be sent, when the parent asks for them. */
let unsent: ReportRows = { columns: [], rows: [], truncated: false };
/** Connections that are done with. To let go of the pages that one has read takes a while: nobody is to wait for it. */
const used: Sqlite.Database[] = [];
process.on('message', (request: ChildRequest | MoreRequest) => {
  const whole =
    request.kind === 'more' ? { kind: 'rows' as const, isPart: false, ...unsent } : answer(request);
  process.send?.(whole.kind === 'rows' ? firstPart(whole) : whole);
  for (const db of used.splice(0)) db.close();
});

/** As many rows as go into one message, at least one; the others are kept. */
function firstPart({ columns, rows, truncated }: ReportRows): ChildAnswer {
  const { messageRows, messageCharacters } = SANDBOX.sqlite;
  let count = 0;
  for (
    let characters = 0;
    count < rows.length && count < messageRows && characters < messageCharacters;
    count += 1
  )
    characters += sizeOf(rows[count] ?? []);
  unsent = { columns, rows: rows.slice(count), truncated };
  return { kind: 'rows', isPart: count < rows.length, columns, rows: rows.slice(0, count), truncated };
}

const sizeOf = (row: readonly Scalar[]) =>
  row.reduce<number>((sum, cell) => sum + (typeof cell === 'string' ? cell.length : 8), 0);

function answer(request: ChildRequest): ChildAnswer {
  const quick = answerOn(request, (select) => select);
  if (request.kind !== 'query' || quick.kind !== 'error') return quick;
  // SQLite may try a report's own conditions on rows that the viewer does not see, and fail on one of them.
  return answerOn(request, (select) => `with seen as materialized (${select}) select * from seen`);
}

/** `barrier` makes the SELECT of a view into one behind which the report's own conditions are tried. */
function answerOn(request: ChildRequest, barrier: (select: string) => string): ChildAnswer {
  const preparingWith = (temporary: Temporary) => preparing(open(request, { barrier, temporary }), request);
  try {
    if (request.kind === 'describe') {
      const prepare = preparingWith('in memory');
      const descriptions = request.selects.map((select) => describe(prepare, select));
      return { kind: 'descriptions', descriptions };
    }
    const { select, maxRows } = request;
    const sorting = preparingWith('sorted in memory')(select);
    const { statement } = sorting.gathers ? preparingWith('in memory')(select) : sorting;
    return { kind: 'rows', isPart: false, ...fetch(statement, select, maxRows) };
  } catch (error) {
    return { kind: 'error', message: messageOf(error) };
  }
}

/**
 * Where SQLite has what it sorts and gathers, which must not fill the disk. It sorts much faster where it may use a file, and does not
 * come to that while the cache has room, of which it takes half a gigabyte at most: the process is stopped before. What it gathers
 * goes to a file soon, so that a statement which gathers anything, be it the first rows of a sort, has all of it in memory.
 * Source: vdbesort.c in https://www.sqlite.org/src
 */
type Temporary = 'in memory' | 'sorted in memory';

/** A connection for one request, so that nothing is left over from another. */
function open(
  { path, emptyPath, schema, views }: ChildRequest,
  { barrier, temporary }: { barrier: (select: string) => string; temporary: Temporary },
): Sqlite.Database {
  const db = new Sqlite(emptyPath, { readonly: true });
  used.push(db);
  if (temporary === 'in memory') db.pragma('temp_store = memory');
  else db.pragma(`main.cache_size = -${SANDBOX.sqlite.memory / 1024}`);
  db.prepare(`attach ? as "${schema}"`).run(path);
  db.function(`deny_${schema}`, () => {
    throw new Error('This table is not published.');
  });
  // Virtual tables have no page, and come first: once their names stand for a view, SQLite lets those of the tables that belong to
  // them be used as well. VACUUM writes the schema in another order.
  const tables = db.prepare(
    `select name from "${schema}".sqlite_schema where type in ('table', 'view') order by rootpage`,
  );
  for (const name of tables.pluck().all().map(String)) {
    if (name in views || name.startsWith('sqlite_')) continue;
    db.exec(`create temp view ${quoted(name)} as select deny_${schema}() as denied`);
  }
  for (const [name, select] of Object.entries(views))
    db.exec(`create temp view ${quoted(name)} as ${barrier(select)}`);
  db.pragma('query_only = on');
  return db;
}

type Statement = Sqlite.Statement<unknown[], Scalar[]>;
/** `gathers`: the statement may have tables of its own for what it reads. */
type Prepare = (select: Select) => { statement: Statement; gathers: boolean };
type Step = { opcode: string; p2: number; p3: number };

function preparing(db: Sqlite.Database, { schema, tables }: ChildRequest): Prepare {
  const published = new Set(
    db
      .prepare(
        `select rootpage from "${schema}".sqlite_schema where tbl_name in (select value from json_each(?))`,
      )
      .pluck()
      .all(JSON.stringify(tables)),
  );
  /** Whether a step opens a virtual table, such as `pragma_table_list`, or a table that is not published. */
  const isForbidden = ({ opcode, p2, p3 }: Step) =>
    opcode === 'VOpen' ||
    (/^(?:Open(?:Read|Write)|ReopenIdx)$/.test(opcode) && !(p3 === ATTACHED && published.has(p2)));

  return ({ text, values }) => {
    if (!ONE_SELECT.test(text)) throw new Error('Only a SELECT can be run.');
    const statement: Statement = db.prepare(text);
    if (!statement.reader || !statement.readonly) throw new Error('Only a SELECT can be run.');
    const steps = db.prepare<unknown[], Step>(`explain ${text}`).all(...named(values));
    if (steps.some(isForbidden)) throw new Error('This table is not published.');
    const gathers = steps.some(({ opcode }) => /^Open(?!Read$|Pseudo$)/.test(opcode));
    return { statement: statement.raw().safeIntegers(), gathers };
  };
}

function fetch(statement: Statement, select: Select, maxRows: number): ReportRows {
  const columns = statement.columns().map(({ name }) => name);
  const rows: Scalar[][] = [];
  let characters = 0;
  for (const row of statement.iterate(...named(select.values))) {
    characters += sizeOf(row);
    if (rows.length === maxRows || characters > SANDBOX.characters) return { columns, rows, truncated: true };
    rows.push(row.map(plain));
  }
  return { columns, rows, truncated: false };
}

/** `?1` counts as a name to the driver. */
function named(values: readonly Scalar[]): Record<string, Scalar>[] {
  return values.length === 0 ? [] : [Object.fromEntries(values.map((value, at) => [at + 1, value]))];
}

/** Bytes are nothing a report shows. */
function plain(cell: Scalar | bigint | Uint8Array): Scalar {
  if (typeof cell === 'bigint') return wholeCell(cell);
  return cell instanceof Uint8Array ? null : cell;
}

function describe(prepare: Prepare, select: Select): Description {
  try {
    const columns = prepare(select).statement.columns();
    return { columns: columns.map(({ name }) => name) };
  } catch (error) {
    return { refused: messageOf(error) };
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
