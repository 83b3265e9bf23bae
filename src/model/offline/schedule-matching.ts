import { fold } from '../../text.ts';
import type { ReportRef, ScheduleChange } from './acts.ts';
import type { ScheduleView } from './report-results.ts';
import type { Days } from './schedule-days.ts';
import { maskReports } from './schedule-mask.ts';
import { readRhythm } from './schedule-rhythm.ts';
import { hasClock } from './schedule-times.ts';

/** The days and the time that tell a schedule from others: "my Monday report", "the daily one", "the one at 9:00". */
export type NamedTime = { every?: Days['every']; on?: (string | number)[]; at?: string };

const WEEKDAY = /\b(?:mon|tue|wed|thu|fri|sat|sun|weekend)/i;
const DAY_OF = /\d|\b(?:first|last|end|beginning|start)\b/i;

/** When the schedule that is meant comes now, and the text without it. */
export function readNamedTime(text: string): { when?: NamedTime; rest: string } {
  const { rhythm, rest } = readRhythm(text, { masked: maskReports(text), loose: true });
  const { days, at } = rhythm;
  const clock = hasClock(maskReports(text)) ? at : undefined;
  if (!days && !clock) return { rest: text };
  return { when: { ...daysIn(days, text), ...(clock ? { at: clock } : {}) }, rest };
}

/** "Weekly" names no day of the week, though it would be scheduled for one. */
function daysIn(days: Days | undefined, text: string): NamedTime {
  if (!days) return {};
  if (!('on' in days)) return { every: days.every };
  const isExact = (days.every === 'week' ? WEEKDAY : DAY_OF).test(text);
  return { every: days.every, ...(isExact ? { on: [days.on].flat() } : {}) };
}

function comesAt({ every, on, at }: NamedTime, { when }: ScheduleView): boolean {
  const { days, at: time } = readRhythm(when).rhythm;
  const has = days && 'on' in days ? [days.on].flat() : [];
  if (every && days?.every !== every) return false;
  return (on ?? []).every((day) => has.some((each) => each === day)) && (!at || at === time);
}

/** `on Monday at 09:00`, as it is said back. */
export function tellNamedTime({ every, on, at }: NamedTime): string {
  const named = (on ?? []).map((day) =>
    typeof day === 'number' ? `day ${day}` : capitalised(day.replace('_', ' ')),
  );
  const often = every && `every ${every}`;
  const days = named.length > 0 && every === 'week' ? `on ${named.join(' and ')}` : often;
  return [days, at && `at ${at}`].filter(Boolean).join(' ');
}

const capitalised = (day: string) => day.charAt(0).toUpperCase() + day.slice(1);

/** The name that a report goes by, as far as it is known. */
export const nameOf = (report: ReportRef | undefined): string | undefined =>
  report && ('name' in report ? report.name : report.expected);

export const isOffer = ({ status }: ScheduleView): boolean => /^waits for (?:your|their) yes$/.test(status);

/** `isNear`: of the same report, but none comes when the person says. */
type Meant = { views: ScheduleView[]; isNear: boolean };

/** Those of the report that is meant, at the days and time that are named; of several those that have more of the words. */
export function findMeant(
  all: readonly ScheduleView[],
  { report, words, when }: Pick<ScheduleChange, 'report' | 'words' | 'when'>,
): Meant {
  const name = nameOf(report);
  const known = fold(`${name ?? ''} ${report && 'words' in report ? report.words : ''}`).split(' ');
  const telling = fold(words)
    .split(' ')
    .filter((word) => word && !known.includes(word));
  const ofReport = name ? all.filter((each) => each.report === name) : all;
  const scored = ofReport.map((view) => ({ view, hits: telling.filter((word) => has(view, word)).length }));
  const best = Math.max(0, ...scored.map(({ hits }) => hits));
  const wanted = !name && telling.length > 0 ? telling.length : best;
  const fitting = scored.filter(({ hits }) => hits === wanted).map(({ view }) => view);
  const timed = when ? fitting.filter((view) => comesAt(when, view)) : fitting;
  return timed.length > 0 ? { views: timed, isNear: false } : { views: fitting, isNear: fitting.length > 0 };
}

function has({ report, title, params, when }: ScheduleView, word: string): boolean {
  const stem = word.length > 4 ? word.replace(/s$/, '') : word;
  const said = OFTEN[word] ?? stem;
  return fold(`${report} ${title} ${params} ${when}`)
    .split(' ')
    .some((each) => each.startsWith(stem) || each === said);
}

const OFTEN: Record<string, string> = { daily: 'day', monthly: 'month', quarterly: 'quarter' };
