import { addDays } from '../../clock.ts';

/** Signals compare the last two weeks with the eight weeks before them. */
export const RECENT_DAYS = 14;
export const BEFORE_DAYS = 56;

/** Calendar days, both counted in. */
export type Span = { readonly since: string; readonly until: string };

/** The last two weeks and the eight before them. Somebody far in the east may be a day ahead already. */
export function periodsOf(today: string): { recent: Span; before: Span } {
  return {
    recent: { since: addDays(today, -RECENT_DAYS), until: addDays(today, 1) },
    before: {
      since: addDays(today, -RECENT_DAYS - BEFORE_DAYS),
      until: addDays(today, -RECENT_DAYS - 1),
    },
  };
}

/** Whole weeks, so that weekdays stay what they are. */
export function aYearBefore(day: string): string {
  return addDays(day, -52 * 7);
}

/** The last day from which so many working days, Monday to Friday, have begun until a day: a Wednesday for three on a Monday. */
export function beforeWorkingDays(day: string, count: number): string {
  let [at, left] = [day, count];
  while (left > 0) {
    const weekday = new Date(`${at}T00:00:00Z`).getUTCDay();
    if (weekday !== 0 && weekday !== 6) left -= 1;
    at = addDays(at, -1);
  }
  return at;
}
