import { fold } from '../../text.ts';
import type { Choices, Question, ReportRef } from './acts.ts';
import { choiceFor } from './attempt.ts';
import { buildQuestion, readUnclear } from './clarify.ts';
import { lookUp } from './lookup.ts';
import { NOT_UNDERSTOOD } from './replies.ts';
import { saysNothing } from './report-params.ts';
import { FoundReports, type ReportEntry, ReportView, RunView, SentView } from './report-results.ts';
import {
  tellColumn,
  tellFitting,
  tellNone,
  tellReport,
  tellReports,
  tellRun,
  tellUnused,
} from './report-telling.ts';
import { fitParams, type GivenParam, takesBoth } from './report-values.ts';
import { ask, type Outcome, type Script } from './script.ts';

type About<Topic extends Question['about']> = Extract<Question, { about: Topic }>;
type Asked = { choices: Choices; today: string };
type Refusal = Extract<Outcome, { ok: false }>;

/** Which reports there are. */
export function* answerReports({ query }: About<'reports'>): Script<string> {
  const found = yield* search(query);
  if (!('reports' in found)) return found.message;
  if (!query) return tellReports(found);
  return tellFitting(
    query,
    found.reports.filter((report) => fits(query, report)),
  );
}

/** What a report shows, or one of its columns. */
export function* answerReport({ report, column }: About<'report'>): Script<string> {
  if (!report)
    return 'Which report do you mean? Say it in one sentence, such as “explain quiet-customers” or “what does the column Kept mean in follow-up-completion?”.';
  const found = yield* findReport(report);
  if ('text' in found) return found.text;
  const explained = yield* explain(found.name);
  if (!('columns' in explained)) return withHint(explained);
  return column ? tellColumn(explained, column) : tellReport(explained);
}

/** Runs a report with what was said along with it. */
export function* answerNumbers({ report, said }: About<'numbers'>, asked: Asked): Script<string> {
  const found = yield* findReport(report);
  if ('text' in found) return found.text;
  const { name } = found;
  const later = asked.choices.flatMap((choice) => ('answer' in choice ? [choice.answer] : []));
  if (later.length === 0 && (saysNothing(said) || found.params?.length === 0)) {
    const unused = fitParams(said, [], new Map());
    return yield* run({ ...found, params: [] }, asked, tellUnused(unused));
  }
  const explained = yield* explain(name);
  if (!('columns' in explained)) return withHint(explained);
  const known = takesBoth(explained.params) ? yield* lookUp(said.names) : new Map();
  const fitted = fitParams(said, explained.params, known);
  const missing = explained.params.find(
    (param) => param.needed === 'needed' && fitted.params.every((given) => given.name !== param.name),
  );
  const answer = later.at(-1);
  if (answer && missing) fitted.params.push({ name: missing.name, value: bareAnswer(answer) });
  else if (answer && said.names.length === 0) return NOT_UNDERSTOOD;
  const { title } = explained;
  return yield* run({ name, title, params: fitted.params }, asked, tellUnused(fitted, explained));
}

const bareAnswer = (text: string) =>
  text
    .trim()
    .replace(/^(?:(?:for|with|of|at|it's|it is|i mean|please|the one for)[ ,]+){1,3}/i, '')
    .replace(/[.! ]+$/, '')
    .slice(0, 200);

type Wanted = { name: string; title?: string | undefined; params: GivenParam[] };

const MAX_ROUNDS = 3;

/** Makes the run; again with what was meant where a name is not clear. */
function* run({ name, title, params }: Wanted, { choices, today }: Asked, note: string): Script<string> {
  let given = params;
  let meant = '';
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const outcome = yield* ask({ tool: 'run_report', input: { name, params: given } });
    if (outcome.ok)
      return [meant, tellOutcome(outcome.value, { name, today, params }), note].filter(Boolean).join(' ');
    const missing = MISSING.exec(outcome.message)?.[1];
    if (missing) return needs(title ?? name, missing);
    const unclear = readUnclearParam(outcome);
    const choice = unclear && choiceFor(unclear, choices)?.pick;
    const [candidate] = unclear?.candidates ?? [];
    const isTaken = unclear?.isSimilar && unclear.candidates.length === 1;
    const picked = typeof choice === 'object' ? choice.candidate : isTaken && candidate;
    if (!unclear) return withHint(outcome);
    const id = picked ? idOf(outcome.message, picked) : undefined;
    if (!id) return `${buildQuestion({ ...unclear, isSimilar: false })} I'll run it once I know.`;
    if (typeof choice !== 'object') meant = `I take it you mean ${labelOf(picked)}.`;
    given = given.map((param) =>
      fold(String(param.value)) === fold(unclear.name) ? { ...param, value: id } : param,
    );
  }
  return `I could not find out who is meant, so I did not run “${title ?? name}”.`;
}

const PARAM = /^\w+: /;
const MISSING = /^(\w+) is missing: /;
const labelOf = (candidate: string | false | undefined) => (candidate || '').split(/,| \(/)[0] ?? '';

/** What is asked back; `asksForParam` knows it again. */
const needs = (title: string, param: string) =>
  `“${title}” needs a ${param.replaceAll('_', ' ')}: which one do you mean?`;

export const asksForParam = (text: string): boolean =>
  /^“[^”]+” needs a [^:]+: which one do you mean\?$/.test(text);

/** A name in a param: `company: “Acme” could be more than one company: Acme GmbH [id 1]; Acme Ltd [id 2]. Ask…`. */
function readUnclearParam({ message }: Refusal): ReturnType<typeof readUnclear> {
  if (!PARAM.test(message)) return undefined;
  const said = message.replace(PARAM, '');
  const offered = /(?:could be more than one [^:]+: |Did you mean )(.+?)(?:\. Ask |\?|$)/.exec(said)?.[1];
  return readUnclear({ message: said, candidates: offered?.split(/; | or (?=[^\]]*\[id )/) ?? [] });
}

function idOf(message: string, candidate: string): string | undefined {
  const at = message.indexOf(`${candidate} [id `);
  return at < 0 ? undefined : /^[^\]]*/.exec(message.slice(at + candidate.length + ' [id '.length))?.[0];
}

function tellOutcome(
  value: unknown,
  { name, today, params }: { name: string; today: string; params: GivenParam[] },
): string {
  const sent = SentView.safeParse(value).data;
  if (sent) return `“${sent.title}” is not for this channel, so I sent it to you by direct message.`;
  const view = RunView.safeParse(value).data;
  return view
    ? tellRun(view, { today, given: params.map((param) => param.name) })
    : `The report ${name} is above.`;
}

/** A refusal in the words of the tool, without ids, and what can be done instead. */
function withHint({ code, message }: Refusal): string {
  const said = message.replace(/ ?\[id [^\]]*\]/g, '').replace(/^\w+: (?=I |“)/gm, '');
  const isAboutReport = code === 'forbidden' || /^I know no report/.test(said);
  return isAboutReport ? `${said} Ask “which reports are there?” to see yours.` : said;
}

/** The report that is meant, or what is said instead. */
function* findReport(
  ref: ReportRef,
): Script<{ name: string; title?: string; params?: string[] } | { text: string }> {
  if ('name' in ref) return { name: ref.name };
  const { words, expected } = ref;
  const found = yield* search(words);
  if (!('reports' in found)) return { text: found.message };
  const { reports, more, all } = found;
  const wanted = reports.find(({ name }) => name === expected);
  if (wanted) return wanted;
  if (expected && [...more, ...all].includes(expected)) return { name: expected };
  const best = reports.find((report) => fits(words, report));
  if (best && !expected) return best;
  const hidden = yield* explain(expected ?? slug(words));
  if ('columns' in hidden) return { name: hidden.name, title: hidden.title };
  if (hidden.code === 'forbidden') return { text: withHint(hidden) };
  return best ?? { text: tellNone(words, reports) };
}

const slug = (words: string) => fold(words).replaceAll(' ', '-').slice(0, 100) || 'report';

function* search(query: string | undefined): Script<FoundReports | Refusal> {
  const outcome = yield* ask({ tool: 'search_reports', input: query ? { query: query.slice(0, 200) } : {} });
  if (!outcome.ok) return outcome;
  return FoundReports.safeParse(outcome.value).data ?? { reports: [], more: [], all: [] };
}

function* explain(name: string): Script<ReportView | Refusal> {
  const outcome = yield* ask({ tool: 'explain_report', input: { name } });
  if (!outcome.ok) return outcome;
  const view = ReportView.safeParse(outcome.value).data;
  const unread = { ok: false, code: 'unavailable', message: 'I could not look that report up.' } as const;
  return view ?? { ...unread, candidates: [] };
}

/** Whether a report has all the telling words in its name, title or description. */
function fits(words: string, { name, title, description }: ReportEntry): boolean {
  const has = fold(`${name} ${title} ${description}`).split(' ');
  const telling = fold(words)
    .split(' ')
    .filter((word) => word.length > 2 && !PLAIN.has(word))
    .map((word) => word.replace(/s$/, ''));
  return telling.length > 0 && telling.every((word) => has.some((each) => each.startsWith(word)));
}

const PLAIN = new Set(
  'the and for our all report reports who which what how many are with show list'.split(' '),
);
