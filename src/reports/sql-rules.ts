import { type CommonTableExpr, parseStmt, type Select, type Span, traverse } from 'sqlite3-parser';
import { didYouMean } from '../nearest-word.ts';
import { REPORT_VIEWS } from '../store/reporting/views.ts';

/** A rule that the SQL breaks, and the line of the SQL, counted from 1. */
export type SqlProblem = { reason: string; line: number };

/** Functions a report may call: they compute from what they are given, and nothing else. */
const FUNCTIONS = new Set([
  ...['count', 'sum', 'avg', 'min', 'max', 'total', 'group_concat', 'string_agg'],
  ...['coalesce', 'nullif', 'iif', 'abs', 'round', 'floor', 'ceil'],
  ...['lower', 'upper', 'trim', 'ltrim', 'rtrim', 'length', 'substr', 'replace', 'instr', 'concat'],
  ...['row_number', 'rank', 'dense_rank', 'ntile', 'lag', 'lead', 'first_value', 'last_value'],
  ...['date', 'julianday', 'strftime', 'to_date', 'to_char', 'date_trunc', 'date_part'],
]);

/** How many arguments a function needs so as not to mean the present day. */
const NEED_A_DAY: Readonly<Record<string, number>> = { date: 1, julianday: 1, strftime: 2 };

const PUBLISHED: ReadonlySet<string> = new Set(REPORT_VIEWS);
/** How deeply a statement may be nested. */
const MAX_DEPTH = 60;

/**
 * Checks one rendered statement by the rules: exactly one SELECT over the reporting views; no schema; only functions
 * from the list; CTEs only at the beginning, and none that takes the name of a table or refers to itself. `reserved` are
 * the names of all tables.
 */
export function checkSql(text: string, reserved: ReadonlySet<string>): SqlProblem[] {
  const parsed = parseStmt(text);
  if (parsed.status === 'error') {
    return parsed.errors.map(({ message, span }) => ({ reason: message, line: span.line }));
  }
  const { root } = parsed;
  if (root.type !== 'SelectStmt') {
    return [{ reason: `must be exactly one SELECT, not ${nameOf(root.type)}`, line: root.span.line }];
  }
  return checkSelect(root.body, reserved);
}

/** `CreateTableStmt` -> `CREATE TABLE`. */
const nameOf = (type: string) =>
  type
    .replace(/Stmt$/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toUpperCase();

function checkSelect(root: Select, reserved: ReadonlySet<string>): SqlProblem[] {
  const problems: SqlProblem[] = [];
  const found = (reason: string, { line }: Span) => problems.push({ reason, line });
  const known = new Set<string>();
  let depth = 0;
  /** CTEs whose body we are in, and that are not known yet. */
  const open: string[] = [];

  const table = (name: string, span: Span) => {
    const folded = name.toLowerCase();
    if (PUBLISHED.has(folded) || known.has(folded)) return;
    if (open.includes(folded)) found(`“${name}” refers to itself: recursion is not allowed`, span);
    else
      found(
        `there is no view “${name}”${didYouMean(name, [...REPORT_VIEWS, ...known])}; there are: ${REPORT_VIEWS.join(', ')}`,
        span,
      );
  };
  const call = (name: string, span: Span) => {
    if (!FUNCTIONS.has(name.toLowerCase()))
      found(`the function ${name}() is not on the list${didYouMean(name, [...FUNCTIONS])}`, span);
  };
  const define = ({ tblName, span }: CommonTableExpr) => {
    const folded = tblName.text.toLowerCase();
    const taken =
      reserved.has(folded) || PUBLISHED.has(folded) || known.has(folded) || folded.startsWith('sqlite_');
    if (taken) found(`a CTE cannot be called “${tblName.text}”: that is the name of a table`, span);
    open.push(folded);
  };

  traverse(root, {
    enter: () => {
      depth += 1;
      if (depth === MAX_DEPTH) found('is nested too deeply', root.span);
      return depth > MAX_DEPTH ? 'skip' : undefined;
    },
    leave: (node) => {
      depth -= 1;
      if (node.type !== 'CommonTableExpr') return;
      const name = open.pop();
      if (name) known.add(name);
    },
    nodes: {
      With: (clause) => {
        if (clause.recursive) found('WITH RECURSIVE is not allowed', clause.span);
        // Names of a WITH in the middle are known in a part of the statement only, and mean something else outside of
        // it.
        if (clause !== root.with) found('WITH can stand only at the beginning', clause.span);
      },
      CommonTableExpr: define,
      TableSelectTable: ({ tblName, indexed, span }) => {
        if (tblName.dbName) found(`no schema may be named (“${tblName.dbName.text}.”)`, span);
        if (indexed) found('INDEXED BY is not allowed', span);
        table(tblName.objName.text, span);
      },
      TableCallSelectTable: ({ tblName, span }) => {
        found(`the table function ${tblName.objName.text}() is not allowed`, span);
      },
      InTableExpr: ({ rhs, span }) => {
        found(`write “in (select … from ${rhs.objName.text})”`, span);
      },
      QualifiedExpr: ({ schema, span }) => {
        if (schema) found(`no schema may be named (“${schema.text}.”)`, span);
      },
      FunctionCallExpr: ({ name, args = [], span }) => {
        call(name.name, span);
        if (args.length < (NEED_A_DAY[name.name.toLowerCase()] ?? 0)) found('use :today as the day', span);
      },
      FunctionCallStarExpr: ({ name, span }) => call(name.name, span),
      RaiseExpr: ({ span }) => void found('RAISE is not allowed', span),
      LikeExpr: ({ op, span }) => {
        if (op !== 'Like') found(`${op.toUpperCase()} is not allowed: use LIKE`, span);
      },
      CurrentDateLiteral: ({ span }) => void found('use :today, the day of the person who asks', span),
      CurrentTimeLiteral: ({ span }) => void found('use :today, the day of the person who asks', span),
      CurrentTimestampLiteral: ({ span }) => void found('use :today, the day of the person who asks', span),
      StringLiteral: ({ value, span }) => {
        if (/^'?\s*now\s*'?$/i.test(value)) found("use :today instead of 'now'", span);
      },
    },
  });
  return problems;
}
