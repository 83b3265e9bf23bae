import { fold } from '../../text.ts';
import type { Question, ScheduleChange } from './acts.ts';
import type { Asked } from './answers.ts';
import { choiceFor } from './attempt.ts';
import { buildQuestion } from './clarify.ts';
import { fitReport, type Wanted } from './report-attempt.ts';
import { ScheduleView } from './report-results.ts';
import type { GivenParam } from './report-values.ts';
import { attemptWithColumn, listSchedules, nameColumn, schedule } from './schedule-answers.ts';
import { type Condition, readCondition } from './schedule-conditions.ts';
import { type Cadence, cadenceOf, mergeRhythm, readRhythm } from './schedule-rhythm.ts';
import { labelOf, tellAlready, tellDone, tellNoSchedule } from './schedule-telling.ts';
import { ask, type Outcome, type Script } from './script.ts';

type Answer = (question: Question, asked: Asked) => Script<string>;

const OFFERED = 'waits for their yes';
/** More than this many are not changed for one message; a step may have eight calls. */
const AT_ONCE = 8;
const MOST = 16;

/** Pauses, resumes, ends or changes the schedule that is meant. */
export function* answerScheduleChange(change: ScheduleChange, asked: Asked, answer: Answer): Script<string> {
  const { verb, rhythm, condition, said, otherwise, words } = change;
  if (rhythm?.trouble) return rhythm.trouble;
  const all = yield* listSchedules();
  if (typeof all === 'string') return all;
  const fitting = matching(all, change);
  if (fitting.length === 0) return otherwise ? yield* answer(otherwise, asked) : tellNoSchedule(words, all);
  const open = fitting.filter(({ status }) => APPLIES[verb](status));
  const [first] = fitting;
  if (open.length === 0) return first ? tellAlready(verb, first) : '';
  if (verb === 'change' && !rhythm && !condition && !said)
    return 'How shall I change it? Say for example “change it to Mondays at 9:00”.';
  if (change.isAll && verb !== 'change') return yield* doAll(verb, open);
  const picked = pick(open, asked);
  if (typeof picked === 'string') return picked;
  return verb === 'change' ? yield* changeOne(change, picked, asked) : yield* doAll(verb, [picked]);
}

const APPLIES: Record<ScheduleChange['verb'], (status: string) => boolean> = {
  pause: (status) => status === 'active' || status === '',
  resume: (status) => status === 'paused',
  cancel: () => true,
  change: () => true,
};

/** Those of the report that is meant; of several those that have more of the words. */
function matching(all: readonly ScheduleView[], { report, words }: ScheduleChange): ScheduleView[] {
  const name = report && ('name' in report ? report.name : report.expected);
  const known = report && 'words' in report ? report.words : '';
  const telling = fold(words)
    .split(' ')
    .filter(
      (word) =>
        word &&
        !fold(`${name ?? ''} ${known}`)
          .split(' ')
          .includes(word),
    );
  const ofReport = name ? all.filter((each) => each.report === name) : all;
  const scored = ofReport.map((view) => ({ view, hits: telling.filter((word) => has(view, word)).length }));
  if (!name && telling.length > 0) return scored.filter(({ hits }) => hits === telling.length).map(viewOf);
  const best = Math.max(0, ...scored.map(({ hits }) => hits));
  return scored.filter(({ hits }) => hits === best).map(viewOf);
}

const viewOf = ({ view }: { view: ScheduleView }) => view;

function has({ report, title, params, when }: ScheduleView, word: string): boolean {
  const stem = word.length > 4 ? word.replace(/s$/, '') : word;
  const said = OFTEN[word] ?? stem;
  return fold(`${report} ${title} ${params} ${when}`)
    .split(' ')
    .some((each) => each.startsWith(stem) || each === said);
}

const OFTEN: Record<string, string> = { daily: 'day', monthly: 'month', quarterly: 'quarter' };

/** The one that is meant, or the question which. */
function pick(open: readonly ScheduleView[], { choices }: Asked): ScheduleView | string {
  const labels = [...new Set(open.map(labelOf))];
  const unclear = { noun: 'schedule', name: 'schedule', candidates: labels, isSimilar: false };
  const choice = choiceFor(unclear, choices)?.pick;
  const label = typeof choice === 'object' ? fold(choice.candidate) : undefined;
  const [only] = label ? open.filter((each) => fold(labelOf(each)) === label) : open;
  return only && (label || labels.length === 1) ? only : buildQuestion(unclear);
}

function* doAll(verb: Exclude<ScheduleChange['verb'], 'change'>, views: readonly ScheduleView[]) {
  const told: string[] = [];
  for (let at = 0; at < Math.min(views.length, MOST); at += AT_ONCE) {
    const some = views.slice(at, Math.min(at + AT_ONCE, MOST));
    const outcomes: Outcome[] = yield some.map(({ id }) => ({ tool: `${verb}_schedule`, input: { id } }));
    told.push(...some.map((view, index) => tell(verb, view, outcomes[index])));
  }
  const left = views.length - MOST;
  if (left > 0) told.push(`That was as much as I can do at once; ${left} are left, so please say it again.`);
  return told.join('\n');
}

function tell(verb: ScheduleChange['verb'], view: ScheduleView, outcome: Outcome | undefined): string {
  if (outcome?.ok) return tellDone(verb, ScheduleView.safeParse(outcome.value).data ?? view);
  return `“${view.title}”: ${outcome?.message ?? 'the tool did not answer.'}`;
}

function* changeOne(change: ScheduleChange, view: ScheduleView, asked: Asked): Script<string> {
  const { id, report, title } = view;
  const { choices } = asked;
  const isOffered = view.status === OFFERED;
  const wanted = yield* paramsFor(change, view, asked);
  if ('text' in wanted) return wanted.text;
  const cadence = cadenceFor(change, view, asked);
  const said = change.condition ?? (isOffered ? readCondition(view.when).condition : undefined);
  const condition = said && (yield* nameColumn(said, report));
  if (isOffered && cadence) {
    const instead = yield* schedule({ wanted, cadence, condition }, choices);
    if (instead.isDone) yield* ask({ tool: 'cancel_schedule', input: { id } });
    return instead.text;
  }
  const made = yield* attemptWithColumn(wanted, {
    choices,
    todo: 'change it',
    condition,
    call: (params: GivenParam[], given: Condition | undefined) => ({
      tool: 'change_schedule',
      input: {
        id,
        ...(change.said ? { params } : {}),
        ...(change.rhythm && cadence ? { cadence } : {}),
        ...(given ? { condition: given } : {}),
      },
    }),
  });
  if ('text' in made) return made.text;
  const changed = ScheduleView.safeParse(made.value).data;
  const told = changed ? tellDone('change', changed) : `“${title}” is changed.`;
  return [made.meant, told, wanted.note].filter(Boolean).join(' ');
}

/** What was said now in place of what it had. */
function cadenceFor(
  { rhythm }: ScheduleChange,
  { when }: ScheduleView,
  { timeZone }: Asked,
): Cadence | undefined {
  const { time_zone: zone, ...before } = readRhythm(when).rhythm;
  const known = zone && zone !== timeZone ? { ...before, time_zone: zone } : before;
  return cadenceOf(mergeRhythm(known, rhythm ?? {}));
}

/** The params it had, with those that were said now in their place. */
function* paramsFor(
  { said }: ScheduleChange,
  { report: name, title, params }: ScheduleView,
  { choices }: Asked,
): Script<Wanted | { text: string }> {
  const before = [...params.matchAll(/(\w+) = (.*?)(?=, \w+ = |$)/g)].map(([, key = '', value = '']) => ({
    name: key,
    value,
  }));
  if (!said) return { name, title, params: before, unused: [], note: '' };
  const wanted = yield* fitReport({ found: { name, title }, said, choices, isLookedAt: true });
  if ('text' in wanted) return wanted;
  const kept = before.filter((each) => wanted.params.every((param) => param.name !== each.name));
  return { ...wanted, params: [...kept, ...wanted.params] };
}
