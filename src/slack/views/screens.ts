import type { Sheet } from '../../app/screens.ts';
import { buildLooks, type View } from './document.ts';
import { buildEvidence } from './evidence.ts';
import { buildReportHelp, buildReportList } from './report-list.ts';
import { buildRunList, buildSharing } from './report-runs.ts';
import { buildLeftList, buildScheduleList } from './schedule-list.ts';
import { buildWhisper, type Whisper } from './whisper.ts';

/** How each kind of sheet looks. */
const SHEETS = {
  words: ({ text }) => buildWhisper(text),
  document: ({ document }) => buildLooks(document)[0],
  evidence: buildEvidence,
  report_list: buildReportList,
  report_help: buildReportHelp,
  run_list: buildRunList,
  sharing_offer: buildSharing,
  schedule_list: buildScheduleList,
  left_list: buildLeftList,
} satisfies { [Kind in Sheet['kind']]: (sheet: Extract<Sheet, { kind: Kind }>) => Whisper | View };

export function buildSheet(sheet: Sheet): Whisper | View {
  const build = SHEETS[sheet.kind] as (sheet: Sheet) => Whisper | View;
  return build(sheet);
}
