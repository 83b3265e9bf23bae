import { tryParse } from './json-text.ts';
import { isRaw } from './schema.ts';
import { meantTool } from './tool-names.ts';

/** What people may see of a text, and whether a call of a tool stood in it, which carries nothing out. */
export type Visible = { text: string; wroteCall: boolean };

const THOUGHTS = 'think|thinking|thought|reasoning|reflection|scratchpad';

/** The end may be missing, where the answer was cut; and the beginning, where the server's template has written it. */
const THOUGHT = new RegExp(`<(${THOUGHTS})>[\\s\\S]*?(?:</\\1>|$)`, 'gi');
const THOUGHT_BEFORE = new RegExp(`^[\\s\\S]*</(?:${THOUGHTS})>`, 'i');

/** Channels of gpt-oss: only what is in the final one is meant for people. */
const FINAL = /[\s\S]*<\|channel\|>final[^<]*<\|message\|>/;
const CHANNEL = /<\|channel\|>(?!final)[\s\S]*?(?:<\|end\|>|<\|return\|>|<\|call\|>|$)/g;
const CHANNEL_CALL = /<\|channel\|>[^<]*to=|<\|call\|>/;

/** Calls as models write them that their server does not understand. */
const CALLS = [
  /<(tool_calls?|function_calls?|function_call|invoke)\b[^>]*>[\s\S]*?(?:<\/\1>|$)/gi,
  /<function=[\s\S]*?(?:<\/function>|$)/gi,
  /\[TOOL_CALLS\][\s\S]*$/g,
  /<\|python_tag\|>[\s\S]*$/g,
  /<\|tool_calls?(?:_begin|_section_begin)?\|>[\s\S]*$/g,
  /<｜tool▁calls?▁begin｜>[\s\S]*$/g,
] as const;

/** Marks of templates that are left. */
const MARKS = /<[|｜][^<>|｜]{1,40}[|｜]>/g;

const FENCE = /```(?:json|tool_code|tool_call)?\s*\n([\s\S]*?)```/gi;

/** Cuts reasoning, template marks and calls written as text. */
export function readVisible(raw: string, tools: readonly string[]): Visible {
  const thoughtless = raw
    .replace(THOUGHT, '')
    .replace(THOUGHT_BEFORE, '')
    .replace(FINAL, '')
    .replace(CHANNEL, '');
  let text = CALLS.reduce((said, call) => said.replace(call, ''), thoughtless);
  let wroteCall = text !== thoughtless || CHANNEL_CALL.test(raw);
  text = text.replace(FENCE, (block, inside: string) => {
    if (!isCall(tryParse(inside), tools)) return block;
    wroteCall = true;
    return '';
  });
  if (isCall(tryParse(text), tools)) return { text: '', wroteCall: true };
  return { text: text.replace(MARKS, '').trim(), wroteCall };
}

function isCall(value: unknown, tools: readonly string[]): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.every((each) => isCall(each, tools));
  if (!isRaw(value)) return false;
  if (isRaw(value.function)) return isCall(value.function, tools);
  const name = value.name ?? value.tool ?? value.tool_name ?? value.function;
  return typeof name === 'string' && meantTool(name, tools) !== undefined;
}
