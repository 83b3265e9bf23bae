import {
  ExplainReport,
  explainForAgent,
  RunReport,
  runForAgent,
  SearchReports,
  searchForAgent,
} from '../reports.ts';
import { readTool, showTool, type Tools } from './tool.ts';

export const reportTools = {
  search_reports: readTool(
    SearchReports,
    searchForAgent,
    'Find reports (counts, lists, trends) by words of the question.',
  ),
  explain_report: readTool(ExplainReport, explainForAgent, 'The params and columns of a report.'),
  run_report: showTool(
    RunReport,
    runForAgent,
    'Run a report. The person gets the whole table, you its first rows.',
  ),
} satisfies Tools;
