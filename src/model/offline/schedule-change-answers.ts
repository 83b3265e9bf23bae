import { fold } from '../../text.ts';
import type { Question, ScheduleChange } from './acts.ts';
import type { Asked } from './answers.ts';
import { choiceFor } from './attempt.ts';
import { buildQuestion } from './clarify.ts';
import { withdraw } from './offer-answers.ts';
import { fitReport, type Wanted } from './report-attempt.ts';
import { ScheduleView } from './report-results.ts';
import type { GivenParam } from './report-values.ts';
import { attemptWithColumn, listSchedules, nameColumn, schedule } from './schedule-answers.ts';
import { type Condition, readCondition } from './schedule-conditions.ts';
import { findMeant, isOffer, type NamedTime, tellNamedTime } from './schedule-matching.ts';
import { type Cadence, cadenceOf, mergeRhythm, readRhythm } from './schedule-rhythm.ts';
import {
  labelOf,
  readParams,
  tellAlready,
  tellDone,
  tellNoSchedule,
  tellOffers,
  tellSchedules,
} from './schedule-telling.ts';
import { ask, type Outcome, type Script } from './script.ts';

type Answer = (question: Question, asked: Asked) => Script<string>;

/** More than this many are not changed for one message; a step may have eight calls. */
const AT_ONCE = 8;
const MOST = 16;
const SHOWN = 10;

const ALIKE =
  'Several of your schedules look alike here. Ask me in a direct message, where I can tell you what each is about.';
const ELSEWHERE =
  'Ask me that in a direct message: what your reports are about stays out of channels, so I cannot change it here.';

/** Pauses, resumes, ends or changes the schedule that is meant. */
export function* answerScheduleChange(change: ScheduleChange, asked: Asked, answer: Answer): Script<string> {
  const { verb, rhythm, condition, said, otherwise, words } = change;
  if (rhythm?.trouble) return rhythm.trouble;
  const all = yield* listSchedules();
  if (typeof all === 'string') return all;
  const { views, isNear } = findMeant(all, change);
  if (views.length === 0) return otherwise ? yield* answer(otherwise, asked) : tellNoSchedule(words, all);
  const named = isNear && change.when ? tellNamedTime(change.when) : words;
  if (change.isAll && isNear) return tellNoSchedule(named, all);
  if (change.isAll && verb !== 'change') return yield* changeAll(verb, views, change);
  const open = spokenOf(views.filter(APPLIES[verb]), change, asked);
  const [first] = views;
  if (open.length === 0) return first ? tellAlready(verb, first) : '';
  if (verb === 'change' && !rhythm && !condition && !said)
    return 'How shall I change it? Say for example “change it to Mondays at 9:00”.';
  const picked = pick({ open, isNear }, change, asked);
  if (typeof picked === 'string') return picked;
  if (verb === 'change') return yield* changeOne(change, picked, asked);
  if (!isOffer(picked)) return yield* doAll(verb, [picked]);
  return verb === 'cancel' ? yield* withdraw(picked) : tellAlready(verb, picked);
}

type Ending = Exclude<ScheduleChange['verb'], 'change'>;

/** An offer is nothing to pause yet, but it may be what is meant. */
const APPLIES: Record<ScheduleChange['verb'], (view: ScheduleView) => boolean> = {
  pause: (view) => view.status === 'active' || view.status === '' || isOffer(view),
  resume: (view) => view.status === 'paused',
  cancel: () => true,
  change: () => true,
};

/** All that run; what nobody has said yes to is only told. */
function* changeAll(verb: Ending, views: readonly ScheduleView[], { withOffers }: ScheduleChange) {
  const isMeant = (view: ScheduleView) => !isOffer(view) || (withOffers && verb === 'cancel');
  const open = views.filter((view) => APPLIES[verb](view) && isMeant(view));
  const waiting = tellOffers(views.filter((view) => !isMeant(view)));
  const [first] = views.filter(isMeant);
  if (open.length === 0 && first) return [tellAlready(verb, first), waiting].filter(Boolean).join('\n');
  if (open.length === 0) return tellSchedules(views);
  return [yield* doAll(verb, open), waiting].filter(Boolean).join('\n');
}

/** The one that is meant, or the question which. */
function pick(
  { open, isNear }: { open: readonly ScheduleView[]; isNear: boolean },
  change: ScheduleChange,
  asked: Asked,
) {
  const shown = open.slice(0, SHOWN);
  const labels = [...new Set(shown.map(labelOf))];
  const unclear = { noun: 'schedule', name: 'schedule', candidates: labels, isSimilar: false };
  const choice = choiceFor(unclear, asked.choices)?.pick;
  const label = typeof choice === 'object' ? fold(choice.candidate) : undefined;
  const chosen = label ? shown.filter((each) => fold(labelOf(each)) === label) : shown;
  const [only] = chosen;
  if (!asked.isAlone && chosen.length > 1 && (label || labels.length === 1)) return ALIKE;
  if (only && (label || (labels.length === 1 && !isNear))) return only;
  return isNear && change.when
    ? `${tellOther(open, change.when)} ${buildQuestion(unclear)}`
    : buildQuestion(unclear);
}

function tellOther(open: readonly ScheduleView[], when: NamedTime): string {
  const titles = [...new Set(open.map(({ title }) => title))];
  const what = titles.length === 1 ? `“${titles[0]}” does not come` : 'None of your reports comes';
  return `${what} ${tellNamedTime(when)}.`;
}

/** "It", where nothing else tells which: the one that this thread speaks of. */
function spokenOf(open: readonly ScheduleView[], { report, words, when }: ScheduleChange, { above }: Asked) {
  if (report || words || when || open.length < 2) return open;
  const named = open.filter(({ title }) => fold(above).includes(fold(title)));
  return named.length > 0 ? named : open;
}

function* doAll(verb: Ending, views: readonly ScheduleView[]) {
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
  const isOffered = isOffer(view);
  if (!asked.isAlone && (change.said || isOffered)) return ELSEWHERE;
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
  const before = readParams(params);
  if (!said) return { name, title, params: before, unused: [], note: '' };
  const wanted = yield* fitReport({ found: { name, title }, said, choices, isLookedAt: true });
  if ('text' in wanted) return wanted;
  const kept = before.filter((each) => wanted.params.every((param) => param.name !== each.name));
  return { ...wanted, params: [...kept, ...wanted.params] };
}
