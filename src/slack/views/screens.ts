import type { Sheet } from '../../app/screens.ts';
import { LIMITS } from '../limits.ts';
import { escapeText } from '../markup.ts';
import { buildLooks, type View } from './document.ts';
import { buildEvidence } from './evidence.ts';
import { buildReportHelp, buildReportList } from './report-list.ts';
import { buildRunList } from './report-runs.ts';
import { buildSharing } from './report-sharing.ts';
import { buildLeftList, buildScheduleList } from './schedule-list.ts';
import { buildText } from './text.ts';

/** How each kind of sheet looks. */
const SHEETS = {
  words: ({ text }) => ({ text: escapeText(text), blocks: buildText(text, LIMITS.sectionText) }),
  document: ({ document }) => buildLooks(document)[0],
  evidence: buildEvidence,
  report_list: buildReportList,
  report_help: buildReportHelp,
  run_list: buildRunList,
  sharing_offer: buildSharing,
  schedule_list: buildScheduleList,
  left_list: buildLeftList,
} satisfies { [Kind in Sheet['kind']]: (sheet: Extract<Sheet, { kind: Kind }>) => View };

export function buildSheet(sheet: Sheet): View {
  const build = SHEETS[sheet.kind] as (sheet: Sheet) => View;
  return build(sheet);
}
