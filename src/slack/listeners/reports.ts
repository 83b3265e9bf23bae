import type { App } from '@slack/bolt';
import { z } from 'zod';
import { suggestNames } from '../../crm/look-up.ts';
import { getReportRun } from '../../reports/runs.ts';
import { LIMITS } from '../limits.ts';
import type { Services } from '../services.ts';
import { buildWhisper, PAGE_BUTTONS } from '../views/report-list.ts';
import { buildWords, option, REPORT_MODAL } from '../views/report-modal.ts';
import { answerCommand, listReports, requestReport } from './report-command.ts';
import { enqueueReport, type ReportJob } from './report-jobs.ts';
import { openReportModal, problemsOf, reportForm, submitReport } from './report-modals.ts';
import { shareReport } from './report-share.ts';
import {
  answered,
  askedIn,
  type Click,
  type Deed,
  listenToDeeds,
  notSaid,
  readClick,
  responseTo,
} from './requests.ts';

/** Slack waits three seconds; what takes longer is said afterwards. */
const ANSWER_WITHIN_MS = 2_000;

const Page = z.object({ page: z.int(), words: z.string().optional() });
const Shared = z.object({ report: z.string(), given: z.record(z.string(), z.unknown()) });

const turnPage: Deed = async (ctx, services, { value }) => ({
  replace: listReports(ctx, services, Page.parse(JSON.parse(value))),
});

const DEEDS: Record<string, Deed> = {
  report_open: async (ctx, services, { value: name, channel, trigger_id: triggerId }) => {
    const wanted = { name, given: {}, source: 'button', channel: channel.id, triggerId } as const;
    const shown = await requestReport(ctx, services, wanted);
    return shown && { replace: shown };
  },
  report_pick: async (ctx, services, { value: report, trigger_id: triggerId }) => {
    const form = reportForm(ctx, services, { origin: { report, source: 'button' }, given: {} });
    await openReportModal(services, triggerId, form);
    return undefined;
  },
  ...Object.fromEntries(PAGE_BUTTONS.map((id) => [id, turnPage])),
  report_change: async (ctx, services, click) => {
    const { report, params: given } = await getReportRun(ctx, click.value);
    const origin = { report, source: 'button', asked: askedIn(click) } as const;
    await openReportModal(services, click.trigger_id, reportForm(ctx, services, { origin, given }));
    return undefined;
  },
  report_share: async (ctx, services, { value, channel, container }) => {
    const wanted = Shared.parse(JSON.parse(value));
    // One offer is taken once, however often it is clicked.
    const key = `share:${channel.id}:${container.message_ts}`;
    await shareReport(ctx, services, { ...wanted, channel: channel.id, key });
    return { replace: buildWhisper('The report is on its way to this channel.') };
  },
};

/** Buttons that lead to a run: it is taken in durably before Slack hears that the click has arrived. */
const RUNS: Record<string, (click: Click) => Pick<ReportJob, 'as' | 'asked'>> = {
  report_run_again: (click) => ({ as: 'message', asked: askedIn(click) }),
  report_csv: (click) => ({ as: 'csv', asked: { threadTs: click.message?.ts, ...askedIn(click) } }),
};

/** The command, its lists and forms. Identity and role are read anew every time, and every request gets an answer. */
export function listenToReports(app: App, services: Services): void {
  const { system } = services;
  const quietly = notSaid(services);

  app.command('/report', async ({ ack, command, respond }) => {
    const { user_id: user, channel_id: channel, text = '', trigger_id: triggerId } = command;
    const answer = answered(services, user, (ctx) =>
      answerCommand(ctx, services, { text, channel, triggerId }),
    );
    const slow = system.clock.sleep(ANSWER_WITHIN_MS).then(() => 'slow' as const);
    const quick = await Promise.race([answer, slow]);
    if (quick !== 'slow') return ack(quick && { response_type: 'ephemeral', ...quick });
    await ack();
    const late = await answer;
    if (late) await respond({ response_type: 'ephemeral', ...late }).catch(quietly);
  });

  for (const [id, build] of Object.entries(RUNS)) {
    app.action(id, async ({ ack, body, respond }) => {
      const click = readClick(body);
      const { report, params: given } = await getReportRun(system, click.value);
      const user = click.user.id;
      await enqueueReport(services, { user, report, given, source: 'button', ...build(click) }, click.key);
      await ack();
      if (!click.channel.id.startsWith('D')) {
        await respond(responseTo({ say: 'It comes to your direct messages.' })).catch(quietly);
      }
    });
  }

  listenToDeeds(app, services, DEEDS);

  app.view(REPORT_MODAL, async ({ ack, body, view }) => {
    const answer = await answered(services, body.user.id, (ctx) => submitReport(ctx, services, view));
    const { errors, instead } = 'text' in answer ? problemsOf({ message: answer.text }, view) : answer;
    if (errors) await ack({ response_action: 'errors', errors });
    else await (instead ? ack({ response_action: 'update', view: buildWords(instead) }) : ack());
  });

  app.options('report_pick', async ({ ack, body, payload }) => {
    const found = await answered(services, body.user.id, async ({ actor }) => {
      const { catalog } = services.reports;
      const reports = payload.value ? catalog.search(payload.value, actor.role) : catalog.list(actor.role);
      return reports.map(({ definition: { name, title } }) => option(name, title));
    });
    await ack({ options: Array.isArray(found) ? found.slice(0, LIMITS.options) : [] });
  });

  for (const noun of ['company', 'contact'] as const) {
    app.options(noun, async ({ ack, body, payload }) => {
      const limit = LIMITS.options;
      const found = await answered(services, body.user.id, (ctx) =>
        suggestNames(ctx, { noun, typed: payload.value, limit }),
      );
      await ack({ options: Array.isArray(found) ? found.map(({ id, name }) => option(id, name)) : [] });
    });
  }
}
