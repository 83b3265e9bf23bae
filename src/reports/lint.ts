import { messageOf } from '../errors.ts';
import type { Dialect } from '../store/columns.ts';
import { columns } from '../store/columns.ts';
import {
  type Description,
  ReportFailure,
  type Reporting,
  type Select,
} from '../store/reporting/reporting.ts';
import { tableNames } from '../store/reporting/views.ts';
import {
  isRecord,
  isReserved,
  type Param,
  RESERVED,
  type ReportDefinition,
  type ScalarParam,
} from './definition.ts';
import { boundEndings, ruleOf, understand } from './param-types.ts';
import { type ParsedFile, type Problem, parseReportFile } from './report-file.ts';
import { checkSql } from './sql-rules.ts';
import {
  clauseParams,
  offsetOf,
  parseTemplate,
  renderTemplate,
  requiredParams,
  type Template,
  TemplateError,
} from './sql-template.ts';

/** A report whose file keeps all rules: its definition, and its SQL taken apart for each engine. */
export type Report = { definition: ReportDefinition; templates: Record<Dialect, Template> };

/** The verdict on one file. */
export type Linted = { report: Report } | { problems: Problem[] };

const DIALECTS = Object.keys(columns) as Dialect[];

/** The day on which relative defaults are tried; any day will do. */
const SOME_DAY = '2026-01-31';

/** Checks the files of reports by all rules, the engine's own among them. Gives one verdict for each file, in order. */
export async function lintFiles(
  files: readonly { text: string; fileName: string }[],
  reporting: Reporting,
): Promise<Linted[]> {
  const read = files.map(({ text, fileName }) => lintText(text, fileName));
  const trials = read.map((each) => ('problems' in each ? [] : shapesOf(each.report, reporting.dialect)));
  const described = await describeEach(reporting, trials);
  return read.map((each, at) => {
    if ('problems' in each) return each;
    const problems = checkDescriptions(each, described[at] ?? [], reporting.dialect);
    return problems.length > 0 ? { problems } : { report: each.report };
  });
}

/**
 * Asks the engine about all statements at once. A statement that is too much for the engine is searched for, so that it
 * stops no other.
 */
async function describeEach(reporting: Reporting, trials: readonly Select[][]): Promise<Description[][]> {
  try {
    const described = await reporting.describe(trials.flat());
    let at = 0;
    return trials.map(({ length }) => {
      at += length;
      return described.slice(at - length, at);
    });
  } catch (error) {
    if (!(error instanceof ReportFailure) || error.kind === 'failed') throw error;
    if (trials.length === 1) return [[{ refused: 'is too complex to be prepared' }]];
    const middle = trials.length >> 1;
    const first = await describeEach(reporting, trials.slice(0, middle));
    return [...first, ...(await describeEach(reporting, trials.slice(middle)))];
  }
}

type Read = { report: Report; parsed: ParsedFile };

/** Checks a file by the rules that need no engine. A text that no parser can read is a problem of its file, too. */
function lintText(text: string, fileName: string): Read | { problems: Problem[] } {
  try {
    return judgeText(text, fileName);
  } catch (error) {
    return { problems: [{ line: 1, reason: `cannot be read: ${messageOf(error)}` }] };
  }
}

function judgeText(text: string, fileName: string): Read | { problems: Problem[] } {
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
  const report = { definition: parsed.definition, templates: { sqlite, postgres } };
  const rules = DIALECTS.flatMap((dialect) => checkStatement({ report, parsed }, dialect));
  return rules.length > 0 ? { problems: distinct(rules) } : { report, parsed };
}

/** Problems without repetition: one statement usually serves both engines, and its problems are told once. */
function distinct(problems: Problem[]): Problem[] {
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
  return problems;
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

/** The names that params have in the SQL. */
function declaredNames({ params }: ReportDefinition): Map<string, Param> {
  const names = Object.entries(params).flatMap(([name, spec]) =>
    boundEndings(spec).map((ending) => [`${name}${ending}`, spec] as const),
  );
  return new Map(names);
}

/** Checks the statement in every shape that its optional clauses can give it. */
function checkStatement({ report, parsed }: Read, dialect: Dialect): Problem[] {
  const names = new Set(tableNames());
  return shapesOf(report, dialect).flatMap(({ text }) =>
    checkSql(text, names).map(({ reason, line }) => ({
      line: parsed.sqlLine(dialect, line),
      reason: `sql: ${reason}`,
    })),
  );
}

/** The statement with all clauses, with none, and with each alone; lists hold two values. */
function shapesOf({ definition, templates }: Report, dialect: Dialect): Select[] {
  const template = templates[dialect];
  const declared = declaredNames(definition);
  const always = [...declared].filter(([, spec]) => !spec.optional).map(([name]) => name);
  const clauses = clauseParams(template);
  const sets = [[...declared.keys()], always, ...clauses.map((names) => [...always, ...names])];
  return sets.map((names) => {
    const values = new Map(
      [...names, ...RESERVED].map((name) => [
        name,
        declared.get(name)?.type === 'list' ? [null, null] : null,
      ]),
    );
    return renderTemplate(template, { dialect, values });
  });
}

/** Checks what the engine says of each shape, and that each gives the declared columns in their order. */
function checkDescriptions({ report, parsed }: Read, described: Description[], dialect: Dialect): Problem[] {
  const line = parsed.sqlLine(dialect, 1);
  const columnsLine = parsed.lineOf(['columns']);
  const wanted = Object.keys(report.definition.columns).join(', ');
  const problems = described.flatMap((each) => {
    if ('refused' in each) return [{ line, reason: `sql: ${each.refused}` }];
    const given = each.columns.join(', ');
    return given === wanted
      ? []
      : [{ line: columnsLine, reason: `columns: declared are ${wanted}; the statement gives ${given}` }];
  });
  return distinct(problems);
}
