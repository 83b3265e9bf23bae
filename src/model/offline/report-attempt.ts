import { fold } from '../../text.ts';
import type { Choices } from './acts.ts';
import { choiceFor } from './attempt.ts';
import { buildQuestion, readUnclear } from './clarify.ts';
import { lookUp } from './lookup.ts';
import { NOT_UNDERSTOOD } from './replies.ts';
import { explain, type FoundReport, withHint } from './report-finding.ts';
import { type Said, saysNothing } from './report-params.ts';
import type { ReportView } from './report-results.ts';
import { tellUnused } from './report-telling.ts';
import { fitParams, type GivenParam, takesBoth } from './report-values.ts';
import { ask, type Call, type Outcome, type Script } from './script.ts';

type Refusal = Extract<Outcome, { ok: false }>;

/** A report with what it is given; `note`: what of the request it cannot follow. */
export type Wanted = {
  name: string;
  title?: string | undefined;
  params: GivenParam[];
  unused: string[];
  note: string;
  /** The report, where it was looked at. */
  view?: ReportView;
};

type Fit = { found: FoundReport; said: Said; choices: Choices; isLookedAt?: boolean };

/** Puts what was said into the params of a report, which is looked at only where that is needed; or what is said instead. */
export function* fitReport({ found, said, choices, isLookedAt }: Fit): Script<Wanted | { text: string }> {
  const { name } = found;
  const later = choices.flatMap((choice) => ('answer' in choice ? [choice.answer] : []));
  if (!isLookedAt && later.length === 0 && (saysNothing(said) || found.params?.length === 0)) {
    const fitted = fitParams(said, [], new Map());
    return { ...found, params: [], unused: fitted.unused, note: tellUnused(fitted) };
  }
  const view = yield* explain(name);
  if (!('columns' in view)) return { text: withHint(view) };
  const known = takesBoth(view.params) ? yield* lookUp(said.names) : new Map();
  const fitted = fitParams(said, view.params, known);
  const missing = view.params.find(
    (param) => param.needed === 'needed' && fitted.params.every((given) => given.name !== param.name),
  );
  const answer = later.at(-1);
  if (answer && missing) fitted.params.push({ name: missing.name, value: bareAnswer(answer) });
  else if (answer && said.names.length === 0) return { text: NOT_UNDERSTOOD };
  const { params, unused } = fitted;
  return { name, title: view.title, params, unused, note: tellUnused(fitted, view), view };
}

const bareAnswer = (text: string) =>
  text
    .trim()
    .replace(/^(?:(?:for|with|of|at|it's|it is|i mean|please|the one for)[ ,]+){1,3}/i, '')
    .replace(/[.! ]+$/, '')
    .slice(0, 200);

/** `meant`: who was taken to be meant, in a sentence. */
type Made = { value: unknown; params: GivenParam[]; meant: string };
type Attempted = Made | { text: string; refused?: Refusal };

const MAX_ROUNDS = 3;

/** Calls a tool with params; again with what was meant where a name is not clear. `todo`: "run it", for a question. */
export function* attemptWith(
  { name, title = name, params }: Pick<Wanted, 'name' | 'title' | 'params'>,
  { choices, todo, call }: { choices: Choices; todo: string; call(params: GivenParam[]): Call },
): Script<Attempted> {
  let given = params;
  let meant = '';
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const outcome = yield* ask(call(given));
    if (outcome.ok) return { value: outcome.value, params: given, meant };
    const missing = MISSING.exec(outcome.message)?.[1];
    if (missing) return { text: needs(title, missing) };
    const unclear = readUnclearParam(outcome);
    const choice = unclear && choiceFor(unclear, choices)?.pick;
    const [candidate] = unclear?.candidates ?? [];
    const isTaken = unclear?.isSimilar && unclear.candidates.length === 1;
    const picked = typeof choice === 'object' ? choice.candidate : isTaken && candidate;
    if (!unclear) return { text: withHint(outcome), refused: outcome };
    const id = picked ? idOf(outcome.message, picked) : undefined;
    if (!id) return { text: `${buildQuestion({ ...unclear, isSimilar: false })} I'll ${todo} once I know.` };
    if (typeof choice !== 'object') meant = `I take it you mean ${labelOf(picked)}.`;
    given = given.map((param) =>
      fold(String(param.value)) === fold(unclear.name) ? { ...param, value: id } : param,
    );
  }
  return { text: `I could not find out who is meant, so I did not ${todo.replace(/\bit$/, `“${title}”`)}.` };
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
