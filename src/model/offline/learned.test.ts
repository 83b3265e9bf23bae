import { describe, expect, test } from 'vitest';
import { respond } from '../../testing/golden/offline-prompts.ts';

const tools = ['explain_observation'];
const PREFERENCE = {
  id: '01A',
  kind: 'user_preference',
  text: 'Prefers answers as bullet points.',
  since: '2026-11-20',
  status: 'active',
  from: [{ on: '2026-11-19', quote: 'from now on use bullets', where: 'direct message' }],
  forget: 'Open the Home tab and press “Forget”.',
};
const TREND = {
  id: '01B',
  kind: 'customer_trend',
  text: 'Bluefin Logistics has been quiet for 40 days.',
  since: '2026-11-22',
  status: 'proposed',
  from: [],
  forget: 'Open the Home tab and press “Forget”.',
};
const tell = (text: string, observations: object[]) => respond(text, { tools, answers: [{ observations }] });

describe('what was learned is explained', () => {
  test.each([
    'What have you learned about me?',
    'what do you know about me',
    'What did you learn?',
    'Why do you answer in bullet points?',
    'why are your answers so short?',
    'What did you notice about Bluefin?',
    'Have you noticed anything about Bluefin?',
  ])('%s', async (text) => {
    const { calls } = await respond(text, { tools });
    expect(calls).toEqual([{ tool: 'explain_observation', input: {} }]);
  });

  test('with since when, from which words, and how to forget it', async () => {
    const { text } = await tell('What have you learned about me?', [PREFERENCE, TREND]);
    expect(text).toBe(
      [
        'This is what I have learned:',
        '• Prefers answers as bullet points. Since Fri 20 Nov; from “from now on use bullets” (Thu 19 Nov, direct message).',
        '• Bluefin Logistics has been quiet for 40 days (proposed). Since Sun 22 Nov.',
        'Open the Home tab and press “Forget”.',
      ].join('\n'),
    );
  });

  test.each([
    ['What did you notice about Bluefin?', 'Bluefin Logistics has been quiet', 'bullet'],
    ['Why do you answer in bullet points?', 'Prefers answers as bullet points', 'Bluefin'],
  ])('"%s" is about that alone', async (question, told, other) => {
    const { text } = await tell(question, [PREFERENCE, TREND]);
    expect(text).toContain(told);
    expect(text).not.toContain(other);
  });

  test.each([
    ['What have you learned about me?', []],
    ['What did you notice about Globex?', [PREFERENCE, TREND]],
  ])('"%s" may have no answer yet', async (question, observations) => {
    expect((await tell(question, observations)).text).toMatch(/^Nothing yet: /);
  });

  test('what goes wrong is said', async () => {
    const error = { code: 'unavailable', message: 'I cannot look that up now.' };
    const { text } = await respond('What have you learned about me?', { tools, answers: [{ error }] });
    expect(text).toBe('I cannot look that up now.');
  });
});

describe('other questions are not taken for one about what was learned', () => {
  test.each(['What do you know about Acme?', 'What did we learn about Acme?', 'Why did you log that?'])(
    '%s',
    async (text) => {
      const { calls } = await respond(text, { tools });
      expect(calls.map(({ tool }) => tool)).not.toContain('explain_observation');
    },
  );

  test('without the tool it is a question like any other', async () => {
    const { calls } = await respond('What did you notice about Bluefin?');
    expect(calls.map(({ tool }) => tool)).not.toContain('explain_observation');
  });
});
