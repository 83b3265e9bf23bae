import type {
  LanguageModelV3CallOptions as CallOptions,
  LanguageModelV3Message as PromptMessage,
} from '@ai-sdk/provider';
import { z } from 'zod';
import type { Outcome } from './script.ts';

const Saved = z
  .array(z.object({ change_id: z.string(), summary: z.string() }))
  .optional()
  .catch(undefined);
const Said = z.object({ from: z.string().catch(''), text: z.string().catch(''), saved: Saved });

/** What the prompt says besides the current message. Whatever is missing or broken is left out, never an error. */
const Context = z.object({
  today: z.iso.date().catch('1970-01-01'),
  locale: z.string().catch('en-GB'),
  person: z.object({ name: z.string() }).catch({ name: '' }),
  colleagues: z.array(z.string()).catch([]),
  place: z.string().catch('direct message'),
  thread: z.array(Said).catch([]),
  recent_messages: z
    .array(Said.extend({ on: z.string().catch(''), reply: z.string().optional().catch(undefined) }))
    .catch([]),
  waiting_for: z
    .object({
      asked: z.string().catch(''),
      candidates: z.array(z.object({ name: z.string() })).catch([]),
    })
    .optional()
    .catch(undefined),
});
const Learned = z.array(z.object({ id: z.string(), kind: z.string(), text: z.string() })).catch([]);

/** `said`: what was said before, oldest first: in this thread, or at the top of a direct message today. */
export type Scene = Omit<z.output<typeof Context>, 'thread' | 'recent_messages'> & {
  said: Said[];
  /** What the person saved lately, oldest first. */
  saved: { change_id: string; summary: string }[];
  /** Texts of the person's own earlier messages of today from which something was saved. */
  kept: string[];
  learned: z.output<typeof Learned>;
};
export type Said = z.output<typeof Said>;

/** One call of the model: where it stands, what is said, and what the tools have answered in this run. */
export type Turn = { scene: Scene; text: string; outcomes: Outcome[]; tools: ReadonlySet<string> };

export function readPrompt({ prompt, tools = [], toolChoice }: CallOptions): Turn {
  // What comes after the first answer is no message of the person, even if it looks like one.
  const answered = prompt.findIndex(({ role }) => role === 'assistant' || role === 'tool');
  const parts = (answered === -1 ? prompt : prompt.slice(0, answered)).flatMap(textsOf);
  const text = parts.at(-1) ?? '';
  const before = parts.slice(0, -1);
  return {
    scene: readScene(before),
    text: text.trim(),
    outcomes: prompt.flatMap(outcomesOf),
    tools: new Set(toolChoice?.type === 'none' ? [] : tools.map(({ name }) => name)),
  };
}

/** The instructions: whose part is to be played. */
export function instructionsOf({ prompt }: CallOptions): string {
  const [first] = prompt;
  return first?.role === 'system' ? first.content : '';
}

function textsOf(message: PromptMessage): string[] {
  if (message.role !== 'user') return [];
  return message.content.flatMap((part) => (part.type === 'text' ? [part.text] : []));
}

function readScene(parts: readonly string[]): Scene {
  const partWith = (heading: string) => parts.find((each) => each.startsWith(heading)) ?? '';
  const json = jsonFrom(partWith('Context'), '{');
  const { thread, recent_messages: recent, ...rest } = Context.safeParse(json).data ?? Context.parse({});
  const isLoose = thread.length === 0 && rest.place === 'direct message';
  const own = recent.filter(({ on }) => on === rest.today || on === '');
  const loose = own.flatMap(({ from, text, reply, saved }) => [
    { from: from || rest.person.name, text, saved: undefined },
    ...(reply === undefined && from === '' && !saved ? [] : [{ from: 'Rapport', text: reply ?? '', saved }]),
  ]);
  return {
    ...rest,
    said: isLoose ? loose : thread,
    saved: [...recent, ...thread].flatMap(({ saved = [] }) => saved),
    kept: [...own, ...thread].flatMap(({ text }, at, all) =>
      all[at]?.saved || all[at + 1]?.saved ? [text] : [],
    ),
    learned: Learned.parse(jsonFrom(partWith('Learned'), '[')),
  };
}

/** The JSON that begins with this character, below a heading. */
export function jsonFrom(text: string, opening: '{' | '['): unknown {
  const start = text.indexOf(opening);
  if (start < 0) return undefined;
  try {
    return JSON.parse(text.slice(start));
  } catch {
    return undefined;
  }
}

function outcomesOf(message: PromptMessage): Outcome[] {
  if (message.role !== 'tool') return [];
  return message.content.flatMap((part) => (part.type === 'tool-result' ? [readOutput(part.output)] : []));
}

const Refusal = z.object({
  error: z.object({
    code: z.string().catch('unavailable'),
    message: z.string(),
    candidates: z.array(z.string()).catch([]),
  }),
});

function readOutput(output: { type: string; value?: unknown }): Outcome {
  const refusal = Refusal.safeParse(output.value);
  if (refusal.success) return { ok: false, ...refusal.data.error };
  if (output.type === 'json') return { ok: true, value: output.value };
  const message = typeof output.value === 'string' ? output.value : 'The tool did not answer.';
  return { ok: false, code: 'unavailable', message, candidates: [] };
}
