import { generateText, streamText } from 'ai';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { options, respond, textOf } from '../../testing/golden/offline-prompts.ts';
import { createOfflineModel } from './offline-model.ts';

const model = createOfflineModel();

describe('as a language model', () => {
  test('it works with generateText and streamText', async () => {
    const { text, usage } = await generateText({ model, prompt: 'hello' });
    expect(text).toMatch(/hello/i);
    expect(usage.inputTokens).toBeGreaterThan(0);
    expect(await streamText({ model, prompt: 'help' }).text).toMatch(/rule-based/);
  });

  test('it calls no tool that it was not given', async () => {
    const { content } = await model.doGenerate({ ...options('undo that'), tools: [] });
    expect(content.map(({ type }) => type)).toEqual(['text']);
  });

  test('the same prompt gives the same answer', async () => {
    const ask = () => model.doGenerate(options('Met Ana Lopes at Acme, she wants pricing by Friday'));
    expect(await ask()).toEqual(await ask());
  });
});

describe('whatever comes in', () => {
  const word = fc.constantFrom(
    'met',
    'Ana',
    'at',
    'Acme',
    'no,',
    'not',
    'undo',
    '"',
    '>',
    'by',
    'Friday',
    '?',
    '\n',
    'remind me to',
    '(',
    ')',
    '@',
    "'s",
    '&',
    'private',
    '12/13',
    'who',
    'run',
    'report',
    'quiet customers',
    'weekly-interactions',
    'since',
    'last month',
    'column',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.string({ unit: 'grapheme' }),
    fc.array(word, { maxLength: 40 }).map((words) => words.join(' ')),
  );
  const context = fc.oneof(
    fc.constant({}),
    fc.record(
      {
        today: fc.string(),
        person: fc.jsonValue(),
        colleagues: fc.jsonValue(),
        thread: fc.jsonValue(),
        recent_messages: fc.jsonValue(),
        place: fc.string(),
      },
      { requiredKeys: [] },
    ),
    fc.record({
      thread: fc.array(fc.record({ from: fc.constantFrom('Marta', 'Rapport'), text }), { maxLength: 6 }),
    }),
  );

  test('it answers', async () => {
    await fc.assert(
      fc.asyncProperty(
        text,
        context,
        fc.array(fc.jsonValue(), { maxLength: 3 }),
        async (said, around, answers) => {
          const { text: reply, calls } = await respond(said, { context: around, answers });
          expect(reply !== '' || calls.length > 0).toBe(true);
        },
      ),
      { numRuns: 400 },
    );
  });

  test.each([
    'a',
    ' ',
    'Ana and ',
    'met Ana at Acme, ',
    '"',
    '> ',
    "'",
    'no not ',
    'https://a.b/<|',
    '\n',
    'by Friday ',
    '.',
    'Á́',
    'the the ',
    'run the ',
    'which reports ',
    'since between a-a ',
  ])('two hundred thousand characters of "%s" do not make it slow out of all proportion', async (unit) => {
    const startedAt = performance.now();
    await respond(unit.repeat(200_000 / unit.length));
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });

  test('a prompt without context is answered too', async () => {
    const { content } = await model.doGenerate({ prompt: [] });
    expect(content.map(textOf).join('')).not.toBe('');
  });
});
