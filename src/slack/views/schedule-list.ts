import type { ActionsBlock, SectionBlock } from '@slack/types';
import type { PressId } from '../../app/handlers.ts';
import {
  type MenuChoice,
  menuValue,
  type ScheduleScreen,
  type TitledSchedule,
} from '../../app/schedule-screens.ts';
import { formatMoment } from '../../delivery/cadence.ts';
import { describeNext, describeWhen, type ScheduleView } from '../../delivery/schedule-view.ts';
import { LIMITS } from '../limits.ts';
import { escapeText } from '../markup.ts';
import type { View } from './document.ts';
import { option } from './form-parts.ts';
import { buildNote, buildSection, cutMarkup } from './text.ts';

/** Somebody's schedules, each with a menu. */
export function buildScheduleList({
  schedules,
  page,
}: Extract<ScheduleScreen, { kind: 'schedule_list' }>): View {
  const count = schedules.length;
  const waiting = schedules.filter(({ status }) => status === 'offered').length;
  const sent = `Sent to you: ${count - waiting}${waiting > 0 ? `, waiting for your yes: ${waiting}` : ''}`;
  const heading = count === 0 ? 'Nothing is sent to you on a schedule' : sent;
  const pages = Math.max(1, Math.ceil(count / LIMITS.schedulePage));
  const at = Math.min(Math.max(page, 0), pages - 1);
  return {
    text: heading,
    blocks: [
      buildSection(`*${heading}*`),
      ...schedules.slice(at * LIMITS.schedulePage, (at + 1) * LIMITS.schedulePage).map(entry),
      ...(pages > 1 ? [pager(at, pages)] : []),
      buildNote(
        '/report schedule NAME schedules a report. Or tell me: “send me NAME every Friday at 17:00”.',
      ),
    ],
  };
}

function entry(view: TitledSchedule): SectionBlock {
  const { paramsInWords: params } = view;
  const lines = [
    `*${escapeText(view.title)}*${params ? `  ${escapeText(params)}` : ''}`,
    capital(escapeText(describeWhen(view))),
    stateOf(view),
  ];
  return {
    ...buildSection(cutMarkup(lines.join('\n'), LIMITS.sectionText)),
    accessory: {
      type: 'overflow',
      action_id: 'schedule_menu' satisfies PressId,
      options: choicesOf(view).map(([choice, label]) => option(menuValue(choice, view.id), label)),
    },
  };
}

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

function stateOf(view: ScheduleView): string {
  if (view.status === 'paused') return `Paused${view.reason ? `: ${escapeText(view.reason)}` : ''}`;
  if (view.status === 'offered') return 'Waits for your yes';
  return capital(describeNext(view));
}

function choicesOf({ status }: ScheduleView): [MenuChoice, string][] {
  if (status === 'offered') {
    return [
      ['accept', 'Schedule it'],
      ['decline', 'No, thanks'],
    ];
  }
  return [
    ['run', 'Run now'],
    ['change', 'Change…'],
    status === 'paused' ? ['resume', 'Resume'] : ['pause', 'Pause'],
    ['stop', 'Stop for good'],
  ];
}

function pager(at: number, pages: number): ActionsBlock {
  const turn = (id: PressId, label: string, to: number) => ({
    type: 'button' as const,
    action_id: id,
    text: { type: 'plain_text' as const, text: label },
    value: String(to),
  });
  return {
    type: 'actions',
    elements: [
      ...(at > 0 ? [turn('schedule_page_back', 'Previous', at - 1)] : []),
      ...(at + 1 < pages ? [turn('schedule_page_on', 'Next', at + 1)] : []),
    ],
  };
}

/** For admins: the schedules of members who have left, each with a button that offers it to somebody. */
export function buildFormerSchedules({
  schedules,
  timeZone,
}: Extract<ScheduleScreen, { kind: 'former_schedules' }>): View {
  const heading =
    schedules.length === 0 ? 'Nobody has left schedules behind' : 'These have nobody to go to any more';
  return {
    text: heading,
    blocks: [
      buildSection(`*${heading}*`),
      ...schedules.map((view): SectionBlock => {
        const lines = [
          `*${escapeText(view.title)}*, for ${escapeText(view.name)}${view.paramsInWords ? ` (${escapeText(view.paramsInWords)})` : ''}`,
          capital(escapeText(describeWhen(view))),
          `Ended on ${formatMoment(view.stoppedAt, timeZone)}, because ${escapeText(view.reason ?? '')}`,
        ];
        return {
          ...buildSection(cutMarkup(lines.join('\n'), LIMITS.sectionText)),
          accessory: {
            type: 'button',
            action_id: 'schedule_offer' satisfies PressId,
            text: { type: 'plain_text', text: 'Offer…' },
            value: view.id,
          },
        };
      }),
    ],
  };
}
