import type { ModelMessage } from 'ai';
import { expect, test } from 'vitest';
import type { Step } from '../agent-steps.ts';
import { createAnswerReview } from './answer-review.ts';

const window: ModelMessage[] = [
  { role: 'system', content: 'https://evil.example' },
  { role: 'user', content: [{ type: 'text', text: 'How busy were we? See https://known.example/page' }] },
];
const RAN: Step[] = [
  {
    kind: 'tool',
    callId: 'a',
    name: 'run_report',
    effect: 'read',
    output: { first_rows: [{ month: '2026-10', calls: 19 }], row_count: 1, totals: { calls: 19 } },
  },
];
const startReview = () => createAnswerReview({ window, today: '2026-11-28' });

test('a model is asked once to leave out numbers that nobody gave, and then the sentence goes', () => {
  const review = startReview();
  expect(review('There were 19 calls. That is 77 a day.', RAN)).toEqual({
    ask: expect.stringContaining('77'),
  });
  expect(review('There were 19 calls. That is 78 a day.', RAN)).toEqual({ text: 'There were 19 calls.' });
});

test('nobody is asked where nothing is wrong, or no report was run', () => {
  expect(startReview()('There were 19 calls.', RAN)).toEqual({ text: 'There were 19 calls.' });
  expect(startReview()('Call them at 77.', [])).toEqual({ text: 'Call them at 77.' });
});

test('links that nobody gave go', () => {
  expect(startReview()('See https://known.example/page or https://evil.example', [])).toEqual({
    text: 'See https://known.example/page or [link removed]',
  });
});
