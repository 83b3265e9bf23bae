import { and, gte, inArray, type SQL } from 'drizzle-orm';
import { addDays } from '../../clock.ts';
import { daysBetween } from './periods.ts';
import { countable } from './scope.ts';
import type { Horizon, Scope } from './signal.ts';

/** A year and a quarter, so that the same season a year ago is in it. */
const WINDOW_DAYS = 450;
/** Three gaps alike are often chance; five are not. */
export const LEAST_CONTACTS = 6;
/** Nobody is silent before that. */
export const LEAST_SILENCE = 14;
/** So many times the usual gap. */
const FACTOR = 2.5;
/** A little more than the longest gap so far, which was no silence either. */
const LONGEST_FACTOR = 1.2;
/**
 * And so many standard deviations above the mean gap, more where few gaps are known: with contacts at random, as most
 * customers have them, one long gap says nothing.
 */
const DEVIATIONS = 7;

type Rhythm = {
  /** Days between two contacts, as they mostly are. */
  readonly usualGap: number;
  /** Days without contact that are out of the ordinary. */
  readonly silentAfter: number;
};

/** The rhythm in days of contact, each once and in order; undefined where they are too few to have one. */
export function rhythmOf(days: readonly string[]): Rhythm | undefined {
  if (days.length < LEAST_CONTACTS) return undefined;
  const gaps = days.slice(1).map((day, at) => daysBetween(days[at] ?? day, day));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / (gaps.length - 1);
  const usualGap = medianOf(gaps);
  const bounds = [
    LEAST_SILENCE,
    FACTOR * usualGap,
    LONGEST_FACTOR * Math.max(...gaps) + 1,
    mean + DEVIATIONS * Math.sqrt(variance) * (1 + 2 / gaps.length),
  ];
  return { usualGap: Math.round(usualGap), silentAfter: Math.ceil(Math.max(...bounds)) };
}

/** The one in the middle. */
export function medianOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const [low = 0, high = 0] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  return (low + high) / 2;
}

/** Days of the last year and a quarter. */
export function inWindow({
  store: {
    tables: { interactions },
  },
  today,
}: Horizon): SQL {
  return gte(interactions.occurredOn, addDays(today, -WINDOW_DAYS));
}

/** The days on which there was contact with these companies, each once and in order, by company. */
export async function listContactDays(
  horizon: Horizon,
  scope: Scope,
  companyIds: string[],
): Promise<Map<string, string[]>> {
  const { interactions } = horizon.store.tables;
  const rows = await horizon.db
    .selectDistinct({ companyId: interactions.companyId, day: interactions.occurredOn })
    .from(interactions)
    .where(and(inArray(interactions.companyId, companyIds), inWindow(horizon), countable(horizon, scope)))
    .orderBy(interactions.companyId, interactions.occurredOn);
  const days = new Map<string, string[]>();
  for (const { companyId, day } of rows) {
    if (companyId) days.set(companyId, [...(days.get(companyId) ?? []), day]);
  }
  return days;
}
