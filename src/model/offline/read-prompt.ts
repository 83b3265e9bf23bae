import type {
  LanguageModelV3CallOptions as CallOptions,
  LanguageModelV3Message as PromptMessage,
} from '@ai-sdk/provider';
import { z } from 'zod';
import type { Outcome } from './script.ts';

/** What the prompt says besides the current message. Whatever is missing or broken is left out, never an error. */
const Saved = z
  .array(z.object({ change_id: z.string(), summary: z.string() }))
  .optional()
  .catch(undefined);

const Context = z.object({
  today: z.iso.date().catch('1970-01-01'),
  time_zone: z.string().catch(''),
  person: z.object({ name: z.string() }).catch({ name: '' }),
  colleagues: z.array(z.string()).catch([]),
  place: z.string().catch('direct message'),
  thread: z.array(z.object({ from: z.string(), text: z.string(), saved: Saved })).catch([]),
  recent_messages: z.array(z.object({ on: z.string(), text: z.string(), saved: Saved })).catch([]),
});
/** What has been learned over night and is told to the model. */
const Learned = z.array(z.object({ id: z.string(), kind: z.string(), text: z.string() })).catch([]);

export type Scene = Omit<z.output<typeof Context>, 'recent_messages'> & {
  learned: z.output<typeof Learned>;
  /** Whether what was learned can be explained. */
  canExplain: boolean;
};
export type ThreadEntry = Scene['thread'][number];

/** One call of the model: where it stands, what is said, and what the tools have answered in this run. */
export type Turn = {
  scene: Scene;
  text: string;
  outcomes: Outcome[];
  /** Names of the tools that may be called. */
  tools: ReadonlySet<string>;
};

export function readPrompt({ prompt, tools = [], toolChoice }: CallOptions): Turn {
  const said = prompt.flatMap(textsOf);
  const text = said.at(-1) ?? '';
  const names = new Set(toolChoice?.type === 'none' ? [] : tools.map(({ name }) => name));
  const scene = readScene(said.length > 1 ? (said.at(-2) ?? '') : '');
  const learned = readLearned(said.slice(0, -2).find((each) => each.startsWith('Learned.')) ?? '');
  return {
    scene: { ...scene, learned, canExplain: names.has('explain_observation') },
    text,
    outcomes: prompt.flatMap(outcomesOf),
    tools: names,
  };
}

/** The instructions: whose part is to be played. */
export function instructionsOf({ prompt }: CallOptions): string {
  const [first] = prompt;
  return first?.role === 'system' ? first.content : '';
}

function textsOf(message: PromptMessage): string[] {
  if (message.role !== 'user') return [];
  return message.content.map((part) => (part.type === 'text' ? part.text : ''));
}

/** The context is the JSON below its heading. */
function readScene(text: string): Omit<Scene, 'learned' | 'canExplain'> {
  const context = parseContext(text);
  const { recent_messages: recent, ...scene } = context;
  if (scene.thread.length > 0 || scene.place !== 'direct message') return scene;
  return { ...scene, thread: recent.slice(-RECENT).flatMap((each) => asThread(each, scene.person.name)) };
}

const RECENT = 3;

/** People do not open threads in a direct message: what they wrote last stands for one. Our replies are not known. */
function asThread(
  { text, saved }: z.output<typeof Context>['recent_messages'][number],
  from: string,
): ThreadEntry[] {
  return [
    { from, text },
    { from: 'Rapport', text: '', saved },
  ];
}

const parseContext = (text: string): z.output<typeof Context> =>
  Context.safeParse(jsonFrom(text, '{')).data ?? Context.parse({});

const readLearned = (text: string): Scene['learned'] => Learned.parse(jsonFrom(text, '['));

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
