import { hasRole } from '../context.ts';
import { mayTakeOver } from '../delivery/channel-schedules.ts';
import { listSchedules, listTeamSchedules } from '../delivery/schedule-lists.ts';
import { cancelSchedule } from '../delivery/schedules.ts';
import type { WithReports } from '../reports/reports.ts';
import type { PressHandler } from './handler.ts';
import { APP_POLICY } from './policy.ts';
import { openChange, pause, resume, runScheduleNow, stop } from './schedule-actions.ts';
import { accept } from './schedule-offers.ts';
import { type MenuChoice, type ScheduleList, withTitle } from './schedule-screens.ts';

/** The actor's schedules, as a list with menus; for leads and admins, who else gets what. */
export async function listOwnSchedules(ctx: WithReports, page = 0): Promise<ScheduleList> {
  const schedules = await listSchedules(ctx);
  return {
    kind: 'schedule_list',
    schedules: await Promise.all(schedules.map((view) => withTitle(ctx, view))),
    page,
    ...(hasRole(ctx.actor, 'lead') && page === 0 ? { team: await listOthers(ctx) } : {}),
  };
}

async function listOthers(ctx: WithReports): Promise<NonNullable<ScheduleList['team']>> {
  const { schedules, more } = await listTeamSchedules(ctx, { limit: APP_POLICY.teamSchedules });
  const titled = await Promise.all(schedules.map((view) => withTitle(ctx, view)));
  const others = titled.map((view) => ({ ...view, mayTakeOver: !view.isOwn && mayTakeOver(ctx, view) }));
  return { schedules: others, more };
}

/** Another page of the list; the value is its number. */
export const turnSchedulePage = {
  who: 'member',
  does: async (ctx, { value }) => ({ replace: await listOwnSchedules(ctx, Number(value)) }),
} satisfies PressHandler;

/** The menu beside a schedule in the list; the value is what to do and the schedule's id. */
export const scheduleMenu = {
  who: 'member',
  does: async (ctx, press) => {
    const [choice = '', id = ''] = press.value.split(':');
    const { does } = Object.hasOwn(CHOICES, choice) ? CHOICES[choice as MenuChoice] : NOTHING;
    const reply = await does(ctx, { ...press, value: id });
    return LEAVE_THE_LIST.has(choice) ? reply : { replace: await listOwnSchedules(ctx) };
  },
} satisfies PressHandler;

const CHOICES = {
  run: runScheduleNow,
  change: openChange,
  pause,
  resume,
  stop,
  accept: { who: 'member', does: async (ctx, { value: id }) => void (await accept(ctx, id)) },
  decline: { who: 'member', does: async (ctx, { value: id }) => void (await cancelSchedule(ctx, id)) },
} satisfies Record<MenuChoice, PressHandler>;

const NOTHING = { who: 'member', does: async () => undefined } satisfies PressHandler;
/** Choices that do not change the list, so that it is not drawn anew. */
const LEAVE_THE_LIST: ReadonlySet<string> = new Set<MenuChoice>(['run', 'change']);
