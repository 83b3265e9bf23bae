import type { Actor, Role } from '../../context.ts';
import { type CrmSettings, DEFAULT_CRM } from '../../crm-settings.ts';
import type { Metric } from '../../reports/metrics/metric.ts';
import { changeTools } from './changes.ts';
import { customerTools } from './customers.ts';
import { dealTools } from './deals.ts';
import { followUpTools } from './follow-ups.ts';
import { interactionTools } from './interactions.ts';
import { observationTools } from './observations.ts';
import { prepareTools } from './prepare.ts';
import { questionTools } from './questions.ts';
import { reportTools } from './reports.ts';
import { scheduleTools } from './schedules.ts';
import { permitted, type Tools } from './tool.ts';

/** Tools that need nothing but the database, for a team with these settings. */
const crmTools = (settings: CrmSettings) =>
  ({
    ...interactionTools,
    ...customerTools(settings),
    ...followUpTools,
    ...dealTools(settings),
    ...changeTools,
    ...observationTools,
    ...prepareTools,
  }) satisfies Tools;

/** The same of a team that has no settings of its own. */
export const CRM_TOOLS = crmTools(DEFAULT_CRM);

const NO_METRICS: readonly Metric[] = [];

const made = new WeakMap<CrmSettings, Tools>();
const permittedTo = new WeakMap<Tools, Map<Role, Tools>>();

/**
 * The tools that this actor may use: the same objects as long as the settings and the metrics that they may ask are the same, as the
 * model is to see the same.
 */
export function toolsFor(
  actor: Actor,
  settings: CrmSettings = DEFAULT_CRM,
  metrics: readonly Metric[] = NO_METRICS,
): Tools {
  const known = made.get(settings) ?? { ...crmTools(settings), ...reportTools, ...scheduleTools };
  made.set(settings, known);
  const byRole = permittedTo.get(known) ?? new Map<Role, Tools>();
  permittedTo.set(known, byRole);
  const tools = byRole.get(actor.role) ?? permitted(known, actor);
  byRole.set(actor.role, tools);
  return { ...tools, ...questionTools(actor, metrics) };
}
