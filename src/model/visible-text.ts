import { tryParse } from './json-text.ts';
import { isRaw } from './portable-schema.ts';
import { withoutThoughts } from './reasoning.ts';
import { meantTool } from './tool-names.ts';

/** What people may see of a text, and whether a call of a tool stood in it, which carries nothing out. */
export type Visible = { text: string; wroteCall: boolean };

type Known = {
  tools: readonly string[];
  /** Whether these words stand in what the model was given: then it quotes them. */
  isGiven?(words: string): boolean;
};

/** Channels of gpt-oss: only what is in the final one is meant for people. */
const HARMONY = /^\s*<\|/;
const FINAL = '<|channel|>final';
const MESSAGE = '<|message|>';
const CHANNEL = /<\|channel\|>\s{0,5}(?:analysis|commentary)[\s\S]*?(?:<\|end\|>|<\|return\|>|<\|call\|>|$)/g;
const CHANNEL_CALL = /\bto=([\w.:-]{2,80})(?=[^<]{0,80}<\|(?:channel|constrain|message)\|>)/g;

/** Calls as models write them that their server does not understand. */
const CALLS = [
  /<(tool_calls?|function_calls?|tool_code|invoke)\b[^<>]*>[\s\S]*?(?:<\/\1>|$)/gi,
  /<function=[\s\S]*?(?:<\/function>|$)/gi,
  /\[TOOL_CALLS\][\s\S]*$/g,
  /<\|python_tag\|>[\s\S]*$/g,
  /<\|tool_calls?(?:_begin|_section_begin)?\|>[\s\S]*$/g,
  /<｜tool▁calls?▁begin｜>[\s\S]*$/g,
] as const;

/** A name where a call has it: behind a mark or a sign, and before another one or the arguments. */
const NAME = /["'=>(\]|｜\n]\s{0,5}([A-Za-z][\w./:-]{0,80}?)(?:\.call|:\d{1,3})?\s{0,5}(?=["'({[<|｜\n]|$)/g;

/** The beginning of a call of a tool that is not there. */
const OF_UNKNOWN =
  /^(?:<[^<>]{1,40}>|\[\w+\])\s{0,5}[[{][\s\S]{0,80}|^<function=[\w.-]{1,80}|^(?:<[|｜]tool[^<>]{1,40}>\s{0,5}){2}/;

/** A call that begins a line, without any mark: a name with arguments behind it, or JSON. */
const BARE = [
  /^[^\S\n]{0,20}\[?([\w.:-]{2,80})(?:\s{0,9}\{\s{0,9}["}]|\(\s{0,9}(?:[{"')]|\w{1,40}\s?=))/gm,
  /^[^\S\n]{0,20}\[?\s{0,9}\{\s{0,9}"(?:name|tool|tool_name|function)"\s?:\s?"([\w.:-]{2,80})"\s?,\s{0,9}"(?:arguments|parameters|input|args)"/gm,
] as const;

/** Marks of templates that are left. */
const MARKS = /<[|｜][^<>|｜]{1,40}[|｜]>/g;

const FENCE = /```(json|tool_code|tool_call)?[^\S\n]*\n([\s\S]*?)```/gi;

/**
 * Cuts reasoning, template marks and calls written as text. Every pattern here reads a text in one go, however long it is.
 * What the model was given it may quote: it is no call then.
 */
export function readVisible(raw: string, { tools, isGiven = () => false }: Known): Visible {
  const isTool = (name: string) => meantTool(name, tools) !== undefined;
  const isHarmony = HARMONY.test(raw);
  const thoughtless = withoutThoughts(isHarmony ? finalOf(raw) : raw, isGiven).replace(CHANNEL, (block) =>
    !isHarmony && isGiven(block.slice(0, FINAL.length)) ? block : '',
  );
  let wroteCall = [...raw.matchAll(CHANNEL_CALL)].some(([said, name = '']) => isTool(name) && !isGiven(said));
  const cut = (block: string, head: string | undefined) => {
    if (head === undefined || isGiven(head)) return block;
    wroteCall = true;
    return '';
  };
  let text = CALLS.reduce(
    (said, call) => said.replace(call, (block) => cut(block, headOf(block, isTool))),
    thoughtless,
  );
  text = text.replace(FENCE, (block, tag: string | undefined, inside: string) => {
    if (/^tool_/i.test(tag ?? '')) return cut(block, headOf(block, isTool));
    return cut(block, isCall(tryParse(inside), isTool) ? inside : bareIn(inside, isTool)?.head);
  });
  const bare = bareIn(text, isTool);
  if (bare) text = text.slice(0, bare.from) + cut(text.slice(bare.from), bare.head);
  if (isCall(tryParse(text), isTool)) text = cut(text, text);
  return { text: text.replace(MARKS, '').trim(), wroteCall };
}

function finalOf(raw: string): string {
  const at = raw.lastIndexOf(FINAL);
  const from = at === -1 ? -1 : raw.indexOf(MESSAGE, at);
  return from === -1 ? raw : raw.slice(from + MESSAGE.length);
}

type IsTool = (name: string) => boolean;

/** The beginning of a call, up to the name of its tool. */
function headOf(block: string, isTool: IsTool): string | undefined {
  const named = [...block.matchAll(NAME)].find(([, name = '']) => isTool(name));
  return named ? block.slice(0, named.index + named[0].length) : OF_UNKNOWN.exec(block)?.[0];
}

function bareIn(text: string, isTool: IsTool): { from: number; head: string } | undefined {
  const found = BARE.flatMap((call) => [...text.matchAll(call)].filter(([, name = '']) => isTool(name)));
  const [first] = found.toSorted((a, b) => a.index - b.index);
  return first && { from: first.index, head: first[0] };
}

function isCall(value: unknown, isTool: IsTool): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.every((each) => isCall(each, isTool));
  if (!isRaw(value)) return false;
  if (isRaw(value.function)) return isCall(value.function, isTool);
  const name = value.name ?? value.tool ?? value.tool_name ?? value.function;
  return typeof name === 'string' && isTool(name);
}
