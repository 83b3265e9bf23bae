import { RapportError } from '../errors.ts';
import type { ReportDefinition } from '../reports/definition.ts';
import { canonicalRequest, type MetricRequest, questionName } from '../reports/metrics/request.ts';
import type { Given } from '../reports/params.ts';
import { isOnlyMissing, prepareRun } from '../reports/run-report.ts';
import { requireAllMayRun } from './channel-readers.ts';
import type { App } from './context.ts';
import type { Press, Reply } from './handler.ts';
import { buildReportForm } from './report-form.ts';
import { enqueueReport } from './report-requests.ts';

type Request = Pick<Press, 'key' | 'place'> & { name: string; given: Given; source: 'command' | 'button' };

/** Puts a report on its way; asks with a form first when something that is needed is missing. */
export async function startReport(
  ctx: App,
  { name, given, source, key, place }: Request,
): Promise<Extract<Reply, { show: unknown } | { form: unknown }> | undefined> {
  let definition: ReportDefinition;
  try {
    definition = (await prepareRun(ctx, { name, given, source })).report.definition;
  } catch (error) {
    if (!isOnlyMissing(error)) throw error;
    return { form: buildReportForm(ctx, { origin: { report: name, source }, given }) };
  }
  const user = ctx.actor.slackUserId;
  await enqueueReport(ctx, { user, report: name, given, source, as: 'message' }, key);
  const isDirect = place.channel === (await ctx.chat.directChannel(user));
  if (isDirect) return undefined;
  // What could not be shared is not offered to be.
  const refusal = await requireAllMayRun(ctx, { channel: place.channel, definition }).then(
    () => undefined,
    (error) => (error instanceof RapportError && !error.patience ? error.message : undefined),
  );
  if (!refusal) return { show: { kind: 'sharing_offer', report: definition, given } };
  const text = `“${definition.title}” comes to your direct messages. I cannot share it here: ${refusal}`;
  return { show: { kind: 'words', text } };
}

/** Puts a question in metrics on its way, as `startReport` does a report. Throws `RequestError` and `ParamsError` besides. */
export function startQuestion(
  ctx: App,
  { request, ...how }: Omit<Request, 'name' | 'given'> & { request: MetricRequest },
): ReturnType<typeof startReport> {
  return startReport(ctx, { ...how, name: questionName(request.metric), given: canonicalRequest(request) });
}
