import { type Context, hasRole } from '../context.ts';
import { findSlackUsers } from '../crm/members.ts';
import type { Param, ReportDefinition } from '../reports/definition.ts';
import type { Understood } from '../reports/param-types.ts';
import { type Given, understandGiven } from '../reports/params.ts';
import type { WithReports } from '../reports/reports.ts';
import { requireMayRun } from '../reports/run-report.ts';
import { getDefinition } from '../reports/what-runs.ts';

/** The value that a field starts with: as it is said, as it is shown, and the day or the person it means. */
export type InitialValue = {
  said: string;
  shown: string;
  slackUserId?: string | undefined;
  day?: string | undefined;
};

/** A param that a form asks for. */
export type ParamField = { name: string; spec: Param; initial: InitialValue[] };

/** The params of a report as fields, filled in with what was given; a question in metrics has none. Throws `not_found` or `forbidden`. */
export async function fieldsOf(
  ctx: WithReports,
  { report, given }: { report: string; given: Given },
): Promise<{ definition: ReportDefinition; fields: ParamField[] }> {
  const definition = await getDefinition(ctx, { name: report, given });
  requireMayRun(ctx, definition);
  if (ctx.reports.catalog.find(report)?.definition !== definition) return { definition, fields: [] };
  const initial = await initialsOf(ctx, definition, await understandGiven(ctx, { definition, given }));
  const fields = Object.entries(definition.params)
    .filter(([, spec]) => !isSelfOnly(ctx, spec))
    .map(([name, spec]) => ({ name, spec, initial: initial.get(name) ?? [] }));
  return { definition, fields };
}

/** Members can only name themselves: there is nothing to choose. */
const isSelfOnly = ({ actor }: Context, { type }: Param) => type === 'member' && !hasRole(actor, 'lead');

async function initialsOf(ctx: Context, definition: ReportDefinition, understood: Map<string, Understood[]>) {
  const ids = [...understood.values()].flat().map(({ said }) => said);
  const slackUsers = await findSlackUsers(ctx, ids);
  const entries = [...understood].map(([name, each]): [string, InitialValue[]] => [
    name,
    each.map(({ said, shown, bound }) => ({
      said,
      shown,
      slackUserId: slackUsers.get(said),
      day: definition.params[name]?.type === 'date' ? String(bound['']) : undefined,
    })),
  ]);
  return new Map(entries);
}
