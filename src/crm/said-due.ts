import { addDays, timeIn } from '../clock.ts';
import { type Context, todayOf } from '../context.ts';
import { invalid } from '../errors.ts';
import type { Row } from '../store/schema.ts';

/** When something is due, as it was said. */
type SaidDue = { due_on?: string | undefined; due_time?: string | undefined };

/** The time of day at which the actor wrote. */
const timeNow = ({ actor, source, clock }: Context) => timeIn(actor.timeZone, source?.at ?? clock.now());

/**
 * The day and the time of a follow-up. A time without a day is the next one. Throws `invalid` for a time of today that is
 * over.
 */
export function dueOf(ctx: Context, { due_on: day, due_time: time }: SaidDue) {
  if (!time) return { dueOn: day ?? null, dueTime: null };
  const today = todayOf(ctx);
  const now = timeNow(ctx);
  if (day === today && time <= now)
    throw invalid(`It is ${now} on ${today}, so ${time} is over: ask when they want to be reminded.`);
  return { dueOn: day ?? (time > now ? today : addDays(today, 1)), dueTime: time };
}

/** What is said of when a follow-up is due from now on. `due_on`: a day, or `none`; `due_time`: `HH:MM`, or `none`. */
type SaidMove = SaidDue & {
  action: string;
  until?: 'tomorrow' | 'next_week' | undefined;
};

/** Whether a time was over when the actor wrote. */
const isOver = (ctx: Context, { day, time }: { day: string; time: string | null }) =>
  time !== null && `${day} ${time}` <= `${todayOf(ctx)} ${timeNow(ctx)}`;

/** The new day and time. Moved to another day it keeps its time, unless that is over there; snoozed for a week it comes back on the same weekday. */
export function dueAfter(
  ctx: Context,
  { before, said }: { before: Row<'followUps'>; said: SaidMove },
): Partial<Row<'followUps'>> {
  const { action, until, due_on: saidDay, due_time: time } = said;
  // A time is one of a day.
  if (saidDay === 'none') return { dueOn: null, dueTime: null };
  const today = todayOf(ctx);
  const snoozed = until && addDays(today, until === 'tomorrow' ? 1 : 7);
  const day = saidDay ?? (action === 'snooze' ? snoozed : undefined);
  if (time === 'none') return { ...(day ? { dueOn: day } : {}), dueTime: null };
  if (!time)
    return day
      ? { dueOn: day, ...(isOver(ctx, { day, time: before.dueTime }) ? { dueTime: null } : {}) }
      : {};
  const isAhead = before.dueOn !== null && before.dueOn >= today;
  return dueOf(ctx, { due_on: day ?? (isAhead ? (before.dueOn ?? undefined) : undefined), due_time: time });
}
