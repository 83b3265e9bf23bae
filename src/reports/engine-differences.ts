import { type Expr, parseStmt, type SortedColumn, traverse } from 'sqlite3-parser';
import type { SqlProblem } from './sql-rules.ts';

/** Functions that only one of the engines has, or that mean something else on the other. */
const OF_ONE_ENGINE: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['julianday', 'strftime', 'date', 'iif', 'instr', 'total', 'group_concat'].map((name) => [
      name,
      'SQLite',
    ]),
  ),
  ...Object.fromEntries(['to_date', 'to_char', 'date_trunc', 'date_part'].map((name) => [name, 'Postgres'])),
};

/** Columns of the views that may be empty, and by which reports are sorted. */
const MAY_BE_EMPTY: ReadonlySet<string> = new Set([
  ...['due', 'completed'].flatMap((day) =>
    ['on', 'week', 'month', 'quarter'].map((part) => `${day}_${part}`),
  ),
  ...['started_on', 'ended_on', 'closes_on', 'closes_month', 'closed_on'],
  ...['company_name', 'contact_name', 'email', 'phone', 'domain', 'about'],
  ...['amount', 'weighted_amount', 'currency', 'reason'],
]);

const FRACTIONS = /real|double|float|numeric|decimal/i;

/**
 * What one statement means or gives otherwise on the other engine, with the lines of the SQL. It breaks no rule, and its author is told;
 * a report whose `sql` is a map { sqlite, postgres } has said already what is different.
 */
export function findEngineDifferences(text: string): SqlProblem[] {
  const parsed = parseStmt(text);
  if (parsed.status === 'error' || parsed.root.type !== 'SelectStmt') return [];
  const { body } = parsed.root;
  const found: SqlProblem[] = [];
  const tell = (reason: string, { span }: { span: { line: number } }) =>
    found.push({ reason, line: span.line });
  const never = columnsNeverEmpty(body);
  const sorted = (terms: readonly SortedColumn[] | undefined) => {
    for (const [at, term] of (terms ?? []).entries()) {
      const column = columnOf(term.expr);
      if (!column || !MAY_BE_EMPTY.has(column) || never.has(column) || term.nulls) continue;
      if (terms?.slice(0, at).some(({ expr }) => saysWhereEmptyGoes(expr, column))) continue;
      tell(
        `rows without ${column} come first on SQLite and last on Postgres: write “order by ${column} is null, ${column}”, or nulls last`,
        term,
      );
    }
  };
  traverse(body, {
    enter: () => undefined,
    leave: () => undefined,
    nodes: {
      Select: ({ orderBy }) => sorted(orderBy),
      LikeExpr: (like) => {
        if (!hasCall(like.lhs, LOWERED) || !hasCall(like.rhs, LOWERED))
          tell(
            'LIKE takes A and a for the same on SQLite, and not on Postgres: put lower() around both sides',
            like,
          );
        if (!like.escape && has(like.rhs, ({ type }) => type === 'VariableExpr' || type === 'Variable'))
          tell('in what is given, % and _ stand for any letters: compare with =, or add an ESCAPE', like);
      },
      FunctionCallExpr: (call) => {
        const name = call.name.name.toLowerCase();
        const engine = Object.hasOwn(OF_ONE_ENGINE, name) ? OF_ONE_ENGINE[name] : undefined;
        if (engine)
          tell(
            `${name}() is of ${engine}, and not the same elsewhere: write sql as { sqlite, postgres }`,
            call,
          );
        if (LOWERED.has(name))
          tell(
            `${name}() knows only a to z on SQLite, where Ä stays as it is: sort names by their sort_key`,
            call,
          );
        if (name === 'round' && (call.args?.length ?? 0) > 1 && !hasFraction(call, /numeric|decimal/i))
          tell('round() to decimals takes only numeric on Postgres: write cast(… as numeric) within', call);
      },
      BinaryExpr: (division) => {
        if (division.op !== 'Divide') return;
        if (!isNeverZero(division.right))
          tell('by zero, / is empty on SQLite and fails on Postgres: write / nullif(…, 0)', division);
        if (!hasFraction(division.left) && !hasFraction(division.right))
          tell('of whole numbers, 3 / 2 is 1: write cast(… as double precision) / …', division);
      },
    },
  });
  return found;
}

const LOWERED: ReadonlySet<string> = new Set(['lower', 'upper']);

type Node = { readonly type: string; readonly [key: string]: unknown };

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

/** Whether a node, or one below it, is like this. */
function has(node: unknown, isIt: (node: Node) => boolean): boolean {
  if (Array.isArray(node)) return node.some((each) => has(each, isIt));
  if (!isNode(node)) return false;
  return isIt(node) || Object.values(node).some((each) => has(each, isIt));
}

const hasCall = (node: unknown, names: ReadonlySet<string>) =>
  has(node, (each) => each.type === 'FunctionCallExpr' && names.has(nameOf(each)));

const nameOf = ({ name }: Node) => String((name as { name?: unknown }).name ?? '').toLowerCase();

/** Whether a number with decimals is in it, so that a division has them, too. */
function hasFraction(node: unknown, types = FRACTIONS): boolean {
  return has(node, (each) => {
    if (each.type === 'CastExpr')
      return types.test(String((each.typeName as { name?: unknown } | undefined)?.name ?? ''));
    if (each.type === 'NumericLiteral') return String(each.value).includes('.');
    return each.type === 'FunctionCallExpr' && ['avg', 'julianday'].includes(nameOf(each));
  });
}

/** Whether it is a number, guarded by nullif, or counts the rows of a group, which is never empty. */
function isNeverZero(expr: Expr): boolean {
  return has(
    expr,
    (each) =>
      each.type === 'FunctionCallStarExpr' ||
      (each.type === 'NumericLiteral' && Number(each.value) !== 0) ||
      (each.type === 'FunctionCallExpr' && nameOf(each) === 'nullif'),
  );
}

function columnOf(expr: unknown): string | undefined {
  if (!isNode(expr)) return undefined;
  if (expr.type === 'QualifiedExpr') return String((expr.column as { text?: unknown }).text).toLowerCase();
  if (expr.type === 'Id' || expr.type === 'NameExpr') {
    const { name } = expr as { name?: unknown };
    return String(isNode(name) ? (name.text ?? name.name) : name).toLowerCase();
  }
  return undefined;
}

/** Whether a term before says where the empty ones go: `due_on is null`, or a case that asks for it. */
const saysWhereEmptyGoes = (expr: unknown, column: string) =>
  has(
    expr,
    (each) => ['IsNullExpr', 'NotNullExpr', 'BinaryExpr'].includes(each.type) && mentions(each, column),
  );

const mentions = (node: unknown, column: string) => has(node, (each) => columnOf(each) === column);

/** The columns of which a condition leaves no empty ones: what is compared is not empty. */
function columnsNeverEmpty(body: unknown): ReadonlySet<string> {
  const known = new Set<string>();
  has(body, (each) => {
    const isComparison =
      each.type === 'BetweenExpr' ||
      each.type === 'NotNullExpr' ||
      each.type === 'InListExpr' ||
      (each.type === 'BinaryExpr' && COMPARISONS.has(String(each.op)));
    if (isComparison)
      for (const side of Object.values(each)) {
        const column = columnOf(side);
        if (column) known.add(column);
      }
    return false;
  });
  return known;
}

const COMPARISONS: ReadonlySet<string> = new Set([
  'Equals',
  'Greater',
  'GreaterEquals',
  'Less',
  'LessEquals',
  'IsNot',
]);
