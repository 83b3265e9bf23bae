import type { Act, Question, ReportRef } from './acts.ts';
import type { Reading } from './reading.ts';
import { readSaid, type Said, saysNothing } from './report-params.ts';
import { withQuotedNames } from './report-requests.ts';
import { readCondition } from './schedule-conditions.ts';
import { maskReports } from './schedule-mask.ts';
import { readNamedTime } from './schedule-matching.ts';
import { NOT_ONCE } from './schedule-once.ts';
import { isForOthers, LEAD, requestIn } from './schedule-requests.ts';
import { cadenceOf, hasRhythm, mergeRhythm, readRhythm, tidy } from './schedule-rhythm.ts';
import type { Sentence } from './sentences.ts';

type Wish = Extract<Question, { about: 'schedule' }>;
type Change = Extract<Question, { about: 'schedule_change' }>;

const LONGEST = 160;

/** Whether a sentence may say something only together with what was asked before it. */
export const mayGoOn = ({ text, isOrder }: Sentence): boolean => !isOrder && text.length <= LONGEST;

/** What a sentence says about the report or schedule that was asked about just before. */
export function goOn(
  sentence: Sentence,
  earlier: Question,
  reading: Reading,
): Question | 'others' | undefined {
  const text = withQuotedNames(sentence);
  switch (earlier.about) {
    case 'numbers':
    case 'report':
      return readRepeat(text, earlier, reading);
    case 'schedule':
      return (
        readVerb(text, earlier) ??
        (isComplete(earlier) ? changeWish(text, earlier, reading) : completeWish(text, earlier, reading))
      );
    case 'schedules':
      return readVerb(text, earlier);
    case 'schedule_change':
      return readVerb(text, earlier) ?? changeAgain(text, earlier, reading);
    default:
      return undefined;
  }
}

const YES =
  /^(?=.*(?:\b(?:yes|yep|yeah|yup|sure|ok(?:ay)?|absolutely|definitely|of course|go|do|please do|schedule|start|accept|agree|confirm(?:ed)?|sounds good|fine)\b|👍|:\+1:))(?:(?:yes|yep|yeah|yup|sure(?: thing)?|ok(?:ay)?|absolutely|definitely|of course|do (?:it|that|so)|go ahead|go for it|(?:schedule|start|accept) (?:it|that)|accept|confirm(?:ed)?|i (?:accept|agree)|sounds good|that's fine|fine|great|perfect|good|well|oh|then|and|just|now|please(?: do)?|thanks|thank you|👍|:\+1:)(?:[\s,.!]+|$))+$/iu;
const NO =
  /^(?:(?:no|nope|nah|not now|rather not|better not|no need|i'd rather not|please don't|don't|thanks|thank you)(?:[\s,.!]+|$))+$/i;

/** A bare yes or no. */
export function readYesNo(text: string): boolean | undefined {
  const said = text.trim();
  if (said.length > 60) return undefined;
  if (YES.test(said)) return true;
  return NO.test(said) && !/^thank/i.test(said) ? false : undefined;
}

const IT =
  '(?:it|this|that|this one|that one|them|the report|that report|this report|these|the schedule|that schedule)';
const POLITE =
  /^(?:(?:no|nope|oh|ok(?:ay)?|actually|sorry|please|then|and|yes|well|rather|better|but|hm+)\b[\s,.:-]*)+/i;
const VERBS: readonly [Change['verb'], RegExp][] = [
  ['pause', new RegExp(`^(?:(?:pause|suspend|mute|snooze) ${IT}|put ${IT} on hold)(?: .{1,30})?$`, 'i')],
  [
    'resume',
    new RegExp(
      `^(?:(?:resume|un-?pause|continue|restart|reactivate) ${IT}|(?:turn|switch) ${IT} (?:back )?on)(?: again)?$`,
      'i',
    ),
  ],
  [
    'cancel',
    new RegExp(
      `^(?:(?:stop|cancel|end|delete|remove|drop|unschedule|undo|forget) ${IT}|stop sending ${IT}|(?:don't|do not) send ${IT}|(?:turn|switch) ${IT} off|(?:i )?(?:don't|do not) (?:want|need) ${IT})(?: (?:any ?more|again|for good|please))*$`,
      'i',
    ),
  ],
];

/** "Pause it." */
function readVerb(text: string, earlier: Question): Change | undefined {
  const said = bare(text);
  const [verb] = VERBS.find(([, pattern]) => pattern.test(said)) ?? [];
  return verb && { about: 'schedule_change', verb, words: '', ...refOf(earlier), ...allOf(earlier, said) };
}

const allOf = (earlier: Question, said: string) =>
  earlier.about === 'schedules' && / (?:them|these)\b/i.test(said) ? { isAll: true } : {};
const refOf = (question: Question): { report?: ReportRef } =>
  'report' in question && question.report ? { report: question.report } : {};

const bare = (text: string) =>
  tidy(text.replace(POLITE, '').replace(/\?+\s*$/, '')).replace(/,? ?(?:please|thanks)$/i, '');

/** "Send me this every Friday", after a report. */
function readRepeat(
  text: string,
  earlier: Extract<Question, { about: 'numbers' | 'report' }>,
  reading: Reading,
): Wish | 'others' | undefined {
  const { report } = earlier;
  const said = 'said' in earlier ? earlier.said : nothingSaid(reading);
  const { rhythm, condition, trouble, rest } = readTimes(text);
  const lead = LEAD.exec(rest);
  const what = bare(lead ? rest.slice(lead[0].length) : rest).replace(/^(?:me|to me)\b ?/i, '');
  if (!report || (!lead && !(rhythm.days || rhythm.trouble))) return undefined;
  const isIt = new RegExp(`^(?:${IT}(?: (?:to|for) .{1,20})?)?$`, 'i').test(what);
  if (lead && isForOthers(rest.slice(lead[0].length).trim(), reading)) return 'others';
  const isScheduled = rhythm.days || rhythm.trouble || /^(?:schedule|subscribe)/i.test(lead?.[0] ?? '');
  if (!isIt || !isScheduled || (what === '' && !rhythm.days && !rhythm.trouble)) return undefined;
  const all = trouble ? { ...rhythm, trouble: rhythm.trouble ?? trouble } : rhythm;
  return { about: 'schedule', report, said, rhythm: all, ...(condition ? { condition } : {}) };
}

const nothingSaid = (reading: Reading) => readSaid({ text: '', rest: '', lower: false }, reading);

const readTimes = (text: string, loose = false) => {
  const { condition, trouble, rest: unconditional } = readCondition(text.replace(POLITE, ''));
  return { condition, trouble, ...readRhythm(unconditional, { masked: maskReports(unconditional), loose }) };
};

export const isComplete = ({ report, rhythm }: Wish): boolean =>
  report !== undefined && !rhythm.trouble && cadenceOf(rhythm) !== undefined;

/** Words around a time that say nothing more. */
const AROUND = new RegExp(
  `^(?:(?:(?:make|change|move|set|switch|put|send|schedule|reschedule) ${IT}(?: me)?|let's (?:say|do|make it)|i(?:'d| would) (?:rather|prefer|like)(?: (?:have|get|it))?|(?:i meant|i mean)|take|use|with|only|to|on|for|at|the|day|one|first|instead|again|rather|please|it|come|comes)(?: |$))*$`,
  'i',
);

const NOW = new RegExp(
  `^(?:(?:run|send|show|give)(?: me)?(?: ${IT})?(?: to me)? )?(?:right |just )?(?:now|at once|immediately|once)$|^run ${IT}$`,
  'i',
);

/** The answer to what was still open: the report, the days, the condition. */
function completeWish(text: string, earlier: Wish, reading: Reading): Question | undefined {
  if (earlier.rhythm.trouble === NOT_ONCE && earlier.report && NOW.test(bare(text)))
    return { about: 'numbers', report: earlier.report, said: earlier.said };
  const day = earlier.rhythm.trouble && /^(?:(?:on )?(?:the )?)(\d{1,2})$/i.exec(bare(text))?.[1];
  const { rhythm, condition, trouble, rest } = readTimes(day ? `day ${day}` : text, true);
  const isTimes = hasRhythm(rhythm) || condition !== undefined || trouble !== undefined;
  const merged = {
    ...earlier,
    rhythm: mergeRhythm(earlier.rhythm, trouble ? { ...rhythm, trouble } : rhythm),
    ...(condition && condition.only !== 'always' ? { condition } : {}),
  };
  if (isTimes && AROUND.test(rest)) return merged;
  const asked = earlier.report ? undefined : requestIn(bare(rest), reading);
  if (asked?.about === 'numbers' && !/\?$/.test(text))
    return { ...merged, report: asked.report, said: asked.said };
  return undefined;
}

/** "Make it Mondays at 9", after it was scheduled. */
function changeWish(text: string, earlier: Wish, reading: Reading): Change | undefined {
  const change = readBareChange(text, reading);
  if (!change) return undefined;
  const { condition } = change;
  const otherwise: Wish = {
    ...earlier,
    rhythm: mergeRhythm(earlier.rhythm, change.rhythm ?? {}),
    ...(condition && condition.only !== 'always' ? { condition } : {}),
  };
  return { ...change, ...refOf(earlier), otherwise };
}

const CHANGES_IT = new RegExp(`^(?:change|move|make|set|switch|reschedule|shift|put) ${IT}\\b`, 'i');
const ONLY = /^(?:(?:please|send (?:it|this)(?: to me)?|but|and)\b ?)*(?:only|just) (?:when|if)\b/i;
const SETS =
  /^(?:(?:use|take|set|with|change|make|put)\b(?: it)?(?: to)? ?(?:the )?)?(?<name>[a-z][a-z_]{1,39}) ?= ?(?<value>[^\s=]{1,40}|"[^"]{1,80}")[.! ]*$/i;

/** "Change it to every Monday at 8:15", where no message before says what "it" is. */
export function readItsChange(sentence: Sentence, reading: Reading): Act[] | undefined {
  if (!mayGoOn(sentence)) return undefined;
  const text = withQuotedNames(sentence).replace(POLITE, '');
  const [verb] = VERBS.find(([, pattern]) => pattern.test(bare(text))) ?? [];
  if (verb === 'pause' || verb === 'resume')
    return [{ type: 'ask', question: { about: 'schedule_change', verb, words: '' } }];
  const { rhythm } = readRhythm(readCondition(text).rest);
  const { condition, rest } = readCondition(text);
  const isMeant =
    (CHANGES_IT.test(text) && (rhythm.days || rhythm.trouble || condition)) ||
    (ONLY.test(text) && condition && rest.replace(/^(?:send )?(?:it|this)?$/i, '') === '') ||
    SETS.test(text);
  const question = isMeant ? readBareChange(text, reading) : undefined;
  return question && [{ type: 'ask', question }];
}

function readBareChange(text: string, reading: Reading): Change | undefined {
  const set = SETS.exec(bare(text))?.groups;
  if (set) return changeOf(readSaid({ text: `${set.name}=${set.value}`, rest: '', lower: false }, reading));
  const { rhythm, condition, trouble, rest } = readTimes(text, true);
  const left = rest.replace(
    new RegExp(`^(?:change|move|make|set|switch|send|put) ${IT}\\b(?: to\\b)?`, 'i'),
    '',
  );
  const said = readSaid({ text: left, rest: left, lower: false }, reading);
  const isTimes = hasRhythm(rhythm) || condition !== undefined || trouble !== undefined;
  if (!isTimes || !(AROUND.test(rest) || AROUND.test(tidy(left)))) return undefined;
  const all = trouble ? { ...rhythm, trouble: rhythm.trouble ?? trouble } : rhythm;
  return {
    ...changeOf(said),
    ...(hasRhythm(all) ? { rhythm: all } : {}),
    ...(condition ? { condition } : {}),
  };
}

const changeOf = (said: Said): Change => ({
  about: 'schedule_change',
  verb: 'change',
  words: '',
  ...(saysNothing(said) ? {} : { said }),
});

const ORDINAL = /^(?:first|second|third|fourth|fifth|last)$/i;

/** The answer to "which one?", or one more change of the same. */
function changeAgain(text: string, earlier: Change, reading: Reading): Change | undefined {
  const said = bare(text);
  if (/^(?:all|both|all of them|both of them|every one|each(?: of them)?|everything)$/i.test(said))
    return { ...earlier, isAll: true, withOffers: true };
  const change = readBareChange(text, reading);
  if (change && earlier.verb === 'change') {
    const rhythm = change.rhythm ?? earlier.rhythm;
    return { ...earlier, ...change, words: earlier.words, ...(rhythm ? { rhythm } : {}) };
  }
  if (earlier.report || /\?$/.test(text) || /^(?:run|show|which|what|who|send|give)\b/i.test(said))
    return undefined;
  const one = /^the (.{2,40}) one$/i.exec(said)?.[1];
  const when = one && !ORDINAL.test(one) ? readNamedTime(one).when : undefined;
  if (when) return { ...earlier, words: '', when };
  const asked = requestIn(said, reading);
  if (asked?.about !== 'numbers') return undefined;
  return { ...earlier, report: asked.report, words: said, otherwise: asked };
}
