import { createHash } from 'node:crypto';
import { z } from 'zod';
import { invalid } from '../errors.ts';
import type { ReportDefinition } from '../reports/definition.ts';
import type { Result } from '../reports/result.ts';

export const OPERATORS = ['>', '>=', '<', '<=', '='] as const;

/** The operators in words, as in `more than 5`. */
export const COMPARED: Record<(typeof OPERATORS)[number], string> = {
  '>': 'more than',
  '>=': 'at least',
  '<': 'less than',
  '<=': 'at most',
  '=': 'exactly',
};

/** The largest number that a form can show as it is. */
const MOST = 1e12;

/** When a scheduled report is sent; without a condition it is always sent. */
export const Condition = z.discriminatedUnion('only', [
  z.strictObject({ only: z.literal('with_rows') }).describe('Only when there are rows.'),
  z
    .strictObject({
      only: z.literal('beyond'),
      column: z.string().max(60).describe('A column with numbers, as explain_report names it.'),
      operator: z.enum(OPERATORS),
      value: z.number().min(-MOST).max(MOST),
    })
    .describe('Only when, in at least one row, a column is beyond a number.'),
  z.strictObject({ only: z.literal('changed') }).describe('Only when the rows are not those sent last.'),
]);
export type Condition = z.infer<typeof Condition>;

/**
 * A condition as it was kept. It is read with fewer rules than a new one, so that a condition that was allowed once
 * stays readable.
 */
export const KeptCondition: z.ZodType<Condition> = z.discriminatedUnion('only', [
  z.looseObject({ only: z.literal('with_rows') }),
  z.looseObject({
    only: z.literal('beyond'),
    column: z.string(),
    operator: z.enum(OPERATORS),
    value: z.number(),
  }),
  z.looseObject({ only: z.literal('changed') }),
]);

const COMPARE: Record<(typeof OPERATORS)[number], (a: number, b: number) => boolean> = {
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '=': (a, b) => a === b,
};

/** Whether a result is to be sent; `lastHash` is the hash of the rows that were sent last. */
export function isMet(condition: Condition | null, result: Result, lastHash: string | null): boolean {
  if (!condition) return true;
  switch (condition.only) {
    case 'with_rows':
      return result.rows.length > 0;
    case 'beyond': {
      const at = result.columns.findIndex(({ name }) => name === condition.column);
      const { operator, value } = condition;
      return result.rows.some((row) => typeof row[at] === 'number' && COMPARE[operator](row[at], value));
    }
    case 'changed':
      return hashRows(result) !== lastHash;
    default:
      return condition satisfies never;
  }
}

/** A hash that is the same for the same rows. What changes with the day alone, such as days since something, does not count. */
export function hashRows({
  columns,
  rows,
  truncated,
}: Pick<Result, 'columns' | 'rows' | 'truncated'>): string {
  const moves = columns.map((column) => column.moves === true);
  const kept = moves.includes(true) ? rows.map((row) => row.filter((_, at) => !moves[at])) : rows;
  return createHash('sha256')
    .update(JSON.stringify([kept, truncated]))
    .digest('hex');
}

/** `only when there are rows`; empty without a condition. */
export function describeCondition(condition: Condition | null): string {
  if (!condition) return '';
  switch (condition.only) {
    case 'with_rows':
      return 'only when there are rows';
    case 'beyond':
      return `only when ${condition.column.replaceAll('_', ' ')} is ${COMPARED[condition.operator]} ${condition.value}`;
    case 'changed':
      return 'only when something has changed';
    default:
      return condition satisfies never;
  }
}

const WITH_NUMBERS: ReadonlySet<string> = new Set(['integer', 'number', 'percent']);

/** The columns of a report that can be compared with a number, by name. */
export function numericColumns({ columns }: Pick<ReportDefinition, 'columns'>): string[] {
  return Object.entries(columns).flatMap(([name, { format }]) => (WITH_NUMBERS.has(format) ? [name] : []));
}

/** `, e.g. until=yesterday` where the report has such a param; the names of its params otherwise. */
function exampleOf({ params }: Pick<ReportDefinition, 'params'>): string {
  const names = Object.keys(params);
  if (params.until?.type === 'date') return ', e.g. until=yesterday';
  return names.length > 0 ? ` (it takes ${names.join(', ')})` : '';
}

/** Throws `invalid` when the report has no column with numbers of the name in the condition. */
export function requireFits(condition: Condition | null | undefined, definition: ReportDefinition): void {
  if (condition?.only !== 'beyond') return;
  const choice = numericColumns(definition);
  if (choice.includes(condition.column)) return;
  const { name } = definition;
  const column = Object.hasOwn(definition.columns, condition.column)
    ? definition.columns[condition.column]
    : undefined;
  if (column?.format === 'boolean')
    throw invalid(
      `${condition.column} of ${name} is yes or no, and no number: use only=with_rows with a param that leaves only those rows${exampleOf(definition)}.`,
    );
  throw invalid(
    choice.length > 0
      ? `${name} has no column “${condition.column}” with numbers; choose ${choice.join(' or ')}.`
      : `${name} has no column with numbers to compare.`,
  );
}
