import type { Reports } from '../../reports/run.ts';
import { SCHEDULE_DESCRIPTION, Schedule, scheduleForAgent } from '../schedules.ts';
import { cardTool, type Tools } from './tool.ts';

export const scheduleTools = (reports: Reports) =>
  ({
    schedule: cardTool(Schedule, (ctx, input) => scheduleForAgent(ctx, reports, input), SCHEDULE_DESCRIPTION),
  }) satisfies Tools;
