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
      'Find reports (counts, lists, trends) by words of the question.',
    ),
    explain_report: readTool(
      ExplainReport,
      (ctx, input) => explainForAgent(ctx, reports, input),
      'The params and columns of a report.',
    ),
    run_report: showTool(
      RunReport,
      (ctx, input) => runForAgent(ctx, reports, input),
      'Run a report. The person gets the whole table, you its first rows.',
    ),
  }) satisfies Tools;
