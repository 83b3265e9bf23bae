import { asVerb } from './verbs.ts';

/** One tool call. */
export type Call = { tool: string; input: Record<string, unknown> };

/** What a tool answered. */
export type Outcome =
  | { ok: true; value: unknown }
  | { ok: false; code: string; message: string; candidates: string[] };

/**
 * Something to do with tools, written as one function: it yields calls and is resumed with their outcomes. The model
 * keeps no state, so each step plays the script from its start with the outcomes that the prompt holds.
 */
export type Script<Result> = Generator<Call[], Result, Outcome[]>;

/** `position`: how many calls came before these. */
export type Step = { type: 'calls'; calls: Call[]; position: number } | { type: 'reply'; text: string };

/** Makes one call. */
export function* ask(call: Call): Script<Outcome> {
  const [outcome] = yield [asVerb(call)];
  return outcome ?? { ok: false, code: 'unavailable', message: 'The tool did not answer.', candidates: [] };
}

/** Plays a script with the outcomes known so far, up to the first calls that have none. */
export function play(script: Script<string>, outcomes: readonly Outcome[]): Step {
  let next = script.next();
  let position = 0;
  while (!next.done && position + next.value.length <= outcomes.length) {
    const until = position + Math.max(1, next.value.length);
    next = script.next(outcomes.slice(position, until));
    position = until;
  }
  return next.done ? { type: 'reply', text: next.value } : { type: 'calls', calls: next.value, position };
}
