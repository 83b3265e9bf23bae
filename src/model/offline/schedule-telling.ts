import type { Scheduled, ScheduleView } from './report-results.ts';
import { isOffer } from './schedule-matching.ts';
import { bullets } from './show.ts';

/** What is said about schedules, in the words of the tools. */

const SHOWN = 15;

const HOW_TO_SCHEDULE = 'Say for example “send me quiet-customers every Monday at 9:00”.';

/** `days = 60, since = -4w` in words: `60 days, since -4w`. */
function paramsInWords({ params }: Pick<ScheduleView, 'params'>): string {
  return readParams(params)
    .map(({ name, value }) => {
      const isCount = /^\d+$/.test(value) && /(?:^|_)(?:days|weeks|months|rows)$/.test(name);
      const ago = /^-(\d+)([dwmqy])$/.exec(value);
      const said = ago ? inPast(Number(ago[1]), ago[2] ?? '') : value;
      return isCount ? `${value} ${name.replaceAll('_', ' ')}` : `${name.replaceAll('_', ' ')} ${said}`;
    })
    .join(', ');
}

const UNITS: Record<string, string> = { d: 'day', w: 'week', m: 'month', q: 'quarter', y: 'year' };
const inPast = (count: number, unit: string) => `${count} ${UNITS[unit]}${count === 1 ? '' : 's'} ago`;

/** The params of a schedule, from the words of the tools. */
export const readParams = (params: string): { name: string; value: string }[] =>
  [...params.matchAll(/([a-z][a-z0-9_ ]*?) = (.*?)(?=, [a-z][a-z0-9_ ]* = |$)/g)].map(
    ([, name = '', value = '']) => ({ name: name.replaceAll(' ', '_'), value }),
  );

const named = (view: ScheduleView) =>
  `“${view.title}”${view.params ? ` (${paramsInWords(view)})` : ''} ${view.when}`;
const nextOf = ({ next }: ScheduleView) => (next ? `; ${next}` : '');

/** `Quiet customers (60 days): every Monday at 09:00 Europe/Lisbon`. */
const plain = (view: ScheduleView) =>
  `${view.title}${view.params ? ` (${paramsInWords(view)})` : ''}: ${view.when}`;

function lineOf(view: ScheduleView): string {
  const { status, reason } = view;
  const state = status === 'active' || isOffer(view) ? '' : `; ${status}${reason ? `: ${reason}` : ''}`;
  return `${plain(view)}${isOffer(view) ? '' : nextOf(view)}${state}`;
}

export function tellSchedules(schedules: readonly ScheduleView[]): string {
  const waiting = tellOffers(schedules);
  const running = schedules.filter((view) => !isOffer(view));
  if (running.length === 0 && waiting) return `Nothing is scheduled for you yet.\n${waiting}`;
  if (running.length === 0) return `Nothing is scheduled for you. ${HOW_TO_SCHEDULE}`;
  return [`Scheduled for you:\n${listed(running)}`, waiting].filter(Boolean).join('\n');
}

/** Those that nobody has said yes to are no schedules yet, and stand apart. */
export function tellOffers(schedules: readonly ScheduleView[]): string {
  const offers = schedules.filter(isOffer);
  return offers.length === 0 ? '' : `Waiting for your yes:\n${listed(offers)}`;
}

function listed(views: readonly ScheduleView[]): string {
  const more = views.length > SHOWN ? `\nand ${views.length - SHOWN} more` : '';
  return `${bullets(views.slice(0, SHOWN).map(lineOf))}${more}`;
}

/** As it is offered in a question. */
export const labelOf = (view: ScheduleView): string =>
  `${plain(view)}${isOffer(view) ? ' (waits for your yes)' : ''}`;

/** The card shows the report, when it comes, and what can be done with it. */
export function tellScheduled({ status, card }: Scheduled): string {
  const where = card ? `the card ${card.replace(/\btheir\b/, 'your')}` : 'the card';
  return status === 'active' ? `Scheduled; ${where} shows it.` : pressYes(where);
}

const pressYes = (where: string): string => `Press “Schedule it” on ${where} to start it.`;

export type Verb = 'pause' | 'resume' | 'cancel' | 'change';

const DONE: Record<Verb, (view: ScheduleView) => string> = {
  pause: (view) => `${named(view)} is paused.`,
  resume: (view) => `${titled(view)} goes on ${view.when}${nextOf(view)}.`,
  cancel: (view) => `${named(view)} is stopped and will not be sent any more.`,
  change: (view) => `${titled(view)} now comes ${view.when}${nextOf(view)}.`,
};

const titled = (view: ScheduleView) => named(view).slice(0, -view.when.length - 1);

export const tellDone = (verb: Verb, view: ScheduleView): string => DONE[verb](view);

export const tellDeclined = (view: ScheduleView): string =>
  `All right, ${named(view)} will not be sent; the offer is withdrawn.`;

const STATES: Partial<Record<Verb, string>> = { pause: 'paused already', resume: 'not paused' };

/** Those that fit are in that state already. */
export const tellAlready = (verb: Verb, view: ScheduleView): string =>
  isOffer(view)
    ? `${named(view)} waits for your yes on its card, so nothing is sent yet.`
    : `${named(view)} is ${STATES[verb] ?? view.status}.`;

export function tellNoSchedule(words: string, schedules: readonly ScheduleView[]): string {
  if (schedules.length === 0) return tellSchedules(schedules);
  return `Nothing that is scheduled for you fits${words ? ` “${words}”` : ''}. ${tellSchedules(schedules)}`;
}
