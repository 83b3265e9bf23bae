import type { Reports } from '../../reports/run.ts';
import {
  ExplainReport,
  explainForAgent,
  RunReport,
  runForAgent,
  SearchReports,
  searchForAgent,
} from '../reports.ts';
import { readTool, showTool, type Tools } from './tool.ts';

export const reportTools = (reports: Reports) =>
  ({
    search_reports: readTool(
      SearchReports,
      (ctx, input) => searchForAgent(ctx, reports, input),
      'Find reports the person may run, by words of their question. Reports give counts, lists and trends.',
    ),
    explain_report: readTool(
      ExplainReport,
      (ctx, input) => explainForAgent(ctx, reports, input),
      'What a report shows, whom it is for, its params, and what each column means. Look here before passing params.',
    ),
    run_report: showTool(
      RunReport,
      (ctx, input) => runForAgent(ctx, reports, input),
      'Run a report for the person. The full table is posted by itself: answer with one or two sentences on what it shows, ' +
        'and quote only numbers that are in the result. Days and periods may be relative: -4w, last-month.',
    ),
  }) satisfies Tools;
