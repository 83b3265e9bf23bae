import { formatDate } from '../../clock.ts';
import { periodInWords } from '../days-and-periods.ts';
import type { UsedParam } from '../result.ts';
import type { CompiledQuestion } from './compile-question.ts';
import { stepOf } from './finish-rows.ts';
import type { Condition, Measure, Metric } from './metric.ts';
import { currencyOf, FEWEST_COLLEAGUES } from './question-sql.ts';

/** How the numbers of a question were counted, in sentences made by code: nothing in them comes from rows. */
export function howCounted(question: CompiledQuestion, used: readonly UsedParam[]): string[] {
  const { request, metric, guarded, mayBeWithheld } = question;
  const { definition } = metric;
  const { time } = definition;
  const measures = request.measures.flatMap((name) => {
    const measure = definition.measures[name];
    return measure ? [`${measure.label}: ${measure.description ?? measureInWords(measure, metric)}`] : [];
  });
  const filters = filtersInWords(question, used);
  const period = used.find(({ name }) => name === 'period');
  return [
    ...measures,
    ...(filters.length > 0 ? [`Only ${filters.join('; ')}`] : []),
    `${period ? `Period: ${period.value.replace(request.period, periodInWords)}` : 'All days, and what has no day'}, by ${time.is}, ${time.zone}`,
    ...(currencyOf(metric, request.measures) ? ['Amounts of different currencies are never added up'] : []),
    ...runningStep(question),
    ...(guarded && definition.people ? [guardInWords(mayBeWithheld)] : []),
  ];
}

/** What a question is filtered by, each filter in words. */
export const filtersInWords = (
  { metric }: Pick<CompiledQuestion, 'metric'>,
  used: readonly UsedParam[],
): string[] =>
  used
    .filter(({ name }) => name !== 'period')
    .map(({ name, value }) => {
      const label = metric.definition.dimensions[name]?.label;
      return label ? `${label}: ${value}` : boundInWords(name, value, metric);
    });

const guardInWords = (mayBeWithheld: boolean) =>
  mayBeWithheld
    ? `Shown only where ${FEWEST_COLLEAGUES} colleagues or more stand behind each part`
    : 'Of colleagues, only your own numbers are shown one by one';

function measureInWords(measure: Measure, { definition }: Metric): string {
  const noun = definition.title.charAt(0).toLowerCase() + definition.title.slice(1);
  if (measure.type === 'ratio') {
    const label = (name: string) => definition.measures[name]?.label ?? name;
    return `${label(measure.of)} divided by ${label(measure.over)}, once both are counted`;
  }
  const conditions = [
    ...conditionInWords(measure.where, 'with'),
    ...conditionInWords(measure.not, 'without'),
  ];
  const which = conditions.length > 0 ? `${noun} ${conditions.join(', ')}` : noun;
  switch (measure.type) {
    case 'count':
      return `number of ${which}`;
    case 'distinct':
      return `different ${columnInWords(measure.of)}s of ${which}, each counted once`;
    case 'sum':
      return `sum of ${columnInWords(measure.of)} of ${which}`;
    default:
      return measure satisfies never;
  }
}

const columnInWords = (column: string) => column.replace(/_id$/, '').replaceAll('_', ' ');

function conditionInWords(condition: Condition | undefined, word: 'with' | 'without'): string[] {
  return Object.entries(condition ?? {}).map(
    ([column, values]) =>
      `${word} ${columnInWords(column)} ${values.map((value) => value ?? '(empty)').join(' or ')}`,
  );
}

/** `meetings_at_least`, `2` -> `Meetings: at least 2`. */
function boundInWords(param: string, value: string, { definition }: Metric): string {
  const [, measure = param, bound = ''] = /^(.*)_(at_(?:least|most))$/.exec(param) ?? [];
  return `${definition.measures[measure]?.label ?? measure}: ${bound.replace('_', ' ')} ${value}`;
}

/** The week, month … that is not over yet, where rows are split by time and it is among them. */
function runningStep({ request: { grain }, period, today }: CompiledQuestion): string[] {
  if (!grain || (period && (period.to < today || period.from > today))) return [];
  const step = stepOf(today, grain);
  const isDay = grain === 'day' || grain === 'week';
  return [`The ${grain} ${isDay ? `of ${formatDate(step)}` : step} is not over yet`];
}
