import { addDays, dateIn, formatDate } from '../clock.ts';
import { invalid } from '../errors.ts';
import { instantOf } from '../wall-clock.ts';
import { formatMoment } from './cadence.ts';

/** The last day of a schedule, and the zone of its times. */
type End = { endsOn: string | null; timeZone: string };

/** Whether a time comes after the last day of a schedule. */
export const isAfterEnd = ({ endsOn, timeZone }: End, time: Date): boolean =>
  endsOn !== null && dateIn(timeZone, time) > endsOn;

/** The last moment up to an instant at which a schedule may still be due. */
export function lastMoment({ endsOn, timeZone }: End, until: Date): Date {
  if (!endsOn || !isAfterEnd({ endsOn, timeZone }, until)) return until;
  const dayAfter = instantOf(new Date(`${addDays(endsOn, 1)}T00:00:00Z`), timeZone);
  return new Date(dayAfter.getTime() - 1);
}

/** Throws `invalid` when the next time of a schedule comes after its last day. */
export function requireBeforeEnd({ endsOn, timeZone }: End, next: Date): void {
  if (!endsOn || !isAfterEnd({ endsOn, timeZone }, next)) return;
  throw invalid(
    `It would not be sent any more: its last day is ${formatDate(endsOn)}, and its next time ${formatMoment(next, timeZone)}. Choose a later last day, or none.`,
  );
}
