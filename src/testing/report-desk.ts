import type { ReportsOptions } from '../reports/reports.ts';
import { type AppDesk, openAppDesk } from './app-desk.ts';
import type { Answer } from './app-requests.ts';
import { directChannelOf, type Posted } from './memory-chat.ts';
import { seedReportFixture } from './report-fixture.ts';

/** Rapport without Slack, on the data that the tests of reports run on, and how people ask it for reports. */
export type ReportDesk = AppDesk & {
  /** `/report …`, typed in direct messages unless a channel is given. */
  report(as: string, text: string, channel?: string): Promise<Answer>;
  /** Our direct messages to somebody, oldest first. */
  said(to: string): Posted[];
  /** The first direct message that `work` sends to somebody. Throws when it sends none. */
  next(to: string, work: () => Promise<unknown>): Promise<Posted>;
};

export async function openReportDesk(reports?: Partial<ReportsOptions>): Promise<ReportDesk> {
  const desk = await openAppDesk(reports ? { reports } : {});
  await seedReportFixture(desk.team);
  const said = (to: string) => desk.chat.posted.filter(({ channel }) => channel === directChannelOf(to));
  return {
    ...desk,
    said,
    report: (as, text, channel) => desk.command('/report', { as, text, ...(channel ? { channel } : {}) }),
    next: async (to, work) => {
      const before = said(to).length;
      await work();
      const message = said(to)[before];
      if (!message) throw new Error(`Nothing was said to ${to}.`);
      return message;
    },
  };
}
