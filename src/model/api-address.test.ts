import { expect, test } from 'vitest';
import { apiAddress } from './api-address.ts';

test.each([
  ['https://api.openai.com', 'https://api.openai.com/v1'],
  ['https://api.openai.com/v1/responses', 'https://api.openai.com/v1'],
  ['http://127.0.0.1:11434/v1/', 'http://127.0.0.1:11434/v1'],
  ['http://127.0.0.1:11434/v1/chat/completions', 'http://127.0.0.1:11434/v1'],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/v1'],
  ['https://host.example/v1beta/openai', 'https://host.example/v1beta/openai'],
])('%s is meant as %s', (said, meant) => {
  expect(apiAddress(said)).toBe(meant);
});
