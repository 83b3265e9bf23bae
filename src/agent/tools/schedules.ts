import type { Reports } from '../../reports/run.ts';
import {
  ChangeSchedule,
  cancelForAgent,
  changeForAgent,
  ListSchedules,
  listForAgent,
  OneSchedule,
  pauseForAgent,
  resumeForAgent,
  ScheduleReport,
  scheduleForAgent,
} from '../schedules.ts';
import { cardTool, readTool, type Tools, writeTool } from './tool.ts';

export const scheduleTools = (reports: Reports) =>
  ({
    schedule_report: cardTool(
      ScheduleReport,
      (ctx, input) => scheduleForAgent(ctx, reports, input),
      'Send the person a report again and again, by direct message: "every Friday at 17:00". It always goes to the person ' +
        'who asks, never to others. At most once a day. Without a time of day in their words, take 09:00.',
    ),
    list_schedules: readTool(
      ListSchedules,
      (ctx, input) => listForAgent(ctx, reports, input),
      'The reports that are sent to the person again and again: when, and whether they are paused.',
    ),
    change_schedule: writeTool(
      ChangeSchedule,
      (ctx, input) => changeForAgent(ctx, reports, input),
      'Change when one of the person’s schedules is sent, under what condition, or with what params. What is left out stays.',
    ),
    pause_schedule: writeTool(
      OneSchedule,
      (ctx, input) => pauseForAgent(ctx, reports, input),
      'Stop one of the person’s schedules for a while.',
    ),
    resume_schedule: writeTool(
      OneSchedule,
      (ctx, input) => resumeForAgent(ctx, reports, input),
      'Let a paused schedule go on.',
    ),
    cancel_schedule: writeTool(
      OneSchedule,
      (ctx, input) => cancelForAgent(ctx, reports, input),
      'End one of the person’s schedules for good.',
    ),
  }) satisfies Tools;
