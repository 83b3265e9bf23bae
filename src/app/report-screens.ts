import { z } from 'zod';
import type { Actor } from '../context.ts';
import type { ReportDefinition } from '../reports/definition.ts';
import type { Explanation } from '../reports/explain.ts';
import type { Given } from '../reports/params.ts';
import type { listReportRuns } from '../reports/report-runs.ts';
import type { BrokenFile } from '../reports/watched-folder.ts';
import type { ParamField } from './report-fields.ts';

/** Screens about reports. */
export type ReportScreen =
  | {
      kind: 'report_list';
      reports: Pick<ReportDefinition, 'name' | 'title' | 'description'>[];
      page: number;
      /** The words of a search, if there was one. */
      words?: string | undefined;
      /** Files that cannot be used; for admins. */
      broken: BrokenFile[];
    }
  | { kind: 'report_help'; explanation: Explanation }
  | {
      kind: 'run_list';
      runs: Awaited<ReturnType<typeof listReportRuns>>;
      reader: Pick<Actor, 'timeZone' | 'locale'>;
    }
  /** A report that was asked for in a channel: where it is, and an offer to share it there. */
  | { kind: 'sharing_offer'; report: Pick<ReportDefinition, 'name' | 'title'>; given: Given };

/** The value of the buttons that turn the pages of the list, as JSON. */
export const ReportPage = z.object({ page: z.int(), words: z.string().optional() });
export type ReportPage = z.infer<typeof ReportPage>;

/** The value of the button that shares a report, as JSON. */
export const SharingOffer = z.object({ report: z.string(), given: z.record(z.string(), z.unknown()) });
export type SharingOffer = z.infer<typeof SharingOffer>;

/** The conversation, and the thread in it, in which an answer belongs. */
export const AnswerPlace = z.strictObject({ channel: z.string(), threadTs: z.string().optional() });
export type AnswerPlace = z.infer<typeof AnswerPlace>;

/** The report that a form is about; comes back with the values that were filled in. */
export const ReportOrigin = z.strictObject({
  report: z.string(),
  source: z.enum(['command', 'button']),
  asked: AnswerPlace.optional(),
});
export type ReportOrigin = z.infer<typeof ReportOrigin>;

/** A form for the params of a report. */
export type ReportForm = {
  kind: 'report_params';
  origin: ReportOrigin;
  definition: ReportDefinition;
  fields: ParamField[];
};

/** A form for the name under which a question is kept. `run`: in which it was asked; `isAdmin`: it is kept at once. */
export type KeepForm = { kind: 'keep_question'; run: string; title: string; name: string; isAdmin: boolean };
export type FilledKeep = { run: string; title: string; name: string };

/** The form of a report, filled in. */
export type FilledReport = { origin: ReportOrigin; given: Given };
