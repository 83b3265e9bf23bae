import type { ActionsBlock, KnownBlock, SectionBlock } from '@slack/types';
import type { PressId } from '../../app/handlers.ts';
import {
  type MenuChoice,
  menuValue,
  type ScheduleList,
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
export function buildScheduleList({ schedules, page, team }: ScheduleList): View {
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
      ...(team ? buildTeam(team) : []),
    ],
  };
}

function entry(view: TitledSchedule): SectionBlock {
  const { paramsInWords: params } = view;
  const lines = [
    `*${escapeText(view.title)}*${params ? `  ${escapeText(params)}` : ''}${inChannel(view)}`,
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

const inChannel = ({ channel }: Pick<ScheduleView, 'channel'>) => (channel ? `  in <#${channel}>` : '');

/** Who gets what: channels first. What can be taken over has a button. */
function buildTeam({ schedules, more }: NonNullable<ScheduleList['team']>): KnownBlock[] {
  if (schedules.length === 0) return [];
  const lines = schedules.map((view) => {
    const whom = view.channel
      ? `${inChannel(view)}, by ${escapeText(view.name)}`
      : `  to ${escapeText(view.name)}`;
    const title = `*${escapeText(view.title)}*${whom}`;
    return { view, text: `${title}\n${capital(escapeText(describeWhen(view)))} · ${stateOf(view)}` };
  });
  const buttons = lines.filter(({ view }) => view.mayTakeOver).slice(0, LIMITS.takeOvers);
  const shown = new Set(buttons.map(({ view }) => view.id));
  const plain = lines.filter(({ view }) => !shown.has(view.id)).map(({ text }) => text);
  const rest = more > 0 ? [`And ${more} more.`] : [];
  return [
    { type: 'divider' },
    buildSection('*Who gets what in the team*'),
    ...buttons.map(({ view, text }): SectionBlock => {
      const text_ = { type: 'plain_text' as const, text: 'Take over' };
      const action_id = 'schedule_take_over' satisfies PressId;
      return {
        ...buildSection(cutMarkup(text, LIMITS.sectionText)),
        accessory: { type: 'button', action_id, text: text_, value: view.id },
      };
    }),
    ...chunksOf([...plain, ...rest]).map((text) => buildSection(text)),
  ];
}

/** Lines in texts as long as a section takes. */
function chunksOf(lines: readonly string[]): string[] {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + line.length < LIMITS.sectionText)
      texts[texts.length - 1] = `${last}\n${line}`;
    else texts.push(cutMarkup(line, LIMITS.sectionText));
  }
  return texts;
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
