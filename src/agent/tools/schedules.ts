import { SCHEDULE_DESCRIPTION, Schedule, scheduleForAgent } from '../schedules.ts';
import { cardTool, type Tools } from './tool.ts';

export const scheduleTools = {
  schedule: cardTool(Schedule, scheduleForAgent, SCHEDULE_DESCRIPTION),
} satisfies Tools;
