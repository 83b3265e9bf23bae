import { messageOf } from '../errors.ts';
import { didYouMean } from '../nearest-word.ts';
import type { Dialect } from '../store/columns.ts';
import { tableNames } from '../store/reporting/views.ts';
import { isReserved, LIMITS, RESERVED, type ReportDefinition } from './definition.ts';
import { checkDefinition } from './definition-rules.ts';
import { findEngineDifferences } from './engine-differences.ts';
import { DIALECTS, declaredNames, type Report, reportOf, shapesOf } from './report.ts';
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
    ...unknown.map((name) =>
      problem(
        `the param :${name} is not declared${didYouMean(name, [...declared.keys(), ...RESERVED])}`,
        offsetOf(template, name),
      ),
    ),
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

/** What the statement of a good file does otherwise on the other engine; none of a file whose `sql` is a map of both. */
export function adviseOn({ text, fileName }: ReportText): Problem[] {
  const parsed = parseReportFile(text, fileName);
  if ('problems' in parsed || parsed.definition.sql.sqlite !== parsed.definition.sql.postgres) return [];
  const shapes = shapesOf(reportOf(parsed.definition), 'sqlite');
  return distinct(
    shapes.flatMap((shape) =>
      findEngineDifferences(shape.text).map(({ reason, line }) => ({
        line: parsed.sqlLine('sqlite', line),
        reason: `sql: ${reason}`,
      })),
    ),
  );
}
