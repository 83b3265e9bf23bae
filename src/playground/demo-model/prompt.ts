import type { LanguageModelV3CallOptions, LanguageModelV3Message } from '@ai-sdk/provider';
import { z } from 'zod';
import { addDays } from '../../clock.ts';
import { withoutIds } from '../../errors.ts';

/** What the person has answered to questions about one message. */
export type Choices = { about?: string; isNew?: boolean; day?: string; happened?: boolean; again?: boolean };
export type Call = { tool: string; input: Record<string, unknown> };
export type Outcome = { ok: true; value: unknown } | Refused;
/** What a tool has refused. `mayBeNew`: that none of the candidates is meant is an answer, too. */
export type Refused = { ok: false; code: string; message: string; candidates: string[]; mayBeNew: boolean };

/**
 * Something to do with tools, written as one function: it yields calls and is resumed with their outcomes. The model
 * keeps no state, so each step plays the script from its start with the outcomes that the prompt holds.
 */
export type Script<Result> = Generator<Call[], Result, Outcome[]>;
export type Step = { type: 'calls'; calls: Call[]; position: number } | { type: 'reply'; text: string };

export function* ask(tool: string, input: Call['input']): Script<Outcome> {
  const [outcome] = yield [{ tool, input }];
  return (
    outcome ?? { ok: false, code: '', message: 'The tool did not answer.', candidates: [], mayBeNew: false }
  );
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

/** Answers of tools are read leniently: a field that is missing or broken is left out, never an error. */
export const words = z.string().catch('');
export const maybe = z.string().nullish().catch(null);
export const list = <Item extends z.ZodType>(item: Item) => z.array(item).catch([]);
export const texts = <Key extends string>(...keys: Key[]) =>
  Object.fromEntries(keys.map((key) => [key, words])) as Record<Key, typeof words>;
export const read = <Type>(outcome: Outcome | undefined, schema: z.ZodType<Type>): Type =>
  schema.safeParse(outcome?.ok ? outcome.value : {}).data ?? schema.parse({});

export const readWords = (outcome: Outcome, key: string) => read(outcome, z.object(texts(key)))[key] ?? '';
const Saved = list(z.object({ change_id: z.string(), summary: z.string() }));
const Said = z.object({ from: words, text: words, saved: Saved });
const Waiting = z.object({
  ...texts('asked', 'about'),
  answered: z.boolean().catch(false),
  refused_calls: list(z.object({ tool: z.string(), arguments: z.record(z.string(), z.unknown()) })),
  candidates: list(z.object({ name: z.string(), id: z.string().optional() })),
});
const Context = z.object({
  today: z.iso.date().catch('1970-01-01'),
  locale: z.string().catch('en-GB'),
  person: z.object({ name: z.string() }).catch({ name: '' }),
  colleagues: list(z.string()),
  place: z.string().catch('direct message'),
  thread: list(Said),
  recent_messages: list(z.object({ on: words, text: words, saved: Saved, reply: maybe })),
  waiting_for: Waiting.optional().catch(undefined),
});
const Learned = list(z.object({ id: z.string(), kind: z.string(), text: z.string() }));
export type Scene = ReturnType<typeof readScene>;
/** One call of the model: the scene, the message, and the answers of tools in this run. */
export type Turn = { scene: Scene; text: string; outcomes: Outcome[]; tools: ReadonlySet<string> };

export function readPrompt({ prompt, tools = [], toolChoice }: LanguageModelV3CallOptions): Turn {
  // Texts behind the first answer are no message of the person, even if they look like one.
  const answered = prompt.findIndex(({ role }) => role === 'assistant' || role === 'tool');
  const parts = (answered === -1 ? prompt : prompt.slice(0, answered)).flatMap(textsOf);
  return {
    scene: readScene(parts.slice(0, -1)),
    text: (parts.at(-1) ?? '').trim(),
    outcomes: prompt.flatMap(outcomesOf),
    tools: new Set(toolChoice?.type === 'none' ? [] : tools.map(({ name }) => name)),
  };
}

const textsOf = (message: LanguageModelV3Message): string[] =>
  message.role === 'user' ? message.content.flatMap((part) => (part.type === 'text' ? [part.text] : [])) : [];

/**
 * `said`: what was said before, oldest first: in this thread, or today at the top of a direct message. `saved`: what the
 * person saved lately. `kept`: their own messages of today from which something was saved.
 */
function readScene(parts: readonly string[]) {
  const jsonBelow = (heading: string, opening: '{' | '[') =>
    jsonFrom(parts.find((each) => each.startsWith(heading)) ?? '', opening);
  const read = Context.safeParse(jsonBelow('Context', '{')).data ?? Context.parse({});
  const { thread, recent_messages: recent, ...rest } = read;
  const lately = recent.filter(({ on }) => on >= addDays(rest.today, -1));
  const today = recent.filter(({ on }) => on === rest.today);
  const loose = today.flatMap(({ text, reply, saved }) => [
    { from: rest.person.name, text, saved: [] },
    ...(reply || saved.length > 0 ? [{ from: 'Rapport', text: reply ?? '', saved }] : []),
  ]);
  return {
    ...rest,
    said: thread.length === 0 && rest.place === 'direct message' ? loose : thread,
    saved: [...lately, ...thread].flatMap(({ saved }) => saved),
    kept: [...loose, ...thread].flatMap(({ text }, at, all) => (all[at + 1]?.saved.length ? [text] : [])),
    learned: Learned.parse(jsonBelow('Learned', '[')),
  };
}

export function jsonFrom(text: string, opening: '{' | '['): unknown {
  const start = text.indexOf(opening);
  try {
    return start < 0 ? undefined : JSON.parse(text.slice(start));
  } catch {
    return undefined;
  }
}

const Refusal = z.object({
  error: z.object({ code: words, message: z.string(), candidates: list(z.string()) }),
});

function outcomesOf(message: LanguageModelV3Message): Outcome[] {
  if (message.role !== 'tool') return [];
  return message.content.flatMap((part): Outcome[] => {
    if (part.type !== 'tool-result') return [];
    const value = 'value' in part.output ? part.output.value : undefined;
    const refusal = Refusal.safeParse(value).data?.error;
    if (!refusal) return [{ ok: true, value }];
    const { code, message } = refusal;
    const candidates = refusal.candidates.map(withoutIds);
    const mayBeNew = message.includes('is_new: true');
    return [{ ok: false, code, message: withoutIds(message), candidates, mayBeNew }];
  });
}
