import type { Act, Question, ReportRef } from './acts.ts';
import { isColleague, isSelf } from './parties.ts';
import type { Reading } from './reading.ts';
import { readSaid, type Said } from './report-params.ts';
import { NAME, readRequest, refOf, withQuotedNames } from './report-requests.ts';
import { findNamed, isShipped } from './report-topics.ts';
import { readScheduleChange } from './schedule-changes.ts';
import { readCondition } from './schedule-conditions.ts';
import { readScheduleList } from './schedule-lists.ts';
import { maskReports } from './schedule-mask.ts';
import { NOT_ONCE, readWatch, withoutLater } from './schedule-once.ts';
import { readRhythm, tidy } from './schedule-rhythm.ts';
import type { Sentence } from './sentences.ts';

type Wish = Extract<Question, { about: 'schedule' }>;

const LONGEST = 300;

export const ONLY_FOR_YOURSELF =
  'A schedule sends a report only to the person who asks for it, so others have to ask me themselves.';

const ONLY_YOURS = 'I can only change your own schedules; everybody looks after theirs.';

/** Reports that are to come again and again: scheduled, listed, changed; undefined when it is about something else. */
export function readSchedules(sentence: Sentence, reading: Reading): Act[] | undefined {
  if (sentence.isOrder || sentence.text.length > LONGEST) return undefined;
  const text = withQuotedNames(sentence);
  const watch = readWatch(text);
  if (watch) return watch;
  const change = readScheduleList(text) ?? readScheduleChange(text, reading);
  if (change === 'others') return [{ type: 'say', text: ONLY_YOURS }];
  const question = change ?? readWish(text, reading);
  if (question === 'others') return [{ type: 'say', text: ONLY_FOR_YOURSELF }];
  return question && [{ type: 'ask', question }];
}

const EXPLICIT =
  /^(?:(?:re)?schedule|set up|set|subscribe(?: me)?(?: to)?|sign me up for|put me (?:down|on the list) for|automate|plan)\b/i;
const SENDS =
  /^(?:(?:start|keep|begin) )?(?:send(?:ing)?|give|giv(?:e|ing)|show(?:ing)?|run(?:ning)?|e-?mail(?:ing)?|mail|dm|message|deliver(?:ing)?|post(?:ing)?|get|bring|share|forward|drop|tell|let me (?:have|see)|i(?:'d| would) like(?: to (?:get|have|see|receive))?|i want(?: to (?:get|have|see|receive))?|i need(?: to (?:get|have|see))?|(?:can|could|may) i (?:get|have|see|receive))\b/i;
/** How people ask for a report to be sent or scheduled. */
export const LEAD = new RegExp(`${EXPLICIT.source}|${SENDS.source}`, 'i');
const OPENER =
  /^(?:(?:i(?:'d| would) like|i want|i need) you to|you (?:can|could|should)|could you|can you|let's|from now on,?|please|and|also|then|now|so)\s+/i;

const OTHERS =
  "(?:us|him|her|them|everyone|everybody|all of us|(?:the|my|our) (?:whole |entire |sales )?(?:team|colleagues?|boss|manager|lead|group|company|office|people|channel)|(?:this|that|our) channel|all (?:colleagues|members|leads)|#[\\p{L}\\p{N}_-]+)(?!')";
const NAMED = "(@?\\p{Lu}[\\p{L}'-]+|@[\\p{L}\\p{N}_-]+)";
const REPORT_WORD = /\breports?\b/i;
const PRONOUN =
  /^(?:(?:it|this|that|them|these|the same|the report|this report|that report|this one|that one|these numbers|the table)(?: again)?(?: to me| for me)?)?$/i;
const EXTRAS =
  /,? ?\b(?:to me|for me|from now on|going forward|regularly|automatically|again and again|on a schedule|as a (?:dm|direct message)|(?:by|via|in(?:to)?|as) (?:my )?(?:an? )?(?:dms?|direct messages?|e-?mail|slack)|(?:starting|beginning|from) (?:on )?(?:today|tomorrow|now|next \w+|this \w+|(?:mon|tues|wednes|thurs|fri|satur|sun)day)(?: on)?|(?:here|in here))\b/gi;

/** "Send me quiet-customers every Friday at 17:00": what is to be sent, when, and under what condition. */
function readWish(text: string, reading: Reading): Wish | 'others' | undefined {
  const { condition, trouble, rest: unconditional } = readCondition(text);
  const read = readRhythm(unconditional, { masked: maskReports(unconditional) });
  const isOften = Boolean(read.rhythm.days || read.rhythm.trouble) || /\bregularly\b/i.test(text);
  const once = isOften ? undefined : withoutLater(read.rest, maskReports(unconditional));
  const isOnce = once !== undefined;
  const isRecurring = isOften || isOnce;
  const rhythm = isOnce ? { ...read.rhythm, trouble: NOT_ONCE } : read.rhythm;
  let order = tidy((once ?? read.rest).replace(EXTRAS, ''));
  for (let opener = OPENER.exec(order); opener; opener = OPENER.exec(order))
    order = order.slice(opener[0].length);
  const lead = EXPLICIT.exec(order) ?? (isRecurring ? SENDS.exec(order) : undefined);
  if (isOnce && !lead) return undefined;
  if (lead && isForOthers(order.slice(lead[0].length).trim(), reading)) return isOnce ? undefined : 'others';
  const what = lead ? tidy(order.slice(lead[0].length).replace(/^ ?(?:me|myself|to)\b/i, '')) : order;
  if (!lead && (!isRecurring || isTelling(text, what))) return undefined;
  const wish = readWhat(what, { hasLead: Boolean(lead), isRecurring }, reading);
  if (!wish || (isOnce && !isMine(wish, order.slice(lead?.[0].length ?? 0).trim()))) return undefined;
  if (EXPLICIT.test(order) && isEvent(what)) return undefined;
  return {
    ...wish,
    rhythm: trouble ? { ...rhythm, trouble: rhythm.trouble ?? trouble } : rhythm,
    ...(condition ? { condition } : {}),
  };
}

/** "Send Ana the report tomorrow" is something to do; only what is to come to oneself could be scheduled. */
const isMine = ({ report }: Pick<Wish, 'report'>, rest: string): boolean =>
  /^(?:to )?(?:me|myself)\b/i.test(rest)
    ? report !== undefined || REPORT_WORD.test(rest)
    : report !== undefined && !/^(?:to )?(?:\p{Lu}|@|him\b|her\b|them\b)/u.test(maskReports(rest));

/** Without an order in front, only the report itself may stand beside the rhythm, and it is no question. */
const isTelling = (text: string, what: string) =>
  /\?\s*$/.test(text) ||
  what === '' ||
  /^(?:which|what|who|whom|how|where|when|why|do|did|does|is|are|was|were|has|have|i|we|he|she|they|it)\b/i.test(
    what,
  );

/** "Schedule the weekly calls": something to be met for, not a report of it. */
const isEvent = (what: string) =>
  /\b(?:meetings?|calls?|demos?|visits?|e-?mails?)\b/i.test(what) &&
  !REPORT_WORD.test(what) &&
  !new RegExp(NAME).test(what);

function readWhat(
  what: string,
  { hasLead, isRecurring }: { hasLead: boolean; isRecurring: boolean },
  reading: Reading,
): Pick<Wish, 'about' | 'report' | 'said'> | undefined {
  const about = 'schedule' as const;
  if (hasLead && PRONOUN.test(what)) {
    const report = refOf(reading.before);
    if (report && (what !== '' || isRecurring)) return { about, report, said: nothingSaid(reading) };
    return isRecurring && REPORT_WORD.test(what) ? { about, said: nothingSaid(reading) } : undefined;
  }
  if (OWN_TASKS.test(what))
    return { about, report: { name: 'follow-ups-due' }, said: dueToday(what, reading) };
  const asked = requestIn(what, reading);
  if (asked?.about === 'numbers') {
    if (!hasLead && !isAlone(what, asked.report)) return undefined;
    return { about, report: asked.report, said: withLowerNames(asked.said, what, reading) };
  }
  const isReport = hasLead && REPORT_WORD.test(what) && !/\bfrom \p{Lu}/u.test(what);
  const isAny = /^(?:an?|the|my|some|any|that|this)? ?reports?$/i.test(what);
  return isReport && (isRecurring || isAny) ? { about, said: nothingSaid(reading) } : undefined;
}

/** What the person has to do themselves is a report of its own. */
const OWN_TASKS =
  /^(?:(?:all|the|my|own|open|due|overdue|pending|list of) )*(?:follow[- ]?ups?|to-?dos?|tasks|promises)(?: (?:that|which|are|is|still|due|open|overdue|pending|i|have|my|today|this week))*$/i;

const dueToday = (what: string, reading: Reading) => {
  const said = nothingSaid(reading);
  return /\btoday$/i.test(what) ? { ...said, given: { until: 'today' } } : said;
};

const nothingSaid = (reading: Reading) => readSaid({ text: '', rest: '', lower: false }, reading);

/** Said without an order, words that may be anything name no report. */
const isAlone = (what: string, report: ReportRef) =>
  'name' in report ? isShipped(report.name) || REPORT_WORD.test(what) : report.expected !== undefined;

/** "For acme": in a schedule even a name in small letters is told rather than passed over. */
function withLowerNames(said: Said, what: string, reading: Reading): Said {
  if (said.names.length + said.members.length > 0) return said;
  const rest = maskReports(what).replace(/_+|\breports?\b/g, '. ');
  return { ...said, names: readSaid({ text: rest, rest, lower: true }, reading).names };
}

/** What a text would ask for if it were to be run at once. */
export function requestIn(what: string, reading: Reading): Question | undefined {
  const ask = (text: string) => readRequest({ text, own: text, isOrder: false }, reading);
  const run = ask(`run ${what}`);
  return run?.about === 'numbers' ? run : (ask(what) ?? run);
}

/** Whether somebody else is to get it: right behind the verb, or "to" and "for" them at the end. */
export function isForOthers(rest: string, reading: Reading): boolean {
  const masked = maskReports(rest);
  const isReport = masked !== rest || REPORT_WORD.test(rest);
  const named = new RegExp(`^(?:to )?${NAMED}(?!')`, 'u').exec(masked)?.[1];
  if (named && isReport && isOthers(named, { ...reading, isReportNamed: masked !== rest })) return true;
  if (new RegExp(`^(?:to )?${OTHERS}(?![\\p{L}\\p{N}-])`, 'iu').test(masked))
    return isReport || /^\S+ (?:it|this|that)\b/i.test(masked);
  const whom = new RegExp(`^(?:it|this|that) for ${NAMED}`, 'u').exec(masked)?.[1];
  if (whom && isOthers(whom, { ...reading, isReportNamed: false })) return true;
  const isAbout = isReport || PRONOUN.test(masked.split(/ (?:to|for|with|in) /)[0] ?? '');
  const behind = new RegExp(` (?:to|for|with|in(?:to)?) ${OTHERS}(?![\\p{L}\\p{N}-])`, 'iu').test(masked);
  const to = new RegExp(` to ${NAMED}(?!')`, 'u').exec(masked)?.[1];
  return isAbout && (behind || (to !== undefined && isOthers(to, { ...reading, isReportNamed: true })));
}

/** A colleague; anybody at all where it is one of our reports that they are to get. */
function isOthers(
  name: string,
  { self, colleagues, isReportNamed }: Pick<Reading, 'self' | 'colleagues'> & { isReportNamed: boolean },
): boolean {
  if (name.startsWith('@')) return !isSelf(name.slice(1), self);
  if (isSelf(name, self) || findNamed(name)) return false;
  return isColleague(name, colleagues) || (isReportNamed && /^\p{Lu}\p{Ll}+$/u.test(name) && name !== 'Me');
}
