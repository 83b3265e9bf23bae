import { prepareRun } from '../reports/run-report.ts';
import { requireAllMayRun } from './channel-readers.ts';
import type { PressHandler } from './handler.ts';
import { enqueueReport } from './report-requests.ts';
import { SharingOffer } from './report-screens.ts';

/**
 * Shares a report with the channel in which it was asked for, when everybody in it may run it themselves. What is shown
 * there is what everybody may see: the private rows of the one who shares it are left out.
 */
export const shareReport = {
  who: 'member',
  does: async (ctx, { value, place: { channel, ts } }) => {
    const { report, given } = SharingOffer.parse(JSON.parse(value));
    const shared = { ...ctx, actor: { ...ctx.actor, audience: 'shared' } } as const;
    const prepared = await prepareRun(shared, { name: report, given, source: 'button' });
    await requireAllMayRun(ctx, { channel, definition: prepared.report.definition });
    const user = ctx.actor.slackUserId;
    // One offer is taken once, however often it is clicked.
    const key = `share:${channel}:${ts}`;
    await enqueueReport(ctx, { user, report, given, source: 'button', as: 'shared', channel }, key);
    return { replace: { kind: 'words', text: 'The report is on its way to this channel.' } };
  },
} satisfies PressHandler;
