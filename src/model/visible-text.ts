import { isRecord, tryParse } from './json-text.ts';
import { withoutReasoning } from './reasoning.ts';
import { meantTool } from './tool-names.ts';

/** `text`: what people may see. `wroteCall`: whether the model wrote a tool call as text, which carries nothing out. */
export type VisibleText = { text: string; wroteCall: boolean };

type Surroundings = {
  /** Names of the tools that the model was given. */
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

/** Tool calls as models write them in text, in forms that their server does not understand. */
const CALLS = [
  /<(tool_calls?|function_calls?|tool_code|invoke)\b[^<>]*>[\s\S]*?(?:<\/\1>|$)/gi,
  /<function=[\s\S]*?(?:<\/function>|$)/gi,
  /\[TOOL_CALLS\][\s\S]*$/g,
  /<\|python_tag\|>[\s\S]*$/g,
  /<\|tool_calls?(?:_begin|_section_begin)?\|>[\s\S]*$/g,
  /<｜tool▁calls?▁begin｜>[\s\S]*$/g,
] as const;

/** The name of a tool in a written call: behind a mark or a sign, and before another one or the arguments. */
const NAME = /["'=>(\]|｜\n]\s{0,5}([A-Za-z][\w./:-]{0,80}?)(?:\.call|:\d{1,3})?\s{0,5}(?=["'({[<|｜\n]|$)/g;

/** The beginning of a written call of a tool that does not exist. */
const OF_UNKNOWN =
  /^(?:<[^<>]{1,40}>|\[\w+\])\s{0,5}[[{][\s\S]{0,80}|^<function=[\w.-]{1,80}|^(?:<[|｜]tool[^<>]{1,40}>\s{0,5}){2}/;

/** A call that begins a line, without any mark: a name with arguments behind it, or JSON. */
const BARE = [
  /^[^\S\n]{0,20}\[?([\w.:-]{2,80})(?:\s{0,9}\{\s{0,9}["}]|\(\s{0,9}(?:[{"')]|\w{1,40}\s?=))/gm,
  /^[^\S\n]{0,20}\[?\s{0,9}\{\s{0,9}"(?:name|tool|tool_name|function)"\s?:\s?"([\w.:-]{2,80})"\s?,\s{0,9}"(?:arguments|parameters|input|args)"/gm,
] as const;

/** Marks of chat templates. */
const MARKS = /<[|｜][^<>|｜]{1,40}[|｜]>/g;

/** The first sign of an object or a list. To find out by parsing that words are none takes longer than all else here. */
const MAY_BE_JSON = /^\s*[[{]/;

const FENCE = /```(json|tool_code|tool_call)?[^\S\n]*\n([\s\S]*?)```/gi;

/**
 * Cuts reasoning, template marks and calls written as text. Every pattern here takes time in proportion to the
 * length of a text. Words that the model was given are a quote, and no call.
 */
export function readVisible(raw: string, { tools, isGiven = () => false }: Surroundings): VisibleText {
  const isTool = (name: string) => meantTool(name, tools) !== undefined;
  const isHarmony = HARMONY.test(raw);
  const withoutThoughts = withoutReasoning(isHarmony ? finalOf(raw) : raw, isGiven).replace(
    CHANNEL,
    (block) => (!isHarmony && isGiven(block.slice(0, FINAL.length)) ? block : ''),
  );
  let wroteCall = [...raw.matchAll(CHANNEL_CALL)].some(([said, name = '']) => isTool(name) && !isGiven(said));
  const cut = (block: string, head: string | undefined) => {
    if (head === undefined || isGiven(head)) return block;
    wroteCall = true;
    return '';
  };
  let text = CALLS.reduce(
    (said, call) => said.replace(call, (block) => cut(block, headOf(block, isTool))),
    withoutThoughts,
  );
  text = text.replace(FENCE, (block, tag: string | undefined, inside: string) => {
    if (/^tool_/i.test(tag ?? '')) return cut(block, headOf(block, isTool));
    return cut(block, isCall(tryParse(inside), isTool) ? inside : bareIn(inside, isTool)?.head);
  });
  const bare = bareIn(text, isTool);
  if (bare) text = text.slice(0, bare.from) + cut(text.slice(bare.from), bare.head);
  if (MAY_BE_JSON.test(text) && isCall(tryParse(text), isTool)) text = cut(text, text);
  return { text: text.replace(MARKS, '').trim(), wroteCall };
}

function finalOf(raw: string): string {
  const at = raw.lastIndexOf(FINAL);
  const from = at === -1 ? -1 : raw.indexOf(MESSAGE, at);
  return from === -1 ? raw : raw.slice(from + MESSAGE.length);
}

type IsTool = (name: string) => boolean;

/** The beginning of a written call, up to the name of its tool; undefined when a block is no call. */
function headOf(block: string, isTool: IsTool): string | undefined {
  const named = [...block.matchAll(NAME)].find(([, name = '']) => isTool(name));
  return named ? block.slice(0, named.index + named[0].length) : OF_UNKNOWN.exec(block)?.[0];
}

/** The first call in a text that has no mark around it. */
function bareIn(text: string, isTool: IsTool): { from: number; head: string } | undefined {
  const found = BARE.flatMap((call) => [...text.matchAll(call)].filter(([, name = '']) => isTool(name)));
  const [first] = found.toSorted((a, b) => a.index - b.index);
  return first && { from: first.index, head: first[0] };
}

function isCall(value: unknown, isTool: IsTool): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.every((each) => isCall(each, isTool));
  if (!isRecord(value)) return false;
  if (isRecord(value.function)) return isCall(value.function, isTool);
  const name = value.name ?? value.tool ?? value.tool_name ?? value.function;
  return typeof name === 'string' && isTool(name);
}
