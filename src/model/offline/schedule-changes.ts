import type { Question, ReportRef, ScheduleChange } from './acts.ts';
import { isColleague, isSelf } from './parties.ts';
import type { Reading } from './reading.ts';
import { readSaid, type Said, saysNothing } from './report-params.ts';
import { NAME, readRequest } from './report-requests.ts';
import { findNamed, isShipped } from './report-topics.ts';
import { readCondition } from './schedule-conditions.ts';
import { maskReports } from './schedule-mask.ts';
import { readNamedTime } from './schedule-matching.ts';
import { hasRhythm, readRhythm, tidy } from './schedule-rhythm.ts';

type Change = Extract<Question, { about: 'schedule_change' }>;

const OPENER =
  /^(?:(?:please|now|and|also|then|ok(?:ay)?,?|no,?|you can|let's|i (?:want|would like) (?:you )?to|i'd like (?:you )?to)\s+)+/i;
const VERBS: readonly [ScheduleChange['verb'], RegExp][] = [
  [
    'pause',
    /^(?:pause|suspend|mute|snooze|hold(?: off)?)\b(?: (?:on )?sending(?: me)?)?|^put (?=.{1,80} on hold\b)/i,
  ],
  [
    'resume',
    /^(?:resume|un-?pause|reactivate|re-?start|continue|go on with|turn on|(?:turn|switch) (?=.{1,80} (?:back )?on\b)|start (?=.{1,80} again\b))(?: sending(?: me)?)?\b/i,
  ],
  [
    'cancel',
    /^(?:(?:stop|quit)(?: (?:sending|giving|getting|showing)(?: me)?)?|cancel|unschedule|end|delete|remove|drop|discontinue|kill|get rid of|unsubscribe(?: me)?(?: from)?|(?:turn|switch) off|(?:turn|switch) (?=.{1,80} off\b)|no more|(?:do not|don't) send(?: me)?|i (?:don't|do not|no longer) (?:want|need)(?: to (?:get|receive|see))?(?: any)?)\b/i,
  ],
  ['change', /^(?:change|move|reschedule|switch|shift|set|edit|update|make|adjust|put|postpone|send)\b/i],
];

/** What follows these words is how it is to be. */
const INTO = / (?:to|into|so that it (?:comes|is sent|runs)|for|on to|onto|instead) /i;
const WORDS =
  /\b(?:any ?more|any longer|again|for now|for a while|for good|on hold|back on|(?:on|off)(?= ?$)|until .{1,30}|at all|altogether|instead|from now on|just|both|please)\b/gi;
const SCHEDULE = /\b(?:schedules?|scheduled|subscriptions?|recurring)\b/i;
const REPORT = /\breports?\b/i;
const EVENT = /\b(?:meetings?|calls?|demos?|visits?|lunch|e-?mails?|follow-?ups?|reminders?|tasks?)\b/i;
const ALL =
  /^(?:all|both|each|every one|everything|every)\b|^(?:my |the )?(?:reports|schedules|subscriptions|scheduled reports)$/i;

/** "Pause the weekly interactions", "move my quiet-customers report to 10:00", "stop all my reports". */
export function readScheduleChange(text: string, reading: Reading): Change | 'others' | undefined {
  const order = text.replace(OPENER, '');
  const [verb, pattern] = VERBS.find(([, each]) => each.test(order)) ?? [];
  if (!verb || !pattern || /^end of\b/i.test(order)) return undefined;
  const { condition, trouble, rest } = readCondition(order.replace(pattern, '').trim());
  const { object, into } = partsOf(tidy(rest), verb);
  const which = whichOf(object, reading);
  if (!which) return undefined;
  if (which === 'others') return 'others';
  const change: Change = { about: 'schedule_change', verb, ...which };
  if (verb !== 'change') return trouble || condition ? undefined : change;
  const said = readSaid({ text: into.rest, rest: into.rest, lower: false }, reading);
  const hasWish = hasRhythm(into.rhythm) || condition !== undefined || trouble !== undefined;
  if (!hasWish && saysNothing(said) && !isBare(order, object)) return undefined;
  if (/^(?:set|put|send|make|postpone)\b/i.test(order) && !hasWish) return undefined;
  if (/^send\b/i.test(order) && !/\binstead\b/i.test(order)) return undefined;
  return {
    ...change,
    ...wishOf({ rhythm: into.rhythm, trouble, said }),
    ...(condition ? { condition } : {}),
  };
}

/** "Change my weekly report", and nothing more. */
const isBare = (order: string, object: string) =>
  /^(?:change|edit|adjust|reschedule|move)\b/i.test(order) && !INTO.test(order) && SCHEDULE_OR_REPORT(object);
const SCHEDULE_OR_REPORT = (object: string) => SCHEDULE.test(object) || REPORT.test(object);

type Wish = { rhythm: ReturnType<typeof readRhythm>['rhythm']; trouble: string | undefined; said: Said };

function wishOf({ rhythm, trouble, said }: Wish): Pick<ScheduleChange, 'rhythm' | 'said'> {
  const all = trouble ? { ...rhythm, trouble: rhythm.trouble ?? trouble } : rhythm;
  return { ...(hasRhythm(all) ? { rhythm: all } : {}), ...(saysNothing(said) ? {} : { said }) };
}

/** Which schedule, and what is to become of it. */
function partsOf(text: string, verb: ScheduleChange['verb']) {
  const nothing = { rhythm: {}, rest: '' };
  if (verb !== 'change') return { object: tidy(text.replace(WORDS, ' ')), into: nothing };
  const at = INTO.exec(maskReports(text));
  if (at) {
    const target = text.slice(at.index + at[0].length);
    const into = readRhythm(target, { masked: maskReports(target), loose: true });
    return { object: tidy(text.slice(0, at.index)), into };
  }
  const { rhythm, rest } = readRhythm(text, { masked: maskReports(text) });
  return { object: rest, into: { rhythm, rest: '' } };
}

type Which = Pick<ScheduleChange, 'report' | 'words' | 'when' | 'isAll'>;

function whichOf(object: string, reading: Reading): Which | 'others' | undefined {
  const isAll = ALL.test(object);
  const { when, rest: unnamed } = readNamedTime(object);
  const words = tidy(
    unnamed.replace(
      /\b(?:all|both|each|every|everything|of|the|my|our|this|that|a|an|reports?|schedules?|scheduled|subscriptions?|sending|me|to|one|ones|recurring)\b/gi,
      ' ',
    ),
  );
  const name = new RegExp(`(?<![\\p{L}\\p{N}_-])(${NAME})(?![\\p{L}\\p{N}_-])`, 'iu').exec(object)?.[1];
  const topic = findNamed(object);
  const isSchedule = SCHEDULE.test(object);
  const isReport = isSchedule || REPORT.test(object) || (name !== undefined && isShipped(name.toLowerCase()));
  const isTopic = topic !== undefined && !EVENT.test(object.slice(topic.start, topic.end));
  if (!isReport && !isTopic) return undefined;
  const owner = /(?<!\p{L})(@?\p{Lu}\p{L}+)'s (?:[\p{L}-]+ ){0,3}/u.exec(object)?.[1]?.replace(/^@/, '');
  if (owner && isColleague(owner, reading.colleagues) && !isSelf(owner, reading.self)) return 'others';
  if (!isSchedule && !name && EVENT.test(maskReports(object))) return undefined;
  const report = refIn(object, { name, words }, reading);
  return { words, ...(report ? { report } : {}), ...(when ? { when } : {}), ...(isAll ? { isAll } : {}) };
}

function refIn(
  object: string,
  { name, words }: { name: string | undefined; words: string },
  reading: Reading,
): ReportRef | undefined {
  if (name) return { name: name.toLowerCase() };
  const topic = findNamed(object);
  if (topic) return { words: object.slice(topic.start, topic.end), expected: topic.report };
  const text = `run the ${words} report`;
  const asked = words ? readRequest({ text, own: text, isOrder: false }, reading) : undefined;
  return asked?.about === 'numbers' && 'expected' in asked.report ? asked.report : undefined;
}
