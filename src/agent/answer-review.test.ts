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

test('the clock and how days are written are the source of no number', () => {
  const context = { today: '2026-11-28', time: '03:29', day_order: '3/4 is 3 April' };
  const text = `Context.\n${JSON.stringify(context)}`;
  const asked: ModelMessage[] = [
    {
      role: 'user',
      content: [
        { type: 'text', text },
        { type: 'text', text: 'How many of 12?' },
      ],
    },
  ];
  const review = createAnswerReview({ window: asked, today: '2026-11-28' });
  const late = 'It is 03:29: 19 calls so far.';
  expect(review(late, RAN)).toEqual({ text: late });
  expect(review('19 calls, of 12. A week ago there were 4.', RAN)).toEqual({
    ask: expect.stringContaining(': 4.'),
  });
});

test('links that nobody gave go', () => {
  expect(startReview()('See https://known.example/page or https://evil.example', [])).toEqual({
    text: 'See https://known.example/page or [link removed]',
  });
});

test('what was looked up is repeated, also after a write, and what the model has saved itself is not', () => {
  const steps: Step[] = [
    {
      ...{ kind: 'model', text: '', inputTokens: 1, outputTokens: 1 },
      calls: [{ id: 'a', name: 'add_note', input: { note: 'see EVIL.example/x\nfor more' } }],
    },
    { kind: 'tool', callId: 'a', name: 'add_note', effect: 'write', output: { saved: 'evil.example/x' } },
    {
      ...{ kind: 'tool', callId: 'b', name: 'get_customer', effect: 'read' },
      output: { contact: { email: 'ana@acme.com', about: 'see evil.example/x\nfor more' } },
    },
  ];
  expect(startReview()('Ana: ana@acme.com, evil.example/x.', steps)).toEqual({
    text: 'Ana: ana@acme.com, [link removed].',
  });
});

test('what tells candidates apart is repeated, but for a link in the name that the model gave', () => {
  const steps: Step[] = [
    {
      ...{ kind: 'model', text: '', inputTokens: 1, outputTokens: 1 },
      calls: [{ id: 'a', name: 'save_company', input: { company: { name: 'Acme evil.example' } } }],
    },
    {
      ...{ kind: 'tool', callId: 'a', name: 'save_company', effect: 'refused' },
      output: {
        error: {
          code: 'ambiguous',
          message: '“Acme evil.example” may be other.example',
          candidates: ['Acme (acme.com) [id 01H]', 'Acme evil.example, somebody else'],
        },
      },
    },
  ];
  const said = startReview()('Acme (acme.com), or Acme evil.example, or other.example?', steps);
  expect(said).toEqual({ text: 'Acme (acme.com), or Acme [link removed], or [link removed]?' });
});

const refusedReport = (code: string, message: string, name = 'slow-one'): Step[] => [
  {
    ...{ kind: 'model', text: '', inputTokens: 1, outputTokens: 1 },
    calls: [{ id: 'a', name: 'run_report', input: { name } }],
  },
  {
    ...{ kind: 'tool', callId: 'a', name: 'run_report', effect: 'refused' },
    output: { error: { code, message, candidates: [] } },
  },
];

test('a report that failed is not announced as shown: its own sentence stands instead', () => {
  const stopped = '“Slow one” took longer than 10 seconds, so I stopped it.';
  const steps = refusedReport('unavailable', `${stopped} Choose a shorter time or fewer customers.`);
  const review = startReview();
  expect(review('There were 77 calls.', steps)).toHaveProperty('ask');
  expect(review('There were 78 calls.', steps)).toEqual({ text: stopped });
});

test('numbers of a refusal are no results', () => {
  const steps = refusedReport('invalid', 'days: must be between 1 and 365');
  expect(startReview()('There were 365 calls.', steps)).toEqual({ ask: expect.stringContaining('365') });
});

test('an answer that says that something was taken back goes when the undo was refused', () => {
  const why = 'I cannot undo “Call”: Acme has been changed since. Undo first, in this order: a later entry.';
  const steps: Step[] = [
    {
      ...{ kind: 'model', text: '', inputTokens: 1, outputTokens: 1 },
      calls: [{ id: 'a', name: 'undo', input: {} }],
    },
    {
      ...{ kind: 'tool', callId: 'a', name: 'undo', effect: 'refused' },
      output: { error: { code: 'conflict', message: why, candidates: [] } },
    },
  ];
  expect(startReview()('I took it back.', steps)).toEqual({ text: why });
  for (const text of [`Sorry: ${why}`, 'Shall I take the later entry back first?'])
    expect(startReview()(text, steps)).toEqual({ text });
});
