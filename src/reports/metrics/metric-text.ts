import { createHash } from 'node:crypto';
import type { CrmSettings } from '../../crm-settings.ts';
import { messageOf } from '../../errors.ts';
import { didYouMean } from '../../nearest-word.ts';
import { reportViews } from '../../store/reporting/views.ts';
import { knownMetricKeys } from '../file-schema.ts';
import type { ReportText } from '../lint-text.ts';
import { type Problem, problemsIn, readYaml } from '../yaml-text.ts';
import {
  type Dimension,
  METRIC_LIMITS,
  type Measure,
  type MeasureFormat,
  type Metric,
  MetricDefinition,
} from './metric.ts';

/** The file of a metric, and the settings that the columns of views are made of. */
export type MetricText = ReportText & { crm: CrmSettings };

/** What the rules say of a file of a metric that need no engine. */
export type JudgedMetric = { metric: Metric } | { problems: Problem[] };

/** Checks a metric's file by the rules that need no engine. A text that no parser can read is a problem of its file, too. */
export function judgeMetric({ text, fileName, crm }: MetricText): JudgedMetric {
  try {
    const read = readYaml(text, METRIC_LIMITS);
    if ('problems' in read) return read;
    const { data, lineOf } = read;
    const parsed = MetricDefinition.safeParse(data, { reportInput: true });
    if (!parsed.success) return { problems: problemsIn(parsed.error, { lineOf, known: knownMetricKeys }) };
    const { data: definition } = parsed;
    const faults = faultsOf(definition, { fileName, crm });
    if (faults.length === 0) return { metric: metricOf(definition, crm) };
    return {
      problems: faults.map(({ at, reason }) => ({ line: lineOf(at), reason: `${at.join('.')}: ${reason}` })),
    };
  } catch (error) {
    return { problems: [{ line: 1, reason: `cannot be read: ${messageOf(error)}` }] };
  }
}

/** A definition with what the view and the settings say about it; it has no faults. */
export function metricOf(definition: MetricDefinition, crm: CrmSettings): Metric {
  return {
    definition,
    hash: createHash('sha256').update(JSON.stringify(definition)).digest('hex'),
    values: Object.fromEntries(
      Object.entries(definition.dimensions).flatMap(([name, { values }]) =>
        values ? [[name, valuesOf(values, crm)]] : [],
      ),
    ),
    formats: Object.fromEntries(
      Object.entries(definition.measures).map(([name, measure]) => [
        name,
        formatOf(measure, { definition, crm }),
      ]),
    ),
  };
}

const valuesOf = (values: NonNullable<Dimension['values']>, { stages }: CrmSettings) =>
  values === 'stages'
    ? stages.map(({ id, name }) => ({ value: id, label: name }))
    : values.map((value) => ({ value, label: value }));

type Known = { definition: MetricDefinition; crm: CrmSettings };
type Format = { format: MeasureFormat; currency?: string | undefined };

function formatOf(measure: Measure, known: Known): Format {
  switch (measure.type) {
    case 'count':
    case 'distinct':
      return { format: 'integer' };
    case 'sum': {
      const currency = columnOf(measure.of, known)?.currency;
      return currency ? { format: 'money', currency } : { format: 'number' };
    }
    case 'ratio': {
      const [of, over] = [measure.of, measure.over].map((name) => {
        const part = Object.hasOwn(known.definition.measures, name)
          ? known.definition.measures[name]
          : undefined;
        return part && part.type !== 'ratio' ? formatOf(part, known).currency : undefined;
      });
      const currency = of ?? over;
      // Amounts by a count are amounts; amounts by amounts of the same currency are a share, still within each currency.
      if (of && !over) return { format: 'money', currency };
      return { format: measure.format, ...(currency ? { currency } : {}) };
    }
    default:
      return measure satisfies never;
  }
}

function columnOf(name: string, { definition, crm }: Known) {
  const { columns } = reportViews('sqlite', crm)[definition.view];
  return Object.hasOwn(columns, name) ? columns[name] : undefined;
}

type Fault = { at: (string | number)[]; reason: string };

function faultsOf(
  definition: MetricDefinition,
  { fileName, crm }: { fileName: string; crm: CrmSettings },
): Fault[] {
  const faults: Fault[] = [];
  const known = { definition, crm };
  const columns = Object.keys(reportViews('sqlite', crm)[definition.view].columns);
  const found = (at: Fault['at'], reason: string) => faults.push({ at, reason });
  const column = (at: Fault['at'], name: string | undefined) => {
    if (name === undefined || columns.includes(name)) return;
    found(at, `the view ${definition.view} has no column “${name}”${didYouMean(name, columns)}`);
  };
  const { name, roles, time, people, measures, dimensions } = definition;
  if (fileName !== `${name}.yaml`) found(['name'], `the file must be called ${name}.yaml`);
  if (new Set(roles).size < roles.length) found(['roles'], 'names a role twice');
  for (const part of ['day', 'week', 'month', 'quarter'] as const) column(['time', part], time[part]);
  if (!time.day.endsWith('_on') && columnOf(time.day, known)?.holds !== 'day')
    found(['time', 'day'], `“${time.day}” holds no days`);
  column(['people'], people);
  if (people && !isId(people)) found(['people'], 'must be the column with the ids of members');
  if (Object.keys(measures).length === 0) found(['measures'], 'needs at least one');

  for (const [each, measure] of Object.entries(measures)) {
    const at = ['measures', each];
    if (Object.hasOwn(dimensions, each)) found(at, 'is the name of a dimension, too');
    for (const fault of faultsOfMeasure(measure, known)) found([...at, ...fault.at], fault.reason);
    if (measure.type === 'ratio') continue;
    if (measure.type !== 'count') column([...at, 'of'], measure.of);
    for (const part of ['where', 'not'] as const)
      for (const each of Object.keys(measure[part] ?? {})) column([...at, part, each], each);
  }
  for (const [each, dimension] of Object.entries(dimensions)) {
    const at = ['dimensions', each];
    for (const part of ['key', 'show', 'sort'] as const) column([...at, part], dimension[part]);
    for (const fault of faultsOfDimension(dimension, definition)) found([...at, ...fault.at], fault.reason);
  }
  return faults;
}

const isId = (column: string) => column === 'id' || column.endsWith('_id');

function faultsOfMeasure(measure: Measure, known: Known): Fault[] {
  if (measure.type === 'sum') {
    const column = columnOf(measure.of, known);
    const isNumber = !column || column.holds === 'number';
    return isNumber
      ? []
      : [{ at: ['of'], reason: `“${measure.of}” holds no numbers: it cannot be added up` }];
  }
  if (measure.type !== 'ratio') return [];
  const { measures } = known.definition;
  const faults = (['of', 'over'] as const).flatMap((part): Fault[] => {
    const name = measure[part];
    const other = Object.hasOwn(measures, name) ? measures[name] : undefined;
    if (!other)
      return [
        { at: [part], reason: `there is no measure “${name}”${didYouMean(name, Object.keys(measures))}` },
      ];
    return other.type === 'ratio' ? [{ at: [part], reason: 'cannot be a ratio itself' }] : [];
  });
  if (faults.length > 0) return faults;
  const [of, over] = [measure.of, measure.over].map((name) => {
    const part = measures[name];
    return part && formatOf(part, known).currency;
  });
  return over && of !== over
    ? [{ at: ['over'], reason: 'is money: only money in the same column of currency can be divided by it' }]
    : [];
}

function faultsOfDimension(dimension: Dimension, { roles: all }: MetricDefinition): Fault[] {
  const { type, key, values, roles = [] } = dimension;
  const faults: Fault[] = [];
  if (type === 'enum' && !values) faults.push({ at: ['values'], reason: 'is missing: list what there is' });
  if (type !== 'enum' && values) faults.push({ at: ['values'], reason: `${type} has none: leave them out` });
  if (values === 'stages' && !/(?:^|_)stage$/.test(key))
    faults.push({ at: ['values'], reason: `“${key}” holds no stages` });
  if (Array.isArray(values) && new Set(values.map((each) => each.toLowerCase())).size < values.length)
    faults.push({ at: ['values'], reason: 'a value stands there twice' });
  const isRecord = type === 'company' || type === 'contact' || type === 'member';
  if (isRecord && !isId(key))
    faults.push({
      at: ['key'],
      reason: `must be the column with the ids, not “${key}”: two may have one name`,
    });
  if (isRecord && !dimension.show)
    faults.push({ at: ['show'], reason: 'is missing: the column with the names' });
  const stranger = roles.find((role) => !all.includes(role));
  if (stranger) faults.push({ at: ['roles'], reason: `${stranger}s may not ask the metric at all` });
  return faults;
}
