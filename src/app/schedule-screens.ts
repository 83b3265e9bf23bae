import { z } from 'zod';
import type { System } from '../context.ts';
import type { Cadence } from '../delivery/cadence.ts';
import type { Condition } from '../delivery/schedule-condition.ts';
import type { TeamSchedule } from '../delivery/schedule-lists.ts';
import type { StoppedSchedule } from '../delivery/schedule-offers.ts';
import type { ScheduleView } from '../delivery/schedule-view.ts';
import type { ReportDefinition } from '../reports/definition.ts';
import type { Given } from '../reports/params.ts';
import type { WithReports } from '../reports/reports.ts';
import { titleOf } from '../reports/what-runs.ts';
import type { ParamField } from './report-fields.ts';

/** A schedule with the title of its report. */
export type TitledSchedule<View extends ScheduleView = ScheduleView> = View & { title: string };

export const withTitle = async <View extends ScheduleView>(
  ctx: WithReports<System>,
  view: View,
): Promise<TitledSchedule<View>> => ({
  ...view,
  title: await titleOf(ctx, { name: view.report, given: view.params }),
});

/** Screens about schedules. */
export type ScheduleScreen =
  | ScheduleList
  /** For admins: the schedules of members who have left, each to be offered to somebody. */
  | { kind: 'former_schedules'; schedules: TitledSchedule<StoppedSchedule>[]; timeZone: string };

/** Somebody's schedules. */
export type ScheduleList = {
  kind: 'schedule_list';
  schedules: TitledSchedule[];
  page: number;
  /** For leads and admins: who gets what, and how many more there are. */
  team?: { schedules: (TitledSchedule<TeamSchedule> & { mayTakeOver: boolean })[]; more: number };
};

/** A choice in the menu beside a schedule in the list. */
export type MenuChoice = 'run' | 'change' | 'pause' | 'resume' | 'stop' | 'accept' | 'decline';

/** The value of a choice in the menu. */
export const menuValue = (choice: MenuChoice, id: string): string => `${choice}:${id}`;

/** The schedule that a form is about; comes back with the values that were filled in. */
export const ScheduleOrigin = z.object({
  report: z.string(),
  /** The schedule that is changed; a new one when left out. */
  id: z.string().optional(),
  /** The run of the question that is scheduled, whose request is its params. */
  run: z.string().optional(),
  /** The zone of the schedule's times, when it is not the person's own. */
  timeZone: z.string().optional(),
});
export type ScheduleOrigin = z.infer<typeof ScheduleOrigin>;

/** A form for when a report is sent, and with what params. */
export type ScheduleForm = {
  kind: 'schedule_report';
  origin: ScheduleOrigin;
  definition: ReportDefinition;
  fields: ParamField[];
  /** The zone of its times. */
  timeZone: string;
  cadence: Cadence;
  condition: Condition | null;
  /** The last day, where there is one. */
  endsOn: string | null;
  /** To whom it goes, for who may say so: to themselves when left out. */
  to?: Recipients;
};

/** Who gets a report besides, or instead of, the one who schedules it: a channel, and Slack users who are asked first. */
export type Recipients = { channel: string | null; people: string[] };

/** The form of a schedule as far as it is filled in. */
export type FilledSchedule = {
  origin: ScheduleOrigin;
  given: Given;
  /** Perhaps no cadence or no condition yet: delivery refuses what is none. */
  cadence: { every?: unknown; at?: unknown };
  condition: unknown;
  endsOn: string | null;
  to: Recipients;
};

/** Asks an admin to whom a schedule is offered. */
export type OfferForm = { kind: 'schedule_offer_to'; schedule: TitledSchedule };

/** To whom a schedule is offered. */
export type FilledOffer = { id: string; to: string };
