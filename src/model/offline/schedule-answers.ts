import { fold } from '../../text.ts';
import type { Choices, Question, ReportRef } from './acts.ts';
import { attemptWith, fitReport, type Wanted } from './report-attempt.ts';
import { explain, findReport } from './report-finding.ts';
import type { Said } from './report-params.ts';
import { type ReportView, Scheduled, Schedules, type ScheduleView } from './report-results.ts';
import type { GivenParam } from './report-values.ts';
import type { Condition } from './schedule-conditions.ts';
import { findMeant, nameOf } from './schedule-matching.ts';
import { ONLY_FOR_YOURSELF } from './schedule-requests.ts';
import { type Cadence, cadenceOf } from './schedule-rhythm.ts';
import { tellNoSchedule, tellScheduled, tellSchedules } from './schedule-telling.ts';
import { ask, type Call, type Script } from './script.ts';

type Wish = Extract<Question, { about: 'schedule' }>;
type Asked = { choices: Choices };

/** What is sent to the person again and again: all, or of one report. */
export function* answerSchedules({ report }: { report?: ReportRef }): Script<string> {
  const found = yield* listSchedules();
  if (typeof found === 'string' || !report) return typeof found === 'string' ? found : tellSchedules(found);
  const { views } = findMeant(found, { report, words: 'words' in report ? report.words : report.name });
  const name = nameOf(report) ?? ('words' in report ? report.words : '');
  return views.length > 0 ? tellSchedules(views) : tellNoSchedule(name, found);
}

/** All schedules, or what is said instead. */
export function* listSchedules(): Script<ScheduleView[] | string> {
  const outcome = yield* ask({ tool: 'list_schedules', input: {} });
  if (!outcome.ok) return outcome.message;
  return Schedules.safeParse(outcome.value).data?.schedules ?? 'I could not look up what is scheduled.';
}

/** Has a report scheduled, or asks for what is missing. */
export function* answerSchedule(question: Wish, { choices }: Asked): Script<string> {
  const { report, said, rhythm, condition } = question;
  if (rhythm.trouble) return rhythm.trouble;
  if (!report) return 'Which report do you mean? Say it with its name, such as “quiet-customers”.';
  const cadence = cadenceOf(rhythm);
  const found = yield* findReport(report);
  if ('text' in found) return found.text;
  if (!cadence)
    return `How often would you like “${found.title ?? found.name}”? Say for example “every Monday at 9:00”.`;
  const isLookedAt = condition?.only === 'beyond';
  const wanted = yield* fitReport({ found, said, choices, isLookedAt });
  if ('text' in wanted) return wanted.text;
  if (isForColleague(said, wanted)) return ONLY_FOR_YOURSELF;
  return (yield* schedule({ wanted, cadence, condition }, choices)).text;
}

/** "For Tom", where the report cannot be of a colleague: he is to get it. */
const isForColleague = ({ members }: Said, { unused }: Wanted) =>
  unused.some((name) => name !== 'me' && members.includes(name));

export type NewSchedule = { wanted: Wanted; cadence: Cadence; condition: Condition | undefined };

export function* schedule(
  { wanted, cadence, condition }: NewSchedule,
  choices: Choices,
): Script<{ isDone: boolean; text: string }> {
  const { name, view, note } = wanted;
  const made = yield* attemptWithColumn(wanted, {
    choices,
    todo: 'schedule it',
    condition: condition && named(condition, view),
    call: (params, given) => ({
      tool: 'schedule_report',
      input: { name, params, cadence, ...(given && given.only !== 'always' ? { condition: given } : {}) },
    }),
  });
  if ('text' in made) return { isDone: false, text: made.text };
  const scheduled = Scheduled.safeParse(made.value).data;
  const told = scheduled ? tellScheduled(scheduled) : `I have offered to schedule ${name}; see the card.`;
  return { isDone: true, text: [made.meant, note, told].filter(Boolean).join(' ') };
}

type Conditional = {
  choices: Choices;
  todo: string;
  condition: Condition | undefined;
  call(params: GivenParam[], condition: Condition | undefined): Call;
};

/** Where the tool knows no such column, once more with the one of those it offers that was meant. */
export function* attemptWithColumn(
  wanted: Pick<Wanted, 'name' | 'title' | 'params'>,
  { condition, call, ...how }: Conditional,
) {
  const made = yield* attemptWith(wanted, { ...how, call: (params) => call(params, condition) });
  if (!('text' in made) || condition?.only !== 'beyond') return made;
  const column = offered(made.refused?.message ?? '', condition.column);
  if (!column) return made;
  return yield* attemptWith(wanted, { ...how, call: (params) => call(params, { ...condition, column }) });
}

/** `…; choose interactions or colleagues.` */
function offered(message: string, said: string): string | undefined {
  const choice = /; choose (.+?)\.$/.exec(message)?.[1]?.split(' or ') ?? [];
  const fitting = choice.filter((name) => isWithin(words(name), words(said)));
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** A condition with the column as the report names it; its label where its name is not told. */
function named(condition: Condition, view: Pick<ReportView, 'columns'> | undefined): Condition {
  if (condition.only !== 'beyond') return condition;
  const said = words(condition.column);
  const columns = (view?.columns ?? []).map(({ name, label }) => ({
    name: name ?? words(label).join('_'),
    is: [words(name ?? label), words(label)],
  }));
  const best =
    columns.find(({ is }) => is.some((each) => each.join(' ') === said.join(' '))) ??
    columns.find(({ is }) => is.some((each) => isWithin(each, said))) ??
    columns.find(({ is }) => is.some((each) => isWithin(said, each)));
  return { ...condition, column: (best?.name ?? said.join('_')).slice(0, 60) };
}

const words = (text: string) => fold(text.replaceAll('_', ' ')).split(' ').filter(Boolean);
const isWithin = (inner: readonly string[], outer: readonly string[]) =>
  inner.length > 0 && inner.every((word) => outer.includes(word));

/** A condition as a tool takes it, with the report looked at where it names a column. */
export function* nameColumn(condition: Condition, report: string): Script<Condition> {
  if (condition.only !== 'beyond') return condition;
  const view = yield* explain(report);
  return named(condition, 'columns' in view ? view : undefined);
}
