import type { Screen } from '../../app/screens.ts';
import { LIMITS } from '../limits.ts';
import { escapeText } from '../markup.ts';
import type { LinkTo } from '../permalinks.ts';
import { buildViews, type View } from './document.ts';
import { buildEvidence } from './evidence.ts';
import { buildReportHelp, buildReportList } from './report-list.ts';
import { buildRunList } from './report-runs.ts';
import { buildSharing } from './report-sharing.ts';
import { buildFormerSchedules, buildScheduleList } from './schedule-list.ts';
import { buildText } from './text.ts';

/** How each kind of screen looks. */
const SCREENS = {
  words: ({ text }) => ({ text: escapeText(text), blocks: buildText(text, LIMITS.sectionText) }),
  document: ({ document }, linkTo) => buildViews(document, linkTo)[0],
  evidence: buildEvidence,
  report_list: buildReportList,
  report_help: buildReportHelp,
  run_list: buildRunList,
  sharing_offer: buildSharing,
  schedule_list: buildScheduleList,
  former_schedules: buildFormerSchedules,
} satisfies { [Kind in Screen['kind']]: (screen: Extract<Screen, { kind: Kind }>, linkTo: LinkTo) => View };

export function buildScreen(screen: Screen, linkTo: LinkTo): View {
  const build = SCREENS[screen.kind] as (screen: Screen, linkTo: LinkTo) => View;
  return build(screen, linkTo);
}
