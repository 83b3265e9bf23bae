import { addDays, weekdayOf } from '../clock.ts';
import { type Context, todayOf } from '../context.ts';
import { type ChangeFollowUp, changeFollowUp } from '../crm/follow-ups.ts';
import { undo } from '../crm/undo.ts';
import { describeNext, describeWhen } from '../delivery/schedule-view.ts';
import { pauseSchedule, resumeSchedule } from '../delivery/schedules.ts';
import { RapportError } from '../errors.ts';
import { dismiss } from '../observer/observations/reviews.ts';
import type { HomeHandler } from './handler.ts';
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
const changes = (change: (ctx: Context) => Omit<ChangeFollowUp, 'follow_up_id'>) =>
  ({
    who: 'member',
    does: async (ctx, { value: id }) => {
      const { saved } = await changeFollowUp(ctx, { follow_up_id: id, ...change(ctx) });
      return `${saved}. Say “undo” to take it back.`;
    },
  }) satisfies HomeHandler;

export const finishOnHome = changes(() => ({ action: 'done' }));
export const tomorrowOnHome = changes((ctx) => ({ action: 'change', due_on: addDays(todayOf(ctx), 1) }));
export const nextWeekOnHome = changes((ctx) => ({ action: 'change', due_on: nextMonday(todayOf(ctx)) }));

function nextMonday(today: string): string {
  const days = [1, 2, 3, 4, 5, 6, 7].map((ahead) => addDays(today, ahead));
  return days.find((day) => weekdayOf(day) === 'Monday') ?? today;
}

/** Takes back what was logged; its value is the change. */
export const undoOnHome = {
  who: 'member',
  does: async (ctx, { value: id }) => (await undo(ctx, { change_id: id })).saved,
} satisfies HomeHandler;

/** Pauses a schedule, or lets it go on; its value is the schedule. */
export const pauseOnHome = {
  who: 'member',
  does: async (ctx, { value: id }) => `“${withTitle(ctx, await pauseSchedule(ctx, id)).title}” is paused.`,
} satisfies HomeHandler;

export const resumeOnHome = {
  who: 'member',
  does: async (ctx, { value: id }) => {
    const view = withTitle(ctx, await resumeSchedule(ctx, id));
    return `“${view.title}” goes on: ${describeWhen(view)}; ${describeNext(view)}.`;
  },
} satisfies HomeHandler;
