import { addDays, dateIn, timeIn, weekdayOf } from '../clock.ts';
import type { Row } from '../store/schema.ts';
import { instantOf } from '../wall-clock.ts';

/** When people are reminded. */
export const REMINDING = {
  /** The times of day, in each member's own zone, between which the morning message may come: nobody is woken. */
  from: '05:00',
  until: '20:00',
  /** A reminder is told to be late after this long; a late one comes by day alone. */
  lateMs: 15 * 60_000,
  /** A time that was missed by more, as when its follow-up is opened again days later, is not made up for. */
  missedMs: 24 * 3_600_000,
  /** Members whose mornings one transaction plans. */
  plannedAtOnce: 100,
} as const;

/** When somebody is reminded in the morning: `HH:MM` in their zone. */
type Morning = Pick<Row<'members'>, 'timeZone' | 'remindAt'>;

/** The instant of a time of day on a day; where clocks skip that time, the first moment after the gap. */
export const instantOn = (day: string, time: string, timeZone: string): Date =>
  instantOf(new Date(`${day}T${time}:00Z`), timeZone);

/** The first morning after an instant. */
export function morningAfter(instant: Date, { timeZone, remindAt }: Morning): Date {
  const today = dateIn(timeZone, instant);
  const morning = instantOn(today, remindAt, timeZone);
  return morning > instant ? morning : instantOn(addDays(today, 1), remindAt, timeZone);
}

/** The first instant from now on at which somebody may be reminded of what is late: now by day, else in the morning. */
export function firstDecent(now: Date, morning: Morning): Date {
  const time = timeIn(morning.timeZone, now);
  return morning.remindAt <= time && time < REMINDING.until ? now : morningAfter(now, morning);
}

export const isWeekend = (day: string): boolean => ['Saturday', 'Sunday'].includes(weekdayOf(day));

/** The instant at which the owner of a follow-up is to be reminded of it; undefined where no time was said, or it is done. */
export function timeOf(
  { status, dueOn, dueTime }: Pick<Row<'followUps'>, 'status' | 'dueOn' | 'dueTime'>,
  timeZone: string,
): Date | undefined {
  return status === 'open' && dueOn && dueTime ? instantOn(dueOn, dueTime, timeZone) : undefined;
}
