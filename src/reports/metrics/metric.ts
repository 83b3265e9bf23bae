import { z } from 'zod';
import { ROLES, type Role } from '../../context.ts';
import { SQL_WORDS } from '../../store/reporting/sql-words.ts';
import { REPORT_VIEWS } from '../../store/reporting/views.ts';
import { clean, fold } from '../../text.ts';
import { type FORMATS, RESERVED } from '../definition.ts';

/** Limits of a metric's file; texts in characters. */
export const METRIC_LIMITS = {
  name: 40,
  title: 80,
  description: 300,
  label: 40,
  measures: 16,
  dimensions: 16,
  values: 50,
  value: 60,
  tests: 20,
  file: 32 * 1024,
  /** Words and signs of YAML. */
  tokens: 4_000,
} as const;

/** The steps of time by which numbers can be split. */
export const GRAINS = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type Grain = (typeof GRAINS)[number];

/** Names of columns that the code adds. */
const TAKEN: readonly string[] = [...GRAINS, ...RESERVED, 'currency', 'period'];

const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'is empty')
    .max(max, `is too long: at most ${max} characters`)
    .refine((said) => clean(said) === said, 'has a control character in it');

const identifier = z
  .string()
  .max(METRIC_LIMITS.name)
  .regex(/^[a-z][a-z0-9_]*$/, 'must be lower case letters, digits and _, beginning with a letter')
  .refine((name) => !(name in {}), 'is a name that every object has: choose another one');

/** A measure or a dimension, as requests call it: it becomes a column of the result. */
const Name = identifier
  .refine((name) => !TAKEN.includes(name), `must not be one of ${TAKEN.join(', ')}`)
  .refine((name) => !SQL_WORDS.has(name), 'is a word of SQL: choose another one')
  .refine((name) => !/_at_(?:least|most)$/.test(name), 'must not end like a bound of a measure');

const MetricName = z
  .string()
  .max(METRIC_LIMITS.name)
  .regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, 'must be kebab-case, such as follow-ups')
  .refine((name) => !(name in {}), 'is a name that every object has: choose another one');

/** A value of a column in a fixed condition; null is a column that is empty. It stands in the SQL, so it is plain. */
const Literal = z
  .string()
  .max(METRIC_LIMITS.value)
  .regex(/^[\p{L}\p{N}](?:[\p{L}\p{N} _.-]*[\p{L}\p{N}])?$/u, 'must be letters, digits and the signs _ . -')
  .nullable();

/** Values by column: a row counts when each of these columns has one of its values. */
const Condition = z.record(identifier, z.array(Literal).min(1).max(METRIC_LIMITS.values));
export type Condition = z.infer<typeof Condition>;

const common = { label: text(METRIC_LIMITS.label), description: text(200).optional() };
/** `where` and `not`: which rows the measure counts; an empty column is none of the values in `not`. */
const counted = { ...common, where: Condition.optional(), not: Condition.optional() };

const Measure = z.discriminatedUnion('type', [
  /** Rows. */
  z.strictObject({ type: z.literal('count'), ...counted }),
  /** Different values of a column. */
  z.strictObject({ type: z.literal('distinct'), of: identifier, ...counted }),
  /** The sum of a column with numbers or money. Money is split by its currency. */
  z.strictObject({ type: z.literal('sum'), of: identifier, ...counted }),
  /** One measure of the metric divided by another one, after both were counted. */
  z.strictObject({
    type: z.literal('ratio'),
    of: identifier,
    over: identifier,
    format: z.enum(['percent', 'number']).default('percent'),
    ...common,
  }),
]);
export type Measure = z.infer<typeof Measure>;

const DIMENSION_TYPES = ['company', 'contact', 'member', 'enum', 'text'] as const;

const Dimension = z.strictObject({
  ...common,
  type: z.enum(DIMENSION_TYPES),
  /** The column that rows are grouped by. */
  key: identifier,
  /** The column that is shown; the key itself when left out. */
  show: identifier.optional(),
  /** The column that rows are sorted by. */
  sort: identifier.optional(),
  /** All values of an enum; `stages`: those of deals, as the team's settings say. */
  values: z
    .union([z.literal('stages'), z.array(text(METRIC_LIMITS.value)).min(1).max(METRIC_LIMITS.values)])
    .optional(),
  /** The roles that may use it; those of the metric when left out. */
  roles: z.array(z.enum(ROLES)).min(1).optional(),
  /**
   * Whether what is split by it, or is about one of its values, tells of customers, which is open to the whole team, however
   * few colleagues are behind it. All else is shown to members only over three colleagues or more.
   */
  open: z.boolean().default(false),
});
export type Dimension = z.infer<typeof Dimension>;

const Time = z.strictObject({
  /** The column with the day, and what that day is: `the day it happened`. */
  day: identifier,
  is: text(60),
  /** Whose days they are: `in the time zone of who logged it`. */
  zone: text(80),
  week: identifier.optional(),
  month: identifier.optional(),
  quarter: identifier.optional(),
});

const word = z.union([z.string().max(200), z.number()]);

const MetricTest = z.strictObject({
  as: z.enum(ROLES),
  /** The request without the metric. It is read as one that a model makes. */
  ask: z.record(z.string(), z.unknown()),
  expect: z.strictObject({
    rows: z.int().min(0).optional(),
    columns: z.array(identifier).optional(),
    /** The cells of the first row. */
    first: z.array(word.nullable()).optional(),
    /** A part of the sentence with which the request is refused. */
    refused: text(200).optional(),
  }),
});
export type MetricTest = z.infer<typeof MetricTest>;

const atMost = (most: number, what: string) =>
  [(each: object) => Object.keys(each).length <= most, `at most ${most} ${what}`] as const;

/** A file of reports/metrics: what can be asked of one reporting view. One view is one grain: nothing is joined. */
export const MetricDefinition = z.strictObject({
  name: MetricName,
  title: text(METRIC_LIMITS.title),
  description: text(METRIC_LIMITS.description),
  view: z.enum(REPORT_VIEWS),
  /** The roles that may ask. */
  roles: z.array(z.enum(ROLES)).min(1),
  time: Time,
  /** The column with the member whose work is counted; what stands behind fewer than three of them is not for members. */
  people: identifier.optional(),
  measures: z.record(Name, Measure).refine(...atMost(METRIC_LIMITS.measures, 'measures')),
  dimensions: z
    .record(Name, Dimension)
    .refine(...atMost(METRIC_LIMITS.dimensions, 'dimensions'))
    .default({}),
  /** What one request may take. `days`: of its period. */
  limits: z
    .strictObject({
      measures: z.int().min(1).max(8).default(4),
      by: z.int().min(0).max(2).default(2),
      days: z.int().min(1).max(80_000).default(1_830),
    })
    .prefault({}),
  tests: z.array(MetricTest).max(METRIC_LIMITS.tests).default([]),
});
export type MetricDefinition = z.infer<typeof MetricDefinition>;

/** What a column of the result is. */
export type MeasureFormat = Extract<(typeof FORMATS)[number], 'integer' | 'number' | 'percent' | 'money'>;

/** A metric whose file keeps all rules, with what the view and the team's settings say about it. */
export type Metric = {
  readonly definition: MetricDefinition;
  /** SHA-256 of the definition: schedules and kept questions pin it. */
  readonly hash: string;
  /** The values of each enum; those of stages as the settings have them: id and name. */
  readonly values: Readonly<Record<string, readonly { value: string; label: string }[]>>;
  /** How each measure is shown; a measure of money, and the column that says in which currency. */
  readonly formats: Readonly<Record<string, { format: MeasureFormat; currency?: string | undefined }>>;
};

/** Whether somebody with this role may ask. */
export function mayAsk({ definition }: Pick<Metric, 'definition'>, role: Role): boolean {
  return definition.roles.includes(role);
}

/** Lists the dimensions that a role may use, by name. */
export function dimensionsFor({ definition }: Pick<Metric, 'definition'>, role: Role): string[] {
  return Object.entries(definition.dimensions)
    .filter(([, { roles = definition.roles }]) => roles.includes(role))
    .map(([name]) => name);
}

/** Lists the grains that the view of a metric has columns for. */
export function grainsOf({ definition: { time } }: Pick<Metric, 'definition'>): Grain[] {
  return GRAINS.filter((grain) => grain === 'day' || grain === 'year' || time[grain] !== undefined);
}

/** Whether the numbers of a measure may be added up over rows. */
export function addsUp({ type }: Pick<Measure, 'type'>): boolean {
  return type === 'count' || type === 'sum';
}

/** Whether a metric has, by its name or its label, what somebody asked for. */
export function isModelled(
  { metric, kind, name }: { metric: string | null; kind: 'metric' | 'measure' | 'dimension'; name: string },
  metrics: readonly Pick<Metric, 'definition'>[],
): boolean {
  const isSo = (key: string, label: string) => fold(key) === fold(name) || fold(label) === fold(name);
  const isIn = (named: Record<string, { label: string }> = {}) =>
    Object.entries(named).some(([key, { label }]) => isSo(key, label));
  if (kind === 'metric')
    return metrics.some(
      ({ definition }) => isSo(definition.name, definition.title) || isIn(definition.measures),
    );
  const definition = metrics.find((each) => each.definition.name === metric)?.definition;
  return isIn(kind === 'measure' ? definition?.measures : definition?.dimensions);
}
