import type { Actor } from '../../context.ts';
import { changeTools } from './changes.ts';
import { customerTools } from './customers.ts';
import { dealTools } from './deals.ts';
import { followUpTools } from './follow-ups.ts';
import { interactionTools } from './interactions.ts';
import { observationTools } from './observations.ts';
import { reportTools } from './reports.ts';
import { scheduleTools } from './schedules.ts';
import { permitted, type Tools } from './tool.ts';

/** Tools that need nothing but the database. */
export const CRM_TOOLS = {
  ...interactionTools,
  ...customerTools,
  ...followUpTools,
  ...dealTools,
  ...changeTools,
  ...observationTools,
} satisfies Tools;

const ALL_TOOLS = { ...CRM_TOOLS, ...reportTools, ...scheduleTools } satisfies Tools;

/** The tools that this actor may use: the same objects every time, as the model is to see the same. */
export const toolsFor = (actor: Actor): Tools => permitted(ALL_TOOLS, actor);
