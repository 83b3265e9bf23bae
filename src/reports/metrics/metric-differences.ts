import { reportViews } from '../../store/reporting/views.ts';
import { type Problem, readYaml } from '../yaml-text.ts';
import { type Dimension, METRIC_LIMITS, type Metric } from './metric.ts';
import { judgeMetric, type MetricText } from './metric-text.ts';

type Told = { at: string[]; reason: string };

/** Text that both engines sort alike, whatever the language of the database: lower case letters, digits and _. */
const PLAIN = /^[a-z0-9_]*$/;

/**
 * What a good file of a metric gives otherwise on the other engine. Its SQL is written by code, so this is only about columns that are
 * compared or sorted as what they are not.
 */
export function adviseOnMetric(file: MetricText): Problem[] {
  const judged = judgeMetric(file);
  const read = readYaml(file.text, METRIC_LIMITS);
  if ('problems' in judged || 'problems' in read) return [];
  return differencesOf(judged.metric, file).map(({ at, reason }) => ({
    line: read.lineOf(at),
    reason: `${at.join('.')}: ${reason}`,
  }));
}

function differencesOf({ definition, values }: Metric, { crm }: Pick<MetricText, 'crm'>): Told[] {
  const { columns } = reportViews('sqlite', crm)[definition.view];
  const isNumber = (name: string) => Object.hasOwn(columns, name) && columns[name]?.holds === 'number';
  const conditions = Object.entries(definition.measures).flatMap(([name, measure]) =>
    measure.type === 'ratio'
      ? []
      : (['where', 'not'] as const).flatMap((part) =>
          Object.entries(measure[part] ?? {})
            .filter(([column, said]) => isNumber(column) && said.some((value) => value !== null))
            .map(([column]) => ({
              at: ['measures', name, part, column],
              reason: `“${column}” holds numbers: a number is no word on SQLite, and fails to be compared with one on Postgres. Only null can be asked for`,
            })),
        ),
  );
  const splits = Object.entries(definition.dimensions).flatMap(([name, dimension]): Told[] => {
    const at = ['dimensions', name];
    if (isNumber(dimension.key))
      return [
        {
          at: [...at, 'key'],
          reason: `“${dimension.key}” holds numbers: a filter by it finds nothing on SQLite, and fails on Postgres`,
        },
      ];
    if (
      !isSortedByText(
        dimension,
        (values[name] ?? []).map(({ value }) => value),
      )
    )
      return [];
    const reason =
      'is sorted letter by letter on SQLite, where Z comes before a, and in the order of the database’s language on Postgres: add sort, a column that is made for it';
    return [{ at, reason }];
  });
  return [...conditions, ...splits];
}

/** Whether rows are sorted by text that engines sort each in their own way. Members are sorted as their view says. */
function isSortedByText({ type, key, show, sort }: Dimension, values: readonly string[]): boolean {
  if (sort || type === 'member') return false;
  if (show) return true;
  // Days, weeks and months are digits.
  if (/(?:_on|week|month|quarter)$/.test(key)) return false;
  return type === 'text' || values.some((value) => !PLAIN.test(value));
}
