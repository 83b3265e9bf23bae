import { expect, test } from 'vitest';
import { meantTool } from './tool-names.ts';
import { readVisible } from './visible.ts';

const TOOLS = ['log_interaction', 'find'];

test.each<[string, string, string]>([
  ['thoughts', '<think>She wants…</think>\n\nSaved.', 'Saved.'],
  ['thoughts under another name', '<thinking>Hm.</thinking>Saved.<reasoning>Ok</reasoning>', 'Saved.'],
  ['thoughts in capitals', '<THINK>Hm.</THINK>Saved.', 'Saved.'],
  ['thoughts that never end', 'Saved.\n<think>And now', 'Saved.'],
  ['nothing but thoughts that never end', '<think>Let me see', ''],
  ['thoughts whose beginning the template wrote', 'Let me see.\n</think>\nSaved.', 'Saved.'],
  [
    'channels',
    '<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Saved.<|return|>',
    'Saved.',
  ],
  ['a channel that never ends', '<|channel|>analysis<|message|>Hm.', ''],
  ['marks of a template', 'Saved.<|im_end|><｜end▁of▁sentence｜>', 'Saved.'],
])('%s are cut', (_, raw, text) => {
  expect(readVisible(raw, TOOLS)).toEqual({ text, wroteCall: false });
});

test.each<[string, string, string]>([
  ['in tags', 'One moment.<tool_call>{"name":"find","arguments":{}}</tool_call>', 'One moment.'],
  ['in tags that never end', '<tool_call>\n{"name": "find"', ''],
  ['as a function', '<function=find>{"query":"a"}</function>', ''],
  ['as Mistral writes it', '[TOOL_CALLS][{"name":"find","arguments":{}}]', ''],
  ['as Llama writes it', '<|python_tag|>find.call(query="a")', ''],
  ['as DeepSeek writes it', '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function', ''],
  ['as gpt-oss writes it', '<|channel|>commentary to=functions.find<|message|>{"query":"a"}<|call|>', ''],
  ['as JSON', '{"name": "logInteraction", "arguments": {"summary": "x"}}', ''],
  ['as a list of JSON', '[{"name": "find", "parameters": {}}]', ''],
  ['as JSON of the API', '{"type":"function","function":{"name":"find","arguments":"{}"}}', ''],
  ['in a fence', 'Let me look.\n```json\n{"tool": "find", "input": {"query": "a"}}\n```', 'Let me look.'],
])('a call written %s is cut, and told', (_, raw, text) => {
  expect(readVisible(raw, TOOLS)).toEqual({ text, wroteCall: true });
});

test.each([
  'Revenue < costs, and 3 > 2.',
  '{"name": "Ana", "role": "CTO"}',
  '```json\n{"name":"Acme"}\n```',
  'a | b',
  'I think <3 is fine.',
])('other text stays as it is: %s', (raw) => {
  expect(readVisible(raw, TOOLS)).toEqual({ text: raw, wroteCall: false });
});

test.each([
  ['log_interaction', 'log_interaction'],
  ['functions.log_interaction', 'log_interaction'],
  ['logInteraction', 'log_interaction'],
  ['log-interaction', 'log_interaction'],
  ['default_api:find', 'find'],
  ['LOG_INTERACTION', 'log_interaction'],
  ['finder', undefined],
  ['constructor', undefined],
  ['', undefined],
])('by %j the tool %j is meant', (name, tool) => {
  expect(meantTool(name, TOOLS)).toBe(tool);
});
