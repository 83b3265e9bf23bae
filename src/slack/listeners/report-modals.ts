import type { ModalView } from '@slack/types';
import { type Context, hasRole } from '../../context.ts';
import { findSlackUsers } from '../../crm/members.ts';
import { RapportError } from '../../errors.ts';
import type { ReportDefinition } from '../../reports/definition.ts';
import type { Understood } from '../../reports/param-types.ts';
import { type Given, ParamsError, understandGiven } from '../../reports/params.ts';
import { prepareRun, requireMayRun, type WithReports } from '../../reports/run.ts';
import { LIMITS } from '../limits.ts';
import type { Services } from '../services.ts';
import {
  buildReportModal,
  buildWords,
  type Field,
  type Initial,
  ModalOrigin,
  readReportModal,
} from '../views/report-form.ts';
import { enqueueReport } from './report-jobs.ts';

/** A trigger lives for three seconds: when the form is not ready by then, something else is shown first. */
const READY_WITHIN_MS = 1_200;

type Origin = Omit<ModalOrigin, 'relative'>;

/** Opens the form of a report, filled in with what was given so far. */
export async function openReportModal(
  { client, system }: Services,
  triggerId: string,
  form: Promise<ModalView>,
): Promise<void> {
  const ready = await Promise.race([form, system.clock.sleep(READY_WITHIN_MS)]);
  const opened = await client.views.open({ trigger_id: triggerId, view: ready ?? buildWords('One moment…') });
  const viewId = opened.view?.id;
  if (!ready && viewId) await client.views.update({ view_id: viewId, view: await form });
}

/** The form of a report. Throws `not_found` or `forbidden`. */
export async function reportForm(
  ctx: WithReports,
  { origin, given }: { origin: Origin; given: Given },
): Promise<ModalView> {
  const { definition, fields } = await fieldsOf(ctx, { report: origin.report, given });
  return fitting(buildReportModal({ definition, fields, origin: { ...origin, relative: {} } }));
}

/** The params of a report as fields, filled in with what was given. Throws `not_found` or `forbidden`. */
export async function fieldsOf(
  ctx: WithReports,
  { report, given }: { report: string; given: Given },
): Promise<{ definition: ReportDefinition; fields: Field[] }> {
  const { definition } = ctx.reports.catalog.get(report, ctx.actor.role);
  requireMayRun(ctx, definition);
  const understood = await understandGiven(ctx, { definition, given });
  const initial = await initialsOf(ctx, definition, understood);
  const fields = Object.entries(definition.params)
    .filter(([, spec]) => !isSelfOnly(ctx, spec))
    .map(([name, spec]) => ({ name, spec, initial: initial.get(name) ?? [] }));
  return { definition, fields };
}

/** Members can only name themselves: there is nothing to choose. */
const isSelfOnly = ({ actor }: Context, spec: ReportDefinition['params'][string]) =>
  spec.type === 'member' && !hasRole(actor, 'lead');

async function initialsOf(ctx: Context, definition: ReportDefinition, understood: Map<string, Understood[]>) {
  const ids = [...understood.values()].flat().map(({ said }) => said);
  const slackUsers = await findSlackUsers(ctx, ids);
  const entries = [...understood].map(([name, each]): [string, Initial[]] => [
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

/** Slack keeps only so much with a form; what relative days were said is the first thing to let go of. */
export function fitting(view: ModalView): ModalView {
  const metadata = view.private_metadata ?? '{}';
  if (metadata.length <= LIMITS.metadata) return view;
  return { ...view, private_metadata: JSON.stringify({ ...JSON.parse(metadata), relative: {} }) };
}

export type Submitted = {
  id: string;
  private_metadata: string;
  state: { values: unknown };
  blocks: { type: string; block_id?: string }[];
};

/** What becomes of a submitted form: nothing more to say, words under its fields, or words in its place. */
export type Submission = { errors?: Record<string, string>; instead?: string };

/** Puts a filled-in report on its way; or says what is wrong. */
export async function submitReport(
  ctx: WithReports,
  services: Services,
  view: Submitted,
): Promise<Submission> {
  const origin = ModalOrigin.parse(JSON.parse(view.private_metadata));
  const given = readReportModal(view.state.values, origin);
  try {
    await prepareRun(ctx, { name: origin.report, given, source: origin.source });
  } catch (error) {
    if (error instanceof RapportError) return problemsOf(error, view);
    throw error;
  }
  const { report, source, asked } = origin;
  const job = { user: ctx.actor.slackUserId, report, given, source, as: 'message' as const };
  await enqueueReport(services, { ...job, ...(asked ? { asked } : {}) }, `view:${view.id}`);
  return {};
}

/** Each problem under its field, what is about no field under the first; without fields, in place of the form. */
export function problemsOf(error: { message: string }, { blocks }: Pick<Submitted, 'blocks'>): Submission {
  const fields = blocks.flatMap(({ type, block_id: id }) => (type === 'input' && id ? [id] : []));
  const [first] = fields;
  if (!first) return { instead: error.message };
  const problems = error instanceof ParamsError ? error.problems : [{ param: first, reason: error.message }];
  const errors: Record<string, string> = {};
  for (const { param, reason } of problems) {
    const field = fields.includes(param) ? param : first;
    errors[field] = errors[field] ? `${errors[field]} ${reason}` : reason;
  }
  return { errors };
}
