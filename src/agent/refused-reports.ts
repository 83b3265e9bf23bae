import type { ModelCall, Step } from '../agent-steps.ts';
import { NOT_CARRIED_OUT } from '../model/permitted-calls.ts';
import { fieldsOf } from './call-subjects.ts';
import { firstSentence } from './first-sentence.ts';
import { uncountedIn } from './not-counted.ts';
import { isAboutWhatWasSaid, readError } from './refused-writes.ts';

/** A report that the run asked for and did not get. */
export type RefusedReport = {
  name: string;
  /** Why, in one sentence for people, which names the report. */
  reason: string;
  /** The reason is what was asked, which the person may be asked about: no such report, or params that are missing. */
  isAsking: boolean;
  /** What no metric has, as the question called it. */
  uncounted?: readonly string[];
};

/**
 * The reports of a run that were refused, or failed, and did not run afterwards either. Where there was no report of
 * such a name, any other that ran in a later step of the model stands for it.
 */
export function listRefusedReports(steps: readonly Step[]): RefusedReport[] {
  const open = new Map<string, RefusedReport & { isUnknown: boolean }>();
  for (const { call, result } of reportCallsOf(steps)) {
    const isQuestion = call.name === 'ask_metric';
    // Each question stands for those before it: the model has asked otherwise.
    const name = isQuestion ? 'the question' : String(fieldsOf(call.input).name ?? 'the report');
    if (result.effect === 'refused') {
      const { code, message } = readError(result.output);
      if (message.startsWith(NOT_CARRIED_OUT)) continue;
      const uncounted = isQuestion ? uncountedIn(message) : [];
      const reason = isQuestion ? reasonOfQuestion(message, uncounted) : withName(sentenceOf(message), name);
      const isUnknown = code === 'not_found' && reason.includes(`“${name}”`);
      open.set(name, { name, reason, isAsking: isAboutWhatWasSaid(code), uncounted, isUnknown });
      continue;
    }
    open.delete(name);
    // A report that has the numbers answers the question, too.
    open.delete('the question');
    for (const [other, { isUnknown }] of open) if (isUnknown) open.delete(other);
  }
  return [...open.values()].map(({ isUnknown: _, ...report }) => report);
}

const sentenceOf = (message: string) => firstSentence(message) ?? 'It was refused.';

/** Why a question was refused: of what no metric has only how it was called, as the lists beside it are the model’s. */
function reasonOfQuestion(message: string, uncounted: readonly string[]): string {
  if (uncounted.length === 0) return capital(sentenceOf(message));
  const names = new Intl.ListFormat('en').format(uncounted.map((name) => `“${name}”`));
  return `${names} ${uncounted.length === 1 ? 'is' : 'are'} not counted here.`;
}

const withName = (sentence: string, name: string) =>
  /^[“I]/.test(sentence) ? sentence : `${name}: ${sentence}`;
const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

const REPORTING: ReadonlySet<string> = new Set(['run_report', 'ask_metric']);

type ReportCall = { call: ModelCall; result: Step & { kind: 'tool' } };

/** The calls of reports that have a result. Calls are matched by position, since a model may give two calls one id. */
function reportCallsOf(steps: readonly Step[]): ReportCall[] {
  let calls: ModelCall[] = [];
  return steps.flatMap((step) => {
    if (step.kind === 'model') {
      calls = [...step.calls];
      return [];
    }
    const call = calls.shift();
    return call && REPORTING.has(call.name) ? [{ call, result: step }] : [];
  });
}
