import { z } from 'zod';
import { ROLES, type Role } from '../context.ts';
import { clean } from '../text.ts';

/** Limits of a definition; texts in characters. */
export const LIMITS = {
  name: 50,
  title: 80,
  description: 500,
  params: 12,
  columns: 20,
  values: 100,
  examples: 10,
  tests: 20,
  sql: 20_000,
  /** Optional clauses: the statement is checked with each of them alone. */
  clauses: 24,
  file: 64 * 1024,
  /** Words and signs of YAML in a file; the time that a parser takes may grow with their square. */
  tokens: 8_000,
} as const;

/** Names that `/report` uses as words of its own. */
const WORDS = ['ask', 'help', 'search', 'list', 'runs', 'broken', 'schedule', 'schedules'];

/**
 * Params that every statement may use and nobody can pass: who asks, and when; and `most_rows`, one more than are read, for a
 * statement that stops by itself there, because all of its rows would take too long.
 */
export const RESERVED = ['viewer_id', 'viewer_role', 'today', 'time_zone', 'most_rows'] as const;
export type Reserved = (typeof RESERVED)[number];

const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((said) => clean(said) === said, 'has a control character in it');
const identifier = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9_]*$/, 'must be lower case letters, digits and _, beginning with a letter');

export const ReportName = z
  .string()
  .max(LIMITS.name)
  .regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, 'must be kebab-case, such as weekly-interactions')
  .refine((name) => !WORDS.includes(name), `must not be one of ${WORDS.join(', ')}`);

export const ReportTitle = text(LIMITS.title);

const word = z.union([z.string().max(200), z.number(), z.boolean()]);
const common = {
  description: text(200).optional(),
  /** Whether the param may be left out; the clauses in [[ ]] that use it are then left out too. */
  optional: z.boolean().default(false),
};
/** `default` is what a person would say: a relative date stays relative. */
const scalar = { ...common, default: word.optional() };
const bounds = { min: z.number().optional(), max: z.number().optional() };

/** Types of params that mean something on record: a name is looked up, and a form's field searches for it. */
export const RECORD_TYPES = ['company', 'contact'] as const;
export type RecordType = (typeof RECORD_TYPES)[number];

const SCALARS = [
  z.strictObject({
    type: z.literal('string'),
    max_length: z.int().min(1).max(1_000).default(200),
    ...scalar,
  }),
  z.strictObject({ type: z.literal('integer'), ...bounds, ...scalar }),
  z.strictObject({ type: z.literal('number'), ...bounds, ...scalar }),
  z.strictObject({ type: z.literal('boolean'), ...scalar }),
  z.strictObject({ type: z.literal('date'), ...scalar }),
  z.strictObject({ type: z.literal('period'), ...scalar }),
  z.strictObject({ type: z.literal('enum'), values: z.array(text(75)).min(1).max(LIMITS.values), ...scalar }),
  z.strictObject({ type: z.enum(RECORD_TYPES), ...scalar }),
  z.strictObject({ type: z.literal('member'), ...scalar }),
] as const;

const ScalarParam = z.discriminatedUnion('type', SCALARS);
export type ScalarParam = z.infer<typeof ScalarParam>;

/** `of: company`, or in full where the type has settings: `of: { type: enum, values: [meeting, call] }`. */
const Element = z.preprocess(
  (of) => (typeof of === 'string' ? { type: of } : of),
  ScalarParam.refine(({ type }) => type !== 'period', 'a list cannot hold periods').refine(
    (element) => element.default === undefined && !element.optional,
    'what is in a list has no default and is not optional: the list is',
  ),
);

const ListParam = z.strictObject({
  type: z.literal('list'),
  of: Element,
  max: z.int().min(1).max(50).default(20),
  default: z.array(word).min(1).optional(),
  ...common,
});
export type ListParam = z.infer<typeof ListParam>;

const Param = z.discriminatedUnion('type', [...SCALARS, ListParam]);
export type Param = z.infer<typeof Param>;

export const FORMATS = [
  'text',
  'integer',
  'number',
  'percent',
  'money',
  'date',
  'week',
  'month',
  'quarter',
  'boolean',
] as const;
export type Format = (typeof FORMATS)[number];

const Column = z.strictObject({
  label: text(60),
  format: z.enum(FORMATS).default('text'),
  /** The meaning of the column, in plain words. */
  description: text(200).optional(),
  /** False where adding its numbers up over the rows says nothing: companies of every month, days since something. */
  adds_up: z.boolean().default(true),
  /** The column within whose values alone its numbers add up: amounts of won deals and amounts of lost ones. */
  adds_up_within: identifier.optional(),
  /** True where a number changes with the day alone, such as days since something: that is no news. */
  moves: z.boolean().optional(),
  /** A further column of the statement, which is not shown: it tells two of one name apart. */
  key: identifier.optional(),
  /** Of money, whose cells are whole numbers of the smallest coins: the column that says in which currency. */
  currency: identifier.optional(),
});

/** Never taken away from: charts that were delivered once are drawn anew. */
export const CHART_TYPES = ['bar', 'line', 'area', 'pie'] as const;

const Chart = z.strictObject({
  type: z.enum(CHART_TYPES),
  x: identifier,
  y: identifier,
  series: identifier.optional(),
});

/** The days that a report is about: its param of type period, or its params with the first and the last day. */
const Span = z.union([identifier, z.strictObject({ from: identifier, to: identifier.optional() })]);

/** SQL. It is not trimmed, since problems are told with their line. */
const Statement = z
  .string()
  .max(LIMITS.sql)
  .regex(/\S/, 'is empty')
  .refine((sql) => !sql.includes('\0'), 'has a NUL in it');
const Sql = z.preprocess(
  (sql) => (typeof sql === 'string' ? { sqlite: sql, postgres: sql } : sql),
  z.strictObject({ sqlite: Statement, postgres: Statement }),
);

const ReportTest = z.strictObject({
  as: z.enum(ROLES),
  params: z.record(z.string(), z.union([word, z.array(word)])).default({}),
  expect: z.strictObject({
    rows: z.int().min(0).optional(),
    columns: z.array(identifier).optional(),
    /** The cells of the first row. */
    first: z.array(z.union([z.string(), z.number(), z.null()])).optional(),
    /** A part of the sentence with which the run is refused. */
    refused: text(200).optional(),
  }),
});

export const ReportDefinition = z.strictObject({
  name: ReportName,
  title: ReportTitle,
  description: text(LIMITS.description),
  /** Questions that the report answers, for search. */
  examples: z.array(text(200)).max(LIMITS.examples).default([]),
  /** The roles that may run the report. */
  roles: z
    .array(z.enum(ROLES))
    .min(1)
    .refine((roles) => new Set(roles).size === roles.length, 'names a role twice'),
  params: z
    .record(
      identifier.refine((name) => !isReserved(name), `must not be one of ${RESERVED.join(', ')}`),
      Param,
    )
    .refine((params) => Object.keys(params).length <= LIMITS.params, `at most ${LIMITS.params} params`)
    .default({}),
  columns: z
    .record(identifier, Column)
    .refine((columns) => Object.keys(columns).length > 0, 'needs at least one column')
    .refine((columns) => Object.keys(columns).length <= LIMITS.columns, `at most ${LIMITS.columns} columns`),
  chart: Chart.optional(),
  /** The params with its days: up to them, weeks and months without rows are shown, too. */
  span: Span.optional(),
  /** Whether sums are compared with those of the time before; `span` is then a period. */
  compare: z.boolean().optional(),
  /** One SELECT over the reporting views; a map { sqlite, postgres } where the engines differ. */
  sql: Sql,
  tests: z.array(ReportTest).max(LIMITS.tests).default([]),
});
export type ReportDefinition = z.infer<typeof ReportDefinition>;
export type ReportTest = z.infer<typeof ReportTest>;

/** Whether a param means something on record. */
export function isRecord(spec: ScalarParam): spec is Extract<ScalarParam, { type: RecordType }> {
  return (RECORD_TYPES as readonly string[]).includes(spec.type);
}

/** Whether a param is one that nobody can pass. */
export function isReserved(name: string): name is Reserved {
  return (RESERVED as readonly string[]).includes(name);
}

/** Whether somebody with this role may run the report. */
export function mayRun({ roles }: Pick<ReportDefinition, 'roles'>, role: Role): boolean {
  return roles.includes(role);
}
