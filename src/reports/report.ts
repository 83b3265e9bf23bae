import type { Dialect } from '../store/columns.ts';
import { columns } from '../store/columns.ts';
import type { Select } from '../store/reporting/reporting.ts';
import { type Param, RESERVED, type ReportDefinition } from './definition.ts';
import { boundEndings } from './param-types.ts';
import { clauseParams, parseTemplate, renderTemplate, type Template } from './sql-template.ts';

/** A report whose file keeps all rules: its definition, and its SQL taken apart for each engine. */
export type Report = { definition: ReportDefinition; templates: Record<Dialect, Template> };

export const DIALECTS = Object.keys(columns) as Dialect[];

/** Makes a report of a definition. Throws `TemplateError`. */
export function reportOf(definition: ReportDefinition): Report {
  const { sqlite, postgres } = definition.sql;
  return { definition, templates: { sqlite: parseTemplate(sqlite), postgres: parseTemplate(postgres) } };
}

/** The columns that the statement gives: those that are shown, and then those that tell two of one name apart. */
export function statementColumns({ columns }: Pick<ReportDefinition, 'columns'>): string[] {
  const keys = Object.values(columns).flatMap(({ key }) =>
    key && !Object.hasOwn(columns, key) ? [key] : [],
  );
  return [...new Set([...Object.keys(columns), ...keys])];
}

/** The names that params have in the SQL. */
export function declaredNames({ params }: ReportDefinition): Map<string, Param> {
  const names = Object.entries(params).flatMap(([name, spec]) =>
    boundEndings(spec).map((ending) => [`${name}${ending}`, spec] as const),
  );
  return new Map(names);
}

/** The statement with all clauses, with none, and with each alone; lists hold two values. */
export function shapesOf({ definition, templates }: Report, dialect: Dialect): Select[] {
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
