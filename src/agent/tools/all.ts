import type { Actor } from '../../context.ts';
import type { Reports } from '../../reports/run.ts';
import { changeTools } from './changes.ts';
import { customerTools } from './customers.ts';
import { followUpTools } from './follow-ups.ts';
import { interactionTools } from './interactions.ts';
import { observationTools } from './observations.ts';
import { reportTools } from './reports.ts';
import { scheduleTools } from './schedules.ts';
import { permitted, type Tools } from './tool.ts';

/** Those that need nothing but the database. */
export const CRM_TOOLS = {
  ...interactionTools,
  ...customerTools,
  ...followUpTools,
  ...changeTools,
  ...observationTools,
} satisfies Tools;

/** All tools. Made once: the model is shown the same objects every time. */
export function createTools(reports: Reports): (actor: Actor) => Tools {
  const all = { ...CRM_TOOLS, ...reportTools(reports), ...scheduleTools(reports) } satisfies Tools;
  return (actor) => permitted(all, actor);
}
