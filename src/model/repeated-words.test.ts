import { APICallError } from '@ai-sdk/provider';
import { expect, test } from 'vitest';
import { messageOf } from '../errors.ts';
import { modelTrouble, troubleCause } from './model-trouble.ts';
import { withoutRepeated } from './repeated-words.ts';

const request = {
  model: 'gpt-5-mini',
  tools: [{ type: 'function', function: { name: 'find', description: 'Looks for customers.' } }],
  messages: [
    { role: 'system', content: 'You keep the customers of a team.' },
    { role: 'user', content: 'Met Ana Lopes (ana@acme.example, +351 912 345 678):\n"they pay late"' },
  ],
};

test.each([
  ['Invalid prompt: Met Ana Lopes (ana@acme.example, +351 912 345 678)', 'Invalid prompt: …)'],
  ['{"content":"Met Ana Lopes (ana@acme.example"} was refused', '{"content":"…"} was refused'],
  ['Flagged: \\"they pay late\\"', 'Flagged: \\"…\\"'],
  ['The name Ana Lopes is not allowed', 'The name … is not allowed'],
  ['MET ANA LOPES is not allowed', '… is not allowed'],
  ['The model `gpt-5-mini` does not exist', 'The model `gpt-5-mini` does not exist'],
  [
    "Invalid schema for function 'find': Looks for customers",
    "Invalid schema for function 'find': Looks for customers",
  ],
  [
    'This model’s maximum context length is 8192 tokens.',
    'This model’s maximum context length is 8192 tokens.',
  ],
])('of “%s” the log gets “%s”', (said, told) => {
  expect(withoutRepeated(said, request)).toBe(told);
});

test('a long answer is cut', () => {
  expect(withoutRepeated('no '.repeat(10_000), request)).toHaveLength(301);
});

test('what a provider repeats of a message is in no text of its error that reaches a log', () => {
  const said = 'The message "Met Ana Lopes (ana@acme.example, +351 912 345 678)" was refused';
  const thrown = new APICallError({
    message: said,
    url: 'http://127.0.0.1/v1',
    requestBodyValues: request,
    statusCode: 400,
    responseBody: JSON.stringify({ error: { message: said } }),
  });
  const trouble = modelTrouble(thrown);
  for (const text of [messageOf(trouble), troubleCause(trouble), trouble.providerSentence])
    expect(text).not.toMatch(/Ana|Lopes|acme|912/);
  expect(messageOf(trouble)).toContain('was refused');
});

test('so it is where the error is no answer of a provider', () => {
  expect(messageOf(modelTrouble(new Error('x'.repeat(10_000)))).length).toBeLessThan(400);
});
