import type { Role } from '../context.ts';
import { dimensionsFor, GRAINS, grainsOf, type Metric } from '../reports/metrics/metric.ts';
import { MetricRequest } from '../reports/metrics/request.ts';
import type { Dice } from './dice.ts';
import type { MetricBook } from './metric-book.ts';

const PERIODS = [
  'all',
  'this-week',
  'last-week',
  'this-month',
  'last-month',
  'this-quarter',
  'last-quarter',
  'this-year',
  '2026-09',
  '2026-Q2',
  'next-month',
  '-30d',
  '-13w',
  '2026-07-03..2026-11-12',
];

/** Names that no metric has. */
export const ODD_NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'members',
  'email',
  'is_private',
  'summary',
  'company_id',
  'kind; drop table members',
  'count(*)',
  'kind, summary',
  'secret',
  'guarded',
  'company',
  'member_id = member_id or 1',
];

/** Some of them, each once. */
const some = <T>(dice: Dice, from: readonly T[], most: number): T[] => {
  const left = [...from];
  const count = Math.min(dice.between(0, most), left.length);
  return Array.from({ length: count }, () => left.splice(dice.between(0, left.length - 1), 1)[0] as T);
};

/** Bounds of one measure or two, some of them with both of their ends. */
const bounds = (dice: Dice, measures: readonly string[]) =>
  some(dice, measures, 2).map((measure) => {
    const at_least = dice.between(0, 9);
    const at_most = at_least + dice.between(0, 40);
    return dice.pick(
      [{ at_least }, { at_most }, { at_least, at_most }].map((ends) => ({ measure, ...ends })),
    );
  });

/** A question that somebody of this role may ask, at random. */
export function randomQuestion(
  dice: Dice,
  { metric, role, book }: { metric: Metric; role: Role; book: MetricBook },
): MetricRequest {
  const { definition } = metric;
  const names = Object.keys(definition.measures);
  const measures = some(dice, names, 3);
  if (measures.length === 0) measures.push(dice.pick(names));
  const dimensions = dimensionsFor(metric, role);
  const by = some(dice, dimensions, definition.limits.by);
  const grain =
    dice.next() < 0.45 ? dice.pick(grainsOf(metric).filter((each) => GRAINS.includes(each))) : undefined;
  const valuesOf = (name: string): string[] => {
    const { type } = definition.dimensions[name] ?? {};
    if (type === 'company') return book.companies;
    if (type === 'contact') return book.contacts;
    if (type === 'member') return book.members;
    return (metric.values[name] ?? []).map(({ value }) => value);
  };
  return MetricRequest.parse({
    metric: definition.name,
    measures,
    by,
    grain,
    period: dice.pick(PERIODS),
    where: (dice.next() < 0.5 ? some(dice, dimensions, 2) : []).map((dimension) => {
      const values = some(dice, valuesOf(dimension), 4);
      return { dimension, values: values.length > 0 ? values : [dice.pick(valuesOf(dimension))] };
    }),
    having: dice.next() < 0.25 ? bounds(dice, measures) : [],
    order:
      dice.next() < 0.3
        ? { measure: dice.pick(measures), direction: dice.pick(['most', 'least']) }
        : undefined,
    top: !grain && by.length > 0 && dice.next() < 0.3 ? dice.between(1, 6) : undefined,
  });
}
