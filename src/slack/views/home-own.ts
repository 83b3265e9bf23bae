import type { KnownBlock, StaticSelect } from '@slack/types';
import type { HomeId } from '../../app/handlers.ts';
import type { InteractionOnHome, OpenHome } from '../../app/home-screens.ts';
import type { TitledSchedule } from '../../app/schedule-screens.ts';
import { formatDate } from '../../clock.ts';
import type { DealView } from '../../crm/deal-view.ts';
import { REMINDING } from '../../crm/reminder-times.ts';
import { describeNext, describeWhen } from '../../delivery/schedule-view.ts';
import { cut } from '../../text.ts';
import { LIMITS } from '../limits.ts';
import { escapeText } from '../markup.ts';
import type { LinkTo } from '../permalinks.ts';
import { buildButton, buildButtons } from './buttons.ts';
import { option } from './form-parts.ts';
import { buildLines, buildMore, heading, named } from './home-parts.ts';
import { linked } from './quotes.ts';
import { buildSection, cutMarkup } from './text.ts';

/** What the person has promised by today, each with what can become of it. */
export function buildDue({ due, today }: OpenHome): KnownBlock[] {
  const entries = due.shown.flatMap(({ id, title, dueOn, whom }): KnownBlock[] => {
    const when = dueOn < today ? `overdue since ${formatDate(dueOn)}` : 'due today';
    const text = `*${escapeText(cut(title, LIMITS.cardText))}*${whom ? `, ${escapeText(cut(whom, LIMITS.cardText))}` : ''}\n${when}`;
    return [
      buildSection(cutMarkup(text, LIMITS.sectionText)),
      named(
        buildButtons([
          { id: 'home_done', label: 'Done', value: id, style: 'primary' },
          { id: 'home_tomorrow', label: 'Tomorrow', value: id },
          { id: 'home_next_week', label: 'Next week', value: id },
          { id: 'fix', label: 'Fix', value: id },
        ]),
        `due_${id}`,
      ),
    ];
  });
  return [
    heading('Today'),
    ...(entries.length > 0
      ? entries
      : [buildSection('Nothing is due. Ask me “who should I call today?” for ideas.')]),
    ...buildMore(due, 'ask me “what is overdue on my list?”'),
  ];
}

/** The deal board: a line for each stage, with the sum of each currency, and the deals that close next, each with its form. */
export function buildDeals({ deals }: OpenHome): KnownBlock[] {
  if (!deals) return [];
  const stages = deals.stages.map(({ stage, deals: count, worth }) => {
    const money = worth.length > 0 ? `: ${worth.map(escapeText).join(' and ')}` : '';
    return `*${escapeText(stage)}*  ${count} ${count === 1 ? 'deal' : 'deals'}${money}`;
  });
  const all = deals.stages.reduce((sum, each) => sum + each.deals, 0);
  return [
    heading('My deals'),
    buildLines(stages),
    ...deals.next.map(nextDeal),
    ...buildMore({ more: all - deals.next.length }, 'ask me “what are my open deals?”'),
  ];
}

function nextDeal({ id, title, company, stage, amount, closes_on: closesOn }: DealView): KnownBlock {
  const state = [stage, amount, closesOn && `closes ${formatDate(closesOn)}`].filter(Boolean).join(', ');
  const [what, whose] = [title, company].map((each) => escapeText(cut(each, LIMITS.cardText)));
  return {
    ...buildSection(cutMarkup(`*${what}*, ${whose}\n${escapeText(state)}`, LIMITS.sectionText)),
    accessory: buildButton({ id: 'fix', label: 'Fix', value: id }),
  };
}

/** The way to the form for an interaction. */
export const LOG = buildButtons([
  { id: 'log_open', label: 'Log an interaction', value: 'log', style: 'primary' },
]);

/** What the person has logged last, each with the way to the message it came from, and a form for more. */
export function buildInteractions({ interactions }: OpenHome, linkTo: LinkTo): KnownBlock[] {
  return [
    heading('What I told Rapport last'),
    ...interactions.flatMap((each) => interaction(each, linkTo)),
    LOG,
  ];
}

function interaction(
  { id, on, what, summary, isPrivate, changeId, place }: InteractionOnHome,
  linkTo: LinkTo,
): KnownBlock[] {
  // A link is never cut: it would end in the middle.
  const head = linked(`${cut(what, LIMITS.cardText)}, ${formatDate(on)}`, place && linkTo(place));
  const text = `${head}${isPrivate ? ' (private)' : ''}\n${escapeText(cut(summary, LIMITS.cardText))}`;
  const confirm = { title: 'Take this back?', text: `${what}: ${summary}`, yes: 'Undo', no: 'Keep' };
  const buttons = buildButtons([
    { id: 'fix', label: 'Fix', value: id },
    ...(changeId ? [{ id: 'home_undo' as const, label: 'Undo', value: changeId, confirm }] : []),
  ]);
  return [buildSection(cutMarkup(text, LIMITS.sectionText)), named(buttons, `interaction_${id}`)];
}

/** What is sent to the person again and again. */
export function buildSchedules({ schedules }: OpenHome): KnownBlock[] {
  if (schedules.shown.length === 0) return [];
  return [
    heading('Sent to me'),
    ...schedules.shown.flatMap(schedule),
    ...buildMore(schedules, '/report schedules lists them all'),
  ];
}

function schedule(view: TitledSchedule): KnownBlock[] {
  const { id, title, status, paramsInWords: params } = view;
  const state = {
    active: describeNext(view),
    paused: 'paused',
    offered: 'waits for your yes: /report schedules',
    ended: 'ended',
  }[status];
  const text = `*${escapeText(title)}*${params ? `  ${escapeText(params)}` : ''}\n${escapeText(describeWhen(view))}; ${escapeText(state)}`;
  const pause =
    status === 'active'
      ? { id: 'home_pause' as const, label: 'Pause', value: id }
      : { id: 'home_resume' as const, label: 'Resume', value: id };
  return [
    buildSection(cutMarkup(text, LIMITS.sectionText)),
    ...(status === 'offered'
      ? []
      : [
          named(
            buildButtons([{ id: 'schedule_change', label: 'Change', value: id }, pause]),
            `schedule_${id}`,
          ),
        ]),
  ];
}

/** When the person is told what is due, to be chosen. */
export function buildReminders({ reminders: { at, days, timeZone } }: OpenHome): KnownBlock[] {
  return [
    heading('When I am reminded'),
    buildSection(escapeText(`In the morning, of what is due by then (${timeZone}).`)),
    {
      type: 'actions',
      block_id: 'reminders',
      elements: [
        buildSelect('home_remind_at', {
          chosen: at,
          options: timesWith(at).map((time) => option(time, `At ${time}`)),
        }),
        buildSelect('home_remind_on', {
          chosen: days,
          options: Object.entries(DAYS).map(([value, label]) => option(value, label)),
        }),
      ],
    },
  ];
}

const DAYS: Record<OpenHome['reminders']['days'], string> = {
  workdays: 'Monday to Friday',
  every_day: 'Every day',
  never: 'Not at all',
};

/** The half hours at which people can be reminded, and the time that somebody has chosen in words. */
function timesWith(at: string): string[] {
  const hours = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));
  const halves = hours.flatMap((hour) => [`${hour}:00`, `${hour}:30`]);
  const offered = halves.filter((time) => time >= REMINDING.from && time < REMINDING.until);
  return [...new Set([...offered, at])].toSorted();
}

function buildSelect(
  id: HomeId,
  { options, chosen }: { options: ReturnType<typeof option>[]; chosen: string },
): StaticSelect {
  const initial = options.find(({ value }) => value === chosen);
  return {
    type: 'static_select',
    action_id: id,
    options,
    ...(initial ? { initial_option: initial } : {}),
  };
}
