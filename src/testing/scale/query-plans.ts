import Sqlite from 'better-sqlite3';

/** A statement as it was executed. */
type Executed = { statement: string; values: unknown[] };
/** What SQLite does for a statement: one line for each table that it goes through. */
export type QueryPlan = { statement: string; steps: string[] };

/** Records every statement that is prepared or executed from now on, by whichever connection, until `stop`. */
export function recordStatements(): { statements: Set<string>; executed: Executed[]; stop(): void } {
  const statements = new Set<string>();
  const executed: Executed[] = [];
  const original = Sqlite.prototype.prepare;
  Sqlite.prototype.prepare = function (this: Sqlite.Database, source: string) {
    statements.add(source);
    return original.call(this, source);
  } as typeof original;
  const prototype = Object.getPrototypeOf(new Sqlite(':memory:').prepare('select 1')) as Methods;
  const { all, get, run } = prototype;
  for (const [name, method] of Object.entries({ all, get, run })) {
    prototype[name as keyof Methods] = function (this: Sqlite.Statement, ...values: unknown[]) {
      executed.push({ statement: this.source, values });
      return method.apply(this, values);
    };
  }
  return {
    statements,
    executed,
    stop: () => {
      Sqlite.prototype.prepare = original;
      Object.assign(prototype, { all, get, run });
    },
  };
}

type Methods = Record<'all' | 'get' | 'run', (this: Sqlite.Statement, ...values: unknown[]) => unknown>;

/** The plans of statements that read or write rows, on the database in a file. */
export function explain(path: string, statements: Iterable<string>): QueryPlan[] {
  const db = new Sqlite(path, { readonly: true });
  const plans = [...statements].filter(hasPlan).map((statement) => {
    // A plan is the same whatever the values are.
    const values = Array.from(statement.matchAll(/\?/g), () => null);
    const rows = db.prepare(`explain query plan ${statement}`).all(values) as { detail: string }[];
    return { statement, steps: rows.map(({ detail }) => detail) };
  });
  db.close();
  return plans;
}

const hasPlan = (statement: string) => /^\s*(select|insert|update|delete|with)\b/i.test(statement);

const SCAN =
  /^SCAN (?!search_index\b|near\b|of_key_\d|CONSTANT ROW|\()(\S+)(?: USING (?:COVERING )?INDEX (\S+))?/;

/** The steps of a plan that go through all rows of a table, or of an index: the table's name in the statement, and the index. */
export function scansOf({ steps }: QueryPlan): { table: string; index: string | undefined }[] {
  return steps.flatMap((step) => {
    const [, table, index] = SCAN.exec(step) ?? [];
    return table ? [{ table, index }] : [];
  });
}
