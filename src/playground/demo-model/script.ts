import { z } from 'zod';

/** One tool call. */
export type Call = { tool: string; input: Record<string, unknown> };

/** What a tool answered. */
export type Outcome = { ok: true; value: unknown } | { ok: false; message: string; candidates: string[] };

/**
 * Something to do with tools, written as one function: it yields calls and is resumed with their outcomes. The model
 * keeps no state, so each step plays the script from its start with the outcomes that the prompt holds.
 */
export type Script<Result> = Generator<Call[], Result, Outcome[]>;

/** `position`: how many calls came before these. */
export type Step = { type: 'calls'; calls: Call[]; position: number } | { type: 'reply'; text: string };

/** Makes one call. */
export function* ask(tool: string, input: Call['input']): Script<Outcome> {
  const [outcome] = yield [{ tool, input }];
  return outcome ?? { ok: false, message: 'The tool did not answer.', candidates: [] };
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

/** What tools answer is read leniently: whatever is missing or broken is left out, never an error. */
export const words = z.string().catch('');
export const maybe = z.string().nullish().catch(null);
export const list = <Item extends z.ZodType>(item: Item) => z.array(item).catch([]);
export const read = <Schema extends z.ZodType>(
  outcome: Outcome | undefined,
  schema: Schema,
): z.output<Schema> => schema.safeParse(outcome?.ok ? outcome.value : {}).data ?? schema.parse({});
