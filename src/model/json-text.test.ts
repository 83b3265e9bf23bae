import type { LanguageModelV3 } from '@ai-sdk/provider';
import { expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { isTooDeep, parseJson, tryParse } from './json-text.ts';
import { nextStep } from './next-step.ts';

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

test.each<[string, string, unknown]>([
  ['alone', '{"a":1}', { a: 1 }],
  ['in a fence', 'Here:\n```json\n{"a":1}\n```\nThat is it.', { a: 1 }],
  ['in a fence of one line', '```[1]```', [1]],
  ['among words', 'Sure: {"a":1}. Done.', { a: 1 }],
  ['nowhere', 'No ``` fence', 'No ``` fence'],
])('JSON is found %s', (_, text, value) => {
  expect(parseJson(text)).toEqual(value);
});

test('a fence that does not end is read in one go', () => {
  const text = `\`\`\`${' \n'.repeat(100_000)}`;
  const start = process.cpuUsage();
  expect(parseJson(text)).toBe(text);
  expect(process.cpuUsage(start).user).toBeLessThan(1_000_000);
});

test('JSON that is nested too deeply is none', () => {
  expect(tryParse(nested(50))).toEqual(JSON.parse(nested(50)));
  expect(tryParse(nested(500_000))).toBeUndefined();
  expect(isTooDeep(JSON.parse(nested(500_000)))).toBe(true);
});

test('an answer that has to go back nested too deeply is of no use', async () => {
  const providerMetadata = { openaiCompatible: { reasoning_details: JSON.parse(nested(500_000)) } };
  const model = {
    doGenerate: async () => ({
      content: [{ type: 'tool-call', toolCallId: 'x', toolName: 'find', input: '{}' }],
      finishReason: { unified: 'tool-calls' },
      usage: {},
      providerMetadata,
    }),
  } as unknown as LanguageModelV3;
  const asked = {
    prompt: [],
    tools: {},
    position: 0,
    signal: new AbortController().signal,
    clock: systemClock,
  };
  await expect(nextStep({ model, name: 'm', timeoutMs: 1_000 }, asked)).rejects.toThrow(
    'an answer I could not use',
  );
});
