import { addDays, daysBetween } from '../clock.ts';
import type { Scalar } from '../store/reporting/reporting.ts';
import { type Period, unitAround } from './days-and-periods.ts';
import type { ReportDefinition } from './definition.ts';
import type { Values } from './sql-template.ts';

type Spanned = Pick<ReportDefinition, 'span' | 'compare'>;

/** The names that the days of a report have in its statement. */
function daysIn(span: NonNullable<ReportDefinition['span']>): { from: string; to: string } {
  if (typeof span === 'string') return { from: `${span}_from`, to: `${span}_to` };
  return { from: span.from, to: span.to ?? 'today' };
}

/** The days that a run is about; undefined where its definition does not say, or the days were not given. */
export function spanOf({ span }: Spanned, values: Values): Period | undefined {
  if (!span) return undefined;
  const names = daysIn(span);
  const from = values.get(names.from);
  const to = values.get(names.to) ?? values.get('today');
  return typeof from === 'string' && typeof to === 'string' && from <= to ? { from, to } : undefined;
}

/** The time before, and the values of a run over it; undefined where a report compares nothing. */
export function valuesBefore(
  { span, compare }: Spanned,
  values: Values,
): { period: Period; values: Values } | undefined {
  const now = spanOf({ span }, values);
  const today = values.get('today');
  if (!compare || !span || !now || typeof today !== 'string') return undefined;
  const period = periodBefore(now, today);
  if (!period) return undefined;
  const { from, to } = daysIn(span);
  const moved: [string, Scalar][] = [
    [from, period.from],
    [to, period.to],
  ];
  return { period, values: new Map([...values, ...moved]) };
}

/**
 * The period before another one: of a week, month, quarter or year the one before; otherwise as many days. Of a period that is not
 * over the days up to today are compared, and those of a period to come with nothing.
 */
export function periodBefore({ from, to }: Period, today: string): Period | undefined {
  if (from > today) return undefined;
  const gone = daysBetween(from, to > today ? today : to);
  const unit = unitAround({ from, to });
  if (!unit) return { from: addDays(from, -gone - 1), to: addDays(from, -1) };
  const before = unit(addDays(from, -1));
  const sameDay = addDays(before.from, gone);
  return to >= today && sameDay < before.to ? { from: before.from, to: sameDay } : before;
}
