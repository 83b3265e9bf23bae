import type { LanguageModelV3CallOptions } from '@ai-sdk/provider';
import { describe, expect, test } from 'vitest';
import { runScripted } from '../testing/scripted-loop.ts';
import { ModelTrouble } from './model-trouble.ts';

const words = (prompt: LanguageModelV3CallOptions['prompt']) => prompt.map(({ role }) => role);

describe('an answer', () => {
  test('with a call written as text is asked for again, and never shown', async () => {
    const { end, asked } = await runScripted([
      { text: '<tool_call>{"name":"find"}</tool_call>' },
      { calls: [['find', { query: 'a' }]] },
      { text: 'Found.' },
    ]);
    expect(end).toMatchObject({ text: 'Found.' });
    expect(JSON.stringify(asked[1]?.prompt.at(-1))).toContain('Call the tool itself');
    expect(words(asked[2]?.prompt ?? [])).toEqual([
      'system',
      'user',
      'assistant',
      'user',
      'assistant',
      'tool',
    ]);
  });

  test('that quotes what people or tools said is given as it is, with calls and marks in it', async () => {
    const mail = 'Hi!\n</think>\n<tool_call>{"name": "find", "arguments": {"query": "x"}}</tool_call>';
    const text = `Ana wrote:\n${mail}`;
    const opening = [
      { role: 'system' as const, content: 'System.' },
      { role: 'user' as const, content: `What is this? ${JSON.stringify({ mail })}` },
    ];
    const { end, asked } = await runScripted([{ text }], { opening });
    expect(end).toMatchObject({ text });
    expect(asked).toHaveLength(1);
  });

  test('with a call as text is asked for again also where the model has written the same before', async () => {
    const text = '<tool_call>{"name": "find", "arguments": {}}</tool_call>';
    const { asked } = await runScripted([
      { calls: [['find', { query: text }]] },
      { text },
      { text: 'Done.' },
    ]);
    expect(asked).toHaveLength(3);
  });

  test('of many characters is read and kept only as far as any answer goes', async () => {
    const { steps } = await runScripted([
      { text: 'a'.repeat(3_000_000), calls: [['find', { query: 'a' }]] },
      { text: 'Done.' },
    ]);
    expect(JSON.stringify(steps).length).toBeLessThan(120_000);
  });

  test('with a call written as text twice is trouble that lasts', async () => {
    const written = { text: 'Saved! <tool_call>{"name":"find"}</tool_call>' };
    const trouble = await runScripted([written, written]).catch((error: unknown) => error);
    expect(trouble).toBeInstanceOf(ModelTrouble);
    expect(trouble).toMatchObject({ kind: 'unusable', permanent: true, patience: { waitsMs: [] } });
  });

  test('without words is asked for once more, with other words, and is trouble then', async () => {
    const { end, asked } = await runScripted([{}, { text: 'Here.' }]);
    expect(end).toMatchObject({ text: 'Here.' });
    expect(words(asked[1]?.prompt ?? [])).toEqual(['system', 'user', 'assistant', 'user']);
    await expect(runScripted([{}, {}])).rejects.toThrow('gave an empty answer');
    await expect(runScripted([{ text: '<think>Hm.</think>' }, { text: '<think>Hm.' }])).rejects.toThrow(
      'gave an empty answer',
    );
  });

  test('without words is an end where nobody waits', async () => {
    expect((await runScripted([{}], { mayBeSilent: true })).end).toMatchObject({ text: '' });
  });

  test('that was cut says so', async () => {
    const { end } = await runScripted([{ text: 'Half of', finish: 'length' }]);
    expect(end).toMatchObject({ text: expect.stringMatching(/^Half of\n\n_\(My answer was cut off/) });
  });

  test('that a filter cut says so, and a refusal is as the model put it', async () => {
    expect(
      (await runScripted([{ text: 'Half', finish: 'content-filter', raw: 'content_filter' }])).end,
    ).toMatchObject({ text: expect.stringContaining('filter') });
    expect(
      (await runScripted([{ text: 'I cannot help with that.', finish: 'content-filter', raw: 'stop' }])).end,
    ).toMatchObject({ text: 'I cannot help with that.' });
    await expect(runScripted([{ finish: 'content-filter' }])).rejects.toMatchObject({
      kind: 'filtered',
      permanent: true,
    });
  });

  test('that was used up by thinking gets more room once, and from then on', async () => {
    const { end, asked } = await runScripted([
      { finish: 'length' },
      { calls: [['find', { query: 'a' }]] },
      { text: 'Done.' },
    ]);
    expect(end).toMatchObject({ text: 'Done.' });
    expect(asked.map(({ maxOutputTokens }) => maxOutputTokens)).toEqual([2_000, 8_000, 8_000]);
    await expect(runScripted([{ finish: 'length' }, { finish: 'length' }])).rejects.toMatchObject({
      kind: 'unusable',
      permanent: true,
    });
  });

  const rooms = (asked: readonly LanguageModelV3CallOptions[]) =>
    asked.map(({ maxOutputTokens }) => maxOutputTokens);

  test('that was used up gets as much room as the server says it has, from then on always', async () => {
    const { end, asked } = await runScripted([
      { finish: 'length' },
      { refusal: 'max_tokens is too large: 8000. gpt-x-2024 supports at most 4096 completion tokens.' },
      { calls: [['find', { query: 'a' }]] },
      { text: 'Done.' },
    ]);
    expect(end).toMatchObject({ text: 'Done.', last: { inputTokens: 10 } });
    expect(rooms(asked)).toEqual([2_000, 8_000, 4_096, 4_096]);
  });

  test('that was used up counts as it is where there is no more room', async () => {
    const cut = { calls: [['find', '{"query":"a'] as [string, string]], finish: 'length' as const };
    const { told, asked } = await runScripted([
      cut,
      { refusal: 'Invalid max_tokens.' },
      { text: 'Which Ana?' },
    ]);
    expect(told[0]).toContain('no JSON');
    expect(rooms(asked)).toEqual([2_000, 8_000, 2_000]);
    await expect(
      runScripted([{ finish: 'length' }, { refusal: 'The context length is 2500.' }, { refusal: 'No.' }]),
    ).rejects.toThrow('used up its answer');
  });

  test('is asked for with the usual room once a longer conversation leaves no more', async () => {
    const { end, asked } = await runScripted([
      { finish: 'length' },
      { calls: [['find', { query: 'a' }]] },
      { refusal: 'You requested 9000 tokens (1000 in the messages, 8000 in the completion).' },
      { text: 'Done.' },
    ]);
    expect(end).toMatchObject({ text: 'Done.' });
    expect(rooms(asked)).toEqual([2_000, 8_000, 8_000, 2_000]);
    const refused = [{ finish: 'length' as const }, { calls: [['find', {}] as [string, object]] }];
    await expect(runScripted([...refused, { refusal: 'No.' }, { text: 'Done.' }])).rejects.toMatchObject({
      kind: 'refused',
    });
  });

  test('that was cut within a call gets more room, and nothing half is carried out', async () => {
    const { performed, asked } = await runScripted([
      { calls: [['log_interaction', '{"summary":"half of it']], finish: 'length' },
      { calls: [['log_interaction', { summary: 'all of it' }]] },
    ]);
    expect(performed).toEqual([['log_interaction', { summary: 'all of it' }]]);
    expect(asked).toHaveLength(3);
  });
});

describe('a review', () => {
  test('may ask for another answer once, and has the last word', async () => {
    const { end, asked } = await runScripted([{ text: 'It was 7.' }, { text: 'It was 8.' }], {
      review: (text) =>
        text.includes('7') ? { ask: 'Where does 7 come from?' } : { text: `${text} Checked.` },
    });
    expect(end).toMatchObject({
      text: 'It was 8. Checked.',
      last: { text: 'It was 8. Checked.', inputTokens: 20, outputTokens: 10 },
    });
    expect(asked[1]?.prompt.at(-1)).toMatchObject({
      role: 'user',
      content: [{ text: 'Where does 7 come from?' }],
    });
  });

  test('is not asked a third time', async () => {
    const { end, asked } = await runScripted([{ text: 'One.' }, { text: 'Two.' }], {
      review: () => ({ ask: 'Again.' }),
    });
    expect(end).toMatchObject({ text: 'Two.' });
    expect(asked).toHaveLength(2);
  });
});
