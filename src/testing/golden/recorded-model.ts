import type { LanguageModelV3 } from '@ai-sdk/provider';
import { parse } from 'yaml';
import type { ModelRequest, Script } from '../model-script.ts';
import { scriptedModel } from '../scripted-model.ts';
import type { GoldenThread } from './thread-file.ts';

/** A model that makes the calls which a thread has recorded for its messages, and says what is recorded. */
export function recordedModel(thread: GoldenThread): LanguageModelV3 {
  const seen: unknown[] = [];
  let at = -1;
  const script: Script = ({ results, messages }: ModelRequest) => {
    if (results.length === 0) at += 1;
    seen.push(...messages.flatMap(({ content }) => contextsIn(String(content))), ...results);
    const { calls = [], answer = '' } = thread.messages[at] ?? {};
    const done = results.length;
    const before = calls.map((_, nth) => calls.slice(0, nth).flat().length);
    const step = calls[before.indexOf(done)];
    if (!step || (done > 0 && done >= calls.flat().length)) return { text: answer };
    return { calls: step.map(({ name, with: input }) => ({ name, input: resolve(input, seen) })) };
  };
  return scriptedModel(script);
}

/** The JSON objects in the context that the model is given. */
function contextsIn(text: string): unknown[] {
  return text.split('\n').flatMap((line) => (line.startsWith('{') ? [parse(line)] : []));
}

const CHANGE = /^\$change:(last|-\d+)$/;
const NAMED = /^\$id:(.+)$/;

/** `$id:Ana Lopes`: the id that was given with this name; `$change:last`, `$change:-2`: those of changes. */
function resolve(value: unknown, seen: readonly unknown[]): unknown {
  if (Array.isArray(value)) return value.map((each) => resolve(each, seen));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolve(each, seen)]));
  if (typeof value !== 'string') return value;
  const [, nth] = CHANGE.exec(value) ?? [];
  if (nth) return changesIn(seen).at(nth === 'last' ? -1 : Number(nth)) ?? value;
  const name = NAMED.exec(value)?.[1];
  return name === undefined ? value : (findId(seen, name) ?? value);
}

const objectsIn = (value: unknown): Record<string, unknown>[] => {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (typeof value !== 'object' || value === null) return [];
  return [value as Record<string, unknown>, ...Object.values(value).flatMap(objectsIn)];
};

const changesIn = (seen: readonly unknown[]): string[] => [
  ...new Set(objectsIn(seen).flatMap(({ change_id: id }) => (typeof id === 'string' ? [id] : []))),
];

function findId(seen: readonly unknown[], name: string): string | undefined {
  const objects = objectsIn(seen);
  const given = objects.findLast(
    (each) => each.name === name || each.title === name || each.report === name,
  )?.id;
  if (typeof given === 'string') return given;
  const texts = objects
    .flatMap((each) => Object.values(each).flat())
    .filter((each) => typeof each === 'string');
  const candidate = texts.findLast((text) => text.startsWith(name) && /\[id (\w+)\]$/.test(text));
  return candidate && /\[id (\w+)\]$/.exec(candidate)?.[1];
}
