import type { ModelMessage } from 'ai';
import { isWrite, type Step } from '../agent-steps.ts';
import type { Verdict } from '../model/agent-loop.ts';
import { NOT_CARRIED_OUT } from '../model/permitted-calls.ts';
import { fold } from '../text.ts';
import { askWithoutInvented, findInventedNumbers } from './invented-numbers.ts';
import { keepKnownLinks, linksIn, textIn } from './known-links.ts';
import { asksBack } from './nothing-saved-note.ts';
import { listRefusedReports } from './refused-reports.ts';
import { listRefusedWrites, readError } from './refused-writes.ts';
import { whyNotUndone } from './unsaved-facts.ts';

/**
 * Judges the answers of one run: links that nobody gave go; and after a report the model is asked once to leave out
 * numbers that nobody gave, and then the sentences that hold them go.
 */
export function createAnswerReview({
  window,
  today,
}: {
  window: ModelMessage[];
  today: string;
}): (text: string, steps: readonly Step[]) => Verdict {
  let hasAsked = false;
  const given = window.filter(({ role }) => role === 'user').map(({ content }) => content);
  return (text, steps) => {
    // Most answers hold no link: only for those that do is it looked for those that are known.
    let known: ReadonlySet<string> | undefined;
    const has = (link: string) => {
      known ??= knownLinks(given, steps);
      return known.has(link);
    };
    const kept = keepKnownLinks(withoutFalseUndo(text, steps), { has });
    const results = steps.filter((step) => step.kind === 'tool');
    if (!results.some(({ name }) => SHOWING.has(name))) return { text: kept };
    const done = results.filter(({ effect }) => effect !== 'refused');
    const told = JSON.stringify(given);
    const sources = {
      given: told.replace(CLOCK, ''),
      time: TIME.exec(told)?.[1],
      results: done.map(({ output }) => output),
      today,
    };
    const reviewed = findInventedNumbers({ text: kept, sources, instead: withoutNumbers(steps) });
    if (reviewed.invented.length === 0 || hasAsked) return { text: reviewed.kept };
    hasAsked = true;
    return { ask: askWithoutInvented(reviewed.invented) };
  };
}

/** What the context says of the clock and of how days are written: `3/4 is 3 April` is the source of no number. */
const CLOCK = /\\"(?:time|day_order)\\":\\"[^"\\]*\\"/g;

/** The time in the context. */
const TIME = /\\"time\\":\\"(\d\d:\d\d)\\"/;

/** Tools that show numbers. */
const SHOWING: ReadonlySet<string> = new Set(['run_report', 'ask_metric']);

/**
 * An answer that neither gives the reason of an undo that was refused nor asks back claims that it was carried out, or may
 * be read so: the reason stands instead.
 */
function withoutFalseUndo(text: string, steps: readonly Step[]): string {
  const reasons = listRefusedWrites(steps)
    .filter(({ call, message }) => call.name === 'undo' && !message.startsWith(NOT_CARRIED_OUT))
    .map(whyNotUndone);
  if (reasons.length === 0) return text;
  const said = fold(text);
  if (asksBack(text) || reasons.every((reason) => said.includes(fold(reason)))) return text;
  return [...new Set(reasons)].join('\n');
}

/** The answer when every sentence of the model's answer held an invented number: where the numbers are, or why nowhere. */
function withoutNumbers(steps: readonly Step[]): string {
  const isShown = steps.some((step) => step.kind === 'tool' && SHOWING.has(step.name) && step.shown);
  if (isShown) return 'Here is the report: the numbers are in its table.';
  const reasons = new Set(listRefusedReports(steps).map(({ reason }) => reason));
  return reasons.size > 0 ? [...reasons].join('\n') : 'I have no numbers on that.';
}

/**
 * The links that may be repeated: of what the run was given, and of what it looked up. The model's own words, in calls or
 * through what it saved, are no source: after it has written, only links that stand in none of its calls count.
 */
function knownLinks(given: unknown[], steps: readonly Step[]): ReadonlySet<string> {
  const firstWrite = steps.findIndex(isWrite);
  const end = firstWrite === -1 ? steps.length : firstWrite;
  const before = linksIn(textIn([given, steps.slice(0, end).map(lookedUp)]));
  const own = linksIn(textIn(steps.flatMap((step) => (step.kind === 'model' ? step.calls : []))));
  const after = linksIn(textIn([steps.slice(end).map(lookedUp), steps.map(offered)]));
  return new Set([...before, ...[...after].filter((link) => !own.has(link))]);
}

/** The candidates of a refusal, which are on record but for the name that the model gave. */
const offered = (step: Step): unknown =>
  step.kind === 'tool' && step.effect === 'refused' ? readError(step.output).candidates : undefined;

const lookedUp = (step: Step): unknown =>
  step.kind === 'tool' && step.effect === 'read' ? step.output : undefined;
