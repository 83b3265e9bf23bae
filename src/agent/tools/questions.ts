import type { Actor, Role } from '../../context.ts';
import type { Metric } from '../../reports/metrics/metric.ts';
import { metricSchemaFor } from '../../reports/metrics/request-schema.ts';
import { askForAgent, withMissing } from '../questions.ts';
import { showTool, type Tools } from './tool.ts';

const made = new WeakMap<readonly Metric[], Map<Role, Tools>>();

/**
 * The tool that counts what no report has; absent where there is no metric. The same object for the same role and metrics, as the
 * model is to see the same.
 */
export function questionTools({ role }: Pick<Actor, 'role'>, metrics: readonly Metric[]): Tools {
  const ofRole = made.get(metrics) ?? new Map<Role, Tools>();
  made.set(metrics, ofRole);
  const tools = ofRole.get(role) ?? makeTools(role, metrics);
  ofRole.set(role, tools);
  return tools;
}

function makeTools(role: Role, metrics: readonly Metric[]): Tools {
  const schema = metricSchemaFor({ role }, metrics);
  if (!schema) return {};
  return {
    ask_metric: showTool(
      withMissing(schema),
      askForAgent,
      'Count what no report has. The person gets the whole table, you its first rows and how it was counted. Without a grain the period is compared with the one before it.',
    ),
  };
}
