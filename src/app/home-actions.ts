import { changeFollowUpAndTell } from '../agent/follow-ups.ts';
import type { ChangeFollowUp } from '../crm/follow-ups.ts';
import { type SetReminderTime, setReminderTime } from '../crm/morning-list.ts';
import { undo } from '../crm/undo.ts';
import { describeNext, describeWhen } from '../delivery/schedule-view.ts';
import { pauseSchedule, resumeSchedule } from '../delivery/schedules.ts';
import { RapportError } from '../errors.ts';
import { dismiss } from '../observer/observations/reviews.ts';
import type { HomeHandler } from './handler.ts';
import type { ReminderDays } from './home-screens.ts';
import { withTitle } from './schedule-screens.ts';

/** Forgets what was learned; its value is the observation. */
export const forgetOnHome = {
  who: 'member',
  does: async (ctx, { value: id }) => {
    try {
      const { claim } = await dismiss(ctx, { id });
      return `Forgotten: ${claim}`;
    } catch (error) {
      if (error instanceof RapportError) return 'This was forgotten already.';
      throw error;
    }
  },
} satisfies HomeHandler;

/** Changes a follow-up; its value is the follow-up. */
const changes = (change: Pick<ChangeFollowUp, 'action' | 'until'>) =>
  ({
    who: 'member',
    does: async (ctx, { value: id }) => {
      const { saved } = await changeFollowUpAndTell(ctx, { follow_up_id: id, ...change });
      return `${saved}. Say “undo” to take it back.`;
    },
  }) satisfies HomeHandler;

export const finishOnHome = changes({ action: 'done' });
export const tomorrowOnHome = changes({ action: 'snooze', until: 'tomorrow' });
export const nextWeekOnHome = changes({ action: 'snooze', until: 'next_week' });

/** Sets when the morning list comes; its value is a time of day. */
export const remindAtOnHome = {
  who: 'member',
  does: async (ctx, { value: at }) => `${(await setReminderTime(ctx, { at })).saved}.`,
} satisfies HomeHandler;

const DAYS: Record<ReminderDays, SetReminderTime> = {
  workdays: { weekends: false, wanted: true },
  every_day: { weekends: true, wanted: true },
  never: { wanted: false },
};

/** Sets on which days it comes, if at all; its value is one of `ReminderDays`. */
export const remindOnHome = {
  who: 'member',
  does: async (ctx, { value }) => {
    const days = Object.hasOwn(DAYS, value) ? DAYS[value as ReminderDays] : {};
    return `${(await setReminderTime(ctx, days)).saved}.`;
  },
} satisfies HomeHandler;

/** Takes back what was logged; its value is the change. */
export const undoOnHome = {
  who: 'member',
  does: async (ctx, { value: id }) => (await undo(ctx, { change_id: id })).saved,
} satisfies HomeHandler;

/** Pauses a schedule, or lets it go on; its value is the schedule. */
export const pauseOnHome = {
  who: 'member',
  does: async (ctx, { value: id }) => {
    const { title } = await withTitle(ctx, await pauseSchedule(ctx, id));
    return `“${title}” is paused.`;
  },
} satisfies HomeHandler;

export const resumeOnHome = {
  who: 'member',
  does: async (ctx, { value: id }) => {
    const view = await withTitle(ctx, await resumeSchedule(ctx, id));
    return `“${view.title}” goes on: ${describeWhen(view)}; ${describeNext(view)}.`;
  },
} satisfies HomeHandler;
