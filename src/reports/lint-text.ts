import { messageOf } from '../errors.ts';
import type { Dialect } from '../store/columns.ts';
import { tableNames } from '../store/reporting/views.ts';
import {
  isRecord,
  isReserved,
  LIMITS,
  type Param,
  type ReportDefinition,
  type ScalarParam,
} from './definition.ts';
import { boundEndings, ruleOf, understand } from './param-types.ts';
import { DIALECTS, declaredNames, type Report, shapesOf } from './report.ts';
import { type ParsedFile, parseReportFile } from './report-file.ts';
import { checkSql } from './sql-rules.ts';
import {
  clauseParams,
  offsetOf,
  parseTemplate,
  requiredParams,
  type Template,
  TemplateError,
} from './sql-template.ts';
import type { Problem } from './yaml-text.ts';

/** The file of a report. */
export type ReportText = { text: string; fileName: string };

/** What the rules say of a file that need no engine. What the engine says of a good one is told with these lines. */
export type Judged =
  | { definition: ReportDefinition; lines: { columns: number; sql: Record<Dialect, number> } }
  | { problems: Problem[] };

/** The day on which relative defaults are tried; any day will do. */
const SOME_DAY = '2026-01-31';

/** Checks a file by the rules that need no engine. A text that no parser can read is a problem of its file, too. */
export function judgeText(file: ReportText): Judged {
  try {
    return judge(file);
  } catch (error) {
    return { problems: [{ line: 1, reason: `cannot be read: ${messageOf(error)}` }] };
  }
}

function judge({ text, fileName }: ReportText): Judged {
  const parsed = parseReportFile(text, fileName);
  if ('problems' in parsed) return parsed;
  const templates: Partial<Record<Dialect, Template>> = {};
  const problems = checkDefinition(parsed);
  for (const dialect of DIALECTS) {
    const template = readTemplate(parsed, dialect);
    if ('problems' in template) problems.push(...template.problems);
    else templates[dialect] = template;
  }
  const { sqlite, postgres } = templates;
  if (!sqlite || !postgres || problems.length > 0) return { problems: distinct(problems) };
  const { definition, lineOf, sqlLine } = parsed;
  const report = { definition, templates: { sqlite, postgres } };
  const rules = DIALECTS.flatMap((dialect) => checkStatement({ report, parsed }, dialect));
  if (rules.length > 0) return { problems: distinct(rules) };
  const lines = {
    columns: lineOf(['columns']),
    sql: { sqlite: sqlLine('sqlite', 1), postgres: sqlLine('postgres', 1) },
  };
  return { definition, lines };
}

/** Problems without repetition: one statement usually serves both engines, and its problems are told once. */
export function distinct(problems: Problem[]): Problem[] {
  return [...new Map(problems.map((each) => [`${each.line} ${each.reason}`, each])).values()];
}

function checkDefinition({ definition, lineOf }: ParsedFile): Problem[] {
  const { params, columns: shown, chart } = definition;
  const problems: Problem[] = [];
  const found = (path: string[], reason: string) =>
    problems.push({ line: lineOf(path), reason: `${path.join('.')}: ${reason}` });
  for (const [name, spec] of Object.entries(params)) {
    const reason = checkParam(spec) ?? checkDefault(spec);
    if (reason) found(['params', name], reason);
    const clash = boundEndings(spec).find((ending) => ending && Object.hasOwn(params, `${name}${ending}`));
    if (clash) found(['params', `${name}${clash}`], `is the name that the period ${name} has in the SQL`);
  }
  for (const [part, name] of Object.entries(chart ?? {})) {
    if (part !== 'type' && name && !Object.hasOwn(shown, name))
      found(['chart', part], `there is no column “${name}”`);
  }
  for (const [name, { format, currency }] of Object.entries(shown)) {
    const reason = checkCurrency({ format, currency }, shown);
    if (reason) found(['columns', name], reason);
  }
  const drawn = chart && shown[chart.y];
  if (drawn?.format === 'money' && (chart?.type === 'pie' || chart?.series !== drawn.currency))
    found(
      ['chart', 'series'],
      `amounts are drawn by currency: needs the column “${drawn.currency}”, and no pie`,
    );
  return problems;
}

/** Money has the column of its currency beside it, so that no two currencies are ever taken for one. */
function checkCurrency(
  { format, currency }: Pick<ReportDefinition['columns'][string], 'format' | 'currency'>,
  shown: ReportDefinition['columns'],
): string | undefined {
  if (format !== 'money') return currency ? 'only money has a currency' : undefined;
  if (!currency) return 'needs currency: the name of the column that holds it';
  return shown[currency]?.format === 'text' ? undefined : `there is no column “${currency}” of format text`;
}

/** Finds a rule in a param that no value can keep. */
function checkParam(spec: Param): string | undefined {
  const scalar = scalarOf(spec);
  if ('min' in scalar && 'max' in scalar && scalar.min !== undefined && scalar.max !== undefined) {
    if (scalar.min > scalar.max) return 'min is more than max';
  }
  if (scalar.type !== 'enum') return undefined;
  const folded = scalar.values.map((value) => value.toLowerCase());
  if (new Set(folded).size < folded.length) return 'a value stands there twice';
  const hasComma = spec.type === 'list' && folded.some((value) => value.includes(','));
  return hasComma ? 'a value has a comma, which separates the values of a list' : undefined;
}

function checkDefault(spec: Param): string | undefined {
  if (spec.default === undefined) return undefined;
  if (spec.optional) return 'is optional and has a default; one of the two';
  const scalar = scalarOf(spec);
  const words = [spec.default].flat().map(String);
  if (isRecord(scalar)) return `a ${scalar.type} has no default`;
  if (scalar.type === 'member') {
    return words.every((word) => word === 'me') ? undefined : 'the default of a member can only be “me”';
  }
  const lookUp = () => Promise.reject(new Error('names have no defaults'));
  const fits =
    words.every((word) => understand(word, scalar, { today: SOME_DAY, lookUp })) &&
    (spec.type !== 'list' || words.length <= spec.max);
  return fits ? undefined : `the default ${ruleOf(spec)}`;
}

const scalarOf = (spec: Param) => (spec.type === 'list' ? spec.of : spec) as ScalarParam;

/** Takes the SQL apart, and checks that its params are the declared ones, all of them. */
function readTemplate(
  { definition, sqlLine }: ParsedFile,
  dialect: Dialect,
): Template | { problems: Problem[] } {
  const sql = definition.sql[dialect];
  const problem = (reason: string, offset = 0) => ({
    line: sqlLine(dialect, sql.slice(0, offset).split('\n').length),
    reason: `sql: ${reason}`,
  });
  let template: Template;
  try {
    template = parseTemplate(sql);
  } catch (error) {
    if (error instanceof TemplateError) return { problems: [problem(error.message, error.offset)] };
    throw error;
  }
  const clauses = clauseParams(template).length;
  if (clauses > LIMITS.clauses)
    return { problems: [problem(`has ${clauses} optional clauses; at most ${LIMITS.clauses}`)] };
  const declared = declaredNames(definition);
  const unknown = [...template.params].filter((name) => !declared.has(name) && !isReserved(name));
  const unused = [...declared.keys()].filter((name) => !template.params.has(name));
  const required = requiredParams(template);
  const loose = [...declared].filter(([name, spec]) => spec.optional && required.has(name));
  const problems = [
    ...unknown.map((name) => problem(`the param :${name} is not declared`, offsetOf(template, name))),
    ...unused.map((name) => problem(`the declared param :${name} is not used`)),
    ...loose.map(([name]) =>
      problem(`:${name} is optional, so it can stand only inside [[ … ]]`, required.get(name)),
    ),
  ];
  return problems.length > 0 ? { problems } : template;
}

/** Checks the statement in every shape that its optional clauses can give it. */
function checkStatement(
  { report, parsed }: { report: Report; parsed: ParsedFile },
  dialect: Dialect,
): Problem[] {
  const names = new Set(tableNames());
  return shapesOf(report, dialect).flatMap(({ text }) =>
    checkSql(text, names).map(({ reason, line }) => ({
      line: parsed.sqlLine(dialect, line),
      reason: `sql: ${reason}`,
    })),
  );
}
