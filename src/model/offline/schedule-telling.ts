import type { Scheduled, ScheduleView } from './report-results.ts';
import { bullets } from './show.ts';

/** What is said about schedules, in the words of the tools. */

const SHOWN = 15;

const HOW_TO_SCHEDULE = 'Say for example “send me quiet-customers every Monday at 9:00”.';

const named = ({ title, params }: ScheduleView) => `“${title}”${params ? ` (${params})` : ''}`;
const nextOf = ({ next }: ScheduleView) => (next ? `; ${next}` : '');

/** `Quiet customers (days = 60): every Monday at 09:00 Europe/Lisbon; next: Mon 30 Nov 2026, 09:00`. */
const lineOf = (view: ScheduleView) => {
  const { title, params, when, status, reason } = view;
  const state = status === 'active' ? '' : `; ${status}${reason ? `: ${reason}` : ''}`;
  return `${title}${params ? ` (${params})` : ''}: ${when}${nextOf(view)}${state}`;
};

export function tellSchedules(schedules: readonly ScheduleView[]): string {
  if (schedules.length === 0) return `Nothing is scheduled for you. ${HOW_TO_SCHEDULE}`;
  const more = schedules.length > SHOWN ? `\nand ${schedules.length - SHOWN} more` : '';
  return `Scheduled for you:\n${bullets(schedules.slice(0, SHOWN).map(lineOf))}${more}`;
}

/** As it is offered in a question; semicolons tell candidates apart. */
export const labelOf = ({ title, params, when }: ScheduleView): string =>
  `${title} (${[params, when].filter(Boolean).join(', ')})`.replaceAll(';', ',');

export function tellScheduled(view: Scheduled): string {
  const what = `${named(view)} ${view.when}${view.next ? ` (${view.next})` : ''}`;
  const where = view.card ? `the card ${view.card.replace(/\btheir\b/, 'your')}` : 'the card';
  if (view.status === 'active') return `${what} is scheduled.`;
  return `I can send you ${what}. It starts when you press “Schedule it” on ${where}.`;
}

export type Verb = 'pause' | 'resume' | 'cancel' | 'change';

const DONE: Record<Verb, (view: ScheduleView) => string> = {
  pause: (view) => `${named(view)} ${view.when} is paused.`,
  resume: (view) => `${named(view)} goes on ${view.when}${nextOf(view)}.`,
  cancel: (view) => `${named(view)} ${view.when} is stopped and will not be sent any more.`,
  change: (view) => `${named(view)} now comes ${view.when}${nextOf(view)}.`,
};

export const tellDone = (verb: Verb, view: ScheduleView): string => DONE[verb](view);

const STATES: Partial<Record<Verb, string>> = { pause: 'paused already', resume: 'not paused' };

/** Those that fit are in that state already. */
export const tellAlready = (verb: Verb, view: ScheduleView): string =>
  `${named(view)} ${view.when} is ${view.status === 'waits for their yes' ? 'waiting for your yes on its card' : (STATES[verb] ?? view.status)}.`;

export function tellNoSchedule(words: string, schedules: readonly ScheduleView[]): string {
  if (schedules.length === 0) return tellSchedules(schedules);
  return `Nothing that is scheduled for you fits${words ? ` “${words}”` : ''}. ${tellSchedules(schedules)}`;
}
