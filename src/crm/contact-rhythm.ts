import { daysBetween } from '../clock.ts';

/** When the contacts with a company have a rhythm, and when a gap in it is a silence: past all of these bounds. */
export const RHYTHM = {
  /** A year and a quarter is looked at, so that the same season a year ago is in it. */
  windowDays: 450,
  /** Days with contact: three gaps alike are often chance, five are not. */
  leastContacts: 6,
  /** Days without contact, whatever the rhythm. */
  leastSilence: 14,
  /** Times the usual gap. */
  timesUsualGap: 2.5,
  /** Times the longest gap so far, which was no silence either. */
  timesLongestGap: 1.2,
  /**
   * Standard deviations above the mean gap, more where few gaps are known: with contacts at random, as most customers
   * have them, one long gap says nothing.
   */
  deviations: 7,
} as const;

type Rhythm = {
  /** Days between two contacts, as they mostly are. */
  readonly usualGap: number;
  /** Days without contact that are out of the ordinary. */
  readonly silentAfter: number;
};

/** Finds the rhythm of days with contact, each once and in order; undefined where the days are too few to have one. */
export function rhythmOf(days: readonly string[]): Rhythm | undefined {
  if (days.length < RHYTHM.leastContacts) return undefined;
  const gaps = days.slice(1).map((day, at) => daysBetween(days[at] ?? day, day));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / (gaps.length - 1);
  const usualGap = medianOf(gaps);
  const bounds = [
    RHYTHM.leastSilence,
    RHYTHM.timesUsualGap * usualGap,
    RHYTHM.timesLongestGap * Math.max(...gaps) + 1,
    mean + RHYTHM.deviations * Math.sqrt(variance) * (1 + 2 / gaps.length),
  ];
  return { usualGap: Math.round(usualGap), silentAfter: Math.ceil(Math.max(...bounds)) };
}

/** The number in the middle. */
export function medianOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const [low = 0, high = 0] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  return (low + high) / 2;
}
