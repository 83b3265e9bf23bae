import type { LanguageModelV3, LanguageModelV3CallOptions, LanguageModelV3Content } from '@ai-sdk/provider';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../clock.ts';
import { invalid } from '../errors.ts';
import type { Step } from '../step.ts';
import { type LoopOptions, runLoop } from './loop.ts';
import { errorOutput } from './step.ts';
import { ModelTrouble } from './trouble.ts';

type Said = {
  text?: string;
  calls?: [name: string, input: unknown][];
  finish?: 'stop' | 'length' | 'content-filter';
  raw?: string;
};

/** A model that says these things, one after another, and remembers what it was asked. */
function modelOf(...said: Said[]) {
  const asked: LanguageModelV3CallOptions[] = [];
  const model = {
    specificationVersion: 'v3',
    provider: 'scripted',
    modelId: 'scripted',
    supportedUrls: {},
    doGenerate: async (options: LanguageModelV3CallOptions) => {
      asked.push(options);
      const { text, calls = [], finish = 'stop', raw = finish } = said.shift() ?? { text: 'End.' };
      const content: LanguageModelV3Content[] = [
        ...(text ? [{ type: 'text' as const, text }] : []),
        ...calls.map(([toolName, input]) => ({
          type: 'tool-call' as const,
          toolCallId: 'call_0',
          toolName,
          input: typeof input === 'string' ? input : JSON.stringify(input),
        })),
      ];
      const usage = { inputTokens: { total: 10 }, outputTokens: { total: 5 } };
      return { content, finishReason: { unified: finish, raw }, usage, warnings: [] };
    },
  } as unknown as LanguageModelV3;
  return { model, asked };
}

const Log = z.strictObject({
  summary: z.string(),
  company: z.strictObject({ name: z.string().optional() }).optional(),
});
const tools = {
  log_interaction: { description: 'Logs.', input: Log, effect: 'write' as const },
  change_interaction: {
    description: 'Changes.',
    input: z.strictObject({ id: z.string() }),
    effect: 'write' as const,
  },
  undo: {
    description: 'Undoes.',
    input: z.strictObject({ change_id: z.string().optional() }),
    effect: 'write' as const,
  },
  find: { description: 'Finds.', input: z.strictObject({ query: z.string() }), effect: 'read' as const },
};
type Tool = (typeof tools)[keyof typeof tools];

/** Runs a model against tools that refuse what is to be refused. */
async function run(
  said: Said[],
  more: Partial<LoopOptions<Tool>> & { refuse?: (name: string, input: unknown) => boolean } = {},
) {
  const { model, asked } = modelOf(...said);
  const steps: Step[] = more.journal?.steps ?? [];
  const performed: [string, unknown][] = [];
  const { refuse = () => false, ...options } = more;
  const end = await runLoop<Tool>({
    assistant: { model, name: 'scripted', timeoutMs: 1_000 },
    clock: systemClock,
    signal: new AbortController().signal,
    opening: [
      { role: 'system', content: 'System.' },
      { role: 'user', content: 'Said.' },
    ],
    tools,
    limit: () => undefined,
    ...options,
    journal: {
      steps,
      perform: async (tool, { id: callId, name, input }) => {
        if (refuse(name, input)) throw invalid('No.');
        performed.push([name, input]);
        steps.push({ kind: 'tool', callId, name, effect: tool.effect, output: { ok: true } });
      },
      refuse: async ({ id: callId, name }, error) => {
        steps.push({ kind: 'tool', callId, name, effect: 'refused', output: errorOutput(error) });
      },
    },
  });
  const told = steps.flatMap((step) =>
    step.kind === 'tool' && step.effect === 'refused' ? [JSON.stringify(step.output)] : [],
  );
  return { end, steps, asked, performed, told };
}

const log = (name: string): [string, unknown] => ['log_interaction', { summary: 'x', company: { name } }];
const words = (prompt: LanguageModelV3CallOptions['prompt']) => prompt.map(({ role }) => role);

describe('calls', () => {
  test('are carried out with their arguments in form, until there are none', async () => {
    const { end, performed, asked } = await run([
      {
        calls: [
          ['functions.findIt', {}],
          ['find', { query: 7, extra: null }],
        ],
      },
      { text: 'Done.' },
    ]);
    expect(performed).toEqual([['find', { query: '7' }]]);
    expect(end).toMatchObject({ text: 'Done.' });
    expect(words(asked[1]?.prompt ?? [])).toEqual(['system', 'user', 'assistant', 'tool', 'tool']);
  });

  test('of a tool that is not there are answered with all that are', async () => {
    const { told } = await run([{ calls: [['delete_all', {}]] }]);
    expect(told).toEqual([
      expect.stringContaining(
        'There is no tool “delete_all”. There are: log_interaction, change_interaction, undo, find.',
      ),
    ]);
  });

  test('beyond eight in one step are not carried out, and told to be made again', async () => {
    const { performed, told, steps } = await run([
      {
        calls: Array.from({ length: 10 }, (_, at) => ['find', { query: `q${at}` }] as const).map((each) => [
          ...each,
        ]),
      },
    ]);
    expect(performed).toHaveLength(8);
    expect(told).toEqual(
      Array(2).fill(expect.stringContaining('Not carried out: at most 8 calls at once. Call it again.')),
    );
    expect(steps.filter(({ kind }) => kind === 'tool')).toHaveLength(10);
  });

  test('have ids of their own, whatever the model gave', async () => {
    const { steps } = await run([{ calls: [log('A'), log('B')] }, { calls: [log('C')] }]);
    const ids = steps.flatMap((step) => (step.kind === 'model' ? step.calls.map(({ id }) => id) : []));
    expect(ids).toEqual(['s0000c000', 's0000c001', 's0003c000']);
    expect(steps.flatMap((step) => (step.kind === 'tool' ? [step.callId] : []))).toEqual(ids);
  });

  test('that cannot be read are told what is wrong, and go back to the provider without it', async () => {
    const { told, asked } = await run([
      {
        calls: [
          ['find', '{"query": "a'],
          ['find', JSON.stringify({ query: 'x'.repeat(30_000) })],
        ],
      },
    ]);
    expect(told[0]).toContain('no JSON');
    expect(told[1]).toContain('too long');
    expect(asked[1]?.prompt[2]).toMatchObject({ content: [{ input: {} }, { input: {} }] });
  });

  test('without a result are carried out first when a run is taken up again', async () => {
    const steps: Step[] = [
      {
        kind: 'model',
        text: '',
        calls: [
          { id: 'a', name: 'find', input: { query: '1' } },
          { id: 'b', name: 'find', input: { query: '2' } },
        ],
        inputTokens: 1,
        outputTokens: 1,
      },
      { kind: 'tool', callId: 'a', name: 'find', effect: 'read', output: {} },
    ];
    const { performed } = await run([{ text: 'Done.' }], { journal: { steps } as never });
    expect(performed).toEqual([['find', { query: '2' }]]);
  });
});

describe('after a write that was refused', () => {
  test('later writes that name the same are not carried out, and others are', async () => {
    const { performed, told } = await run(
      [{ calls: [log('Acme'), log('ACME '), log('Other'), ['find', { query: 'Acme' }]] }],
      {
        refuse: (name, input) => name === 'log_interaction' && JSON.stringify(input).includes('Acme'),
      },
    );
    expect(performed).toEqual([
      ['log_interaction', { summary: 'x', company: { name: 'Other' } }],
      ['find', { query: 'Acme' }],
    ]);
    expect(told[1]).toContain(
      'Not carried out, because log_interaction before it was refused. Mend that first, then call this again.',
    );
  });

  test.each<[string, unknown]>([
    ['undo', { change_id: 'x' }],
    ['change_interaction', { id: 'x' }],
  ])('by %s no later write is carried out', async (name, input) => {
    const { performed, told } = await run([{ calls: [log('Before'), [name, input], log('After')] }], {
      refuse: (each) => each === name,
    });
    expect(performed).toEqual([['log_interaction', { summary: 'x', company: { name: 'Before' } }]]);
    expect(told).toHaveLength(2);
  });

  test('the next step is free again', async () => {
    const { performed } = await run([{ calls: [['undo', {}]] }, { calls: [log('Acme')] }], {
      refuse: (name) => name === 'undo',
    });
    expect(performed).toHaveLength(1);
  });
});

describe('an answer', () => {
  test('with a call written as text is asked for again, and never shown', async () => {
    const { end, asked } = await run([
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

  test('with a call written as text twice is trouble that lasts', async () => {
    const written = { text: 'Saved! <tool_call>{"name":"find"}</tool_call>' };
    const trouble = await run([written, written]).catch((error: unknown) => error);
    expect(trouble).toBeInstanceOf(ModelTrouble);
    expect(trouble).toMatchObject({ kind: 'unusable', permanent: true, patience: { waitsMs: [] } });
  });

  test('without words is asked for once more, with other words, and is trouble then', async () => {
    const { end, asked } = await run([{}, { text: 'Here.' }]);
    expect(end).toMatchObject({ text: 'Here.' });
    expect(words(asked[1]?.prompt ?? [])).toEqual(['system', 'user', 'assistant', 'user']);
    await expect(run([{}, {}])).rejects.toThrow('gave an empty answer');
    await expect(run([{ text: '<think>Hm.</think>' }, { text: '<think>Hm.' }])).rejects.toThrow(
      'gave an empty answer',
    );
  });

  test('without words is an end where nobody waits', async () => {
    expect((await run([{}], { mayBeSilent: true })).end).toMatchObject({ text: '' });
  });

  test('that was cut says so', async () => {
    const { end } = await run([{ text: 'Half of', finish: 'length' }]);
    expect(end).toMatchObject({ text: expect.stringMatching(/^Half of\n\n_\(My answer was cut off/) });
  });

  test('that a filter cut says so, and a refusal is as the model put it', async () => {
    expect(
      (await run([{ text: 'Half', finish: 'content-filter', raw: 'content_filter' }])).end,
    ).toMatchObject({ text: expect.stringContaining('filter') });
    expect(
      (await run([{ text: 'I cannot help with that.', finish: 'content-filter', raw: 'stop' }])).end,
    ).toMatchObject({ text: 'I cannot help with that.' });
    await expect(run([{ finish: 'content-filter' }])).rejects.toMatchObject({
      kind: 'filtered',
      permanent: true,
    });
  });

  test('that was used up by thinking gets more room once, and from then on', async () => {
    const { end, asked } = await run([
      { finish: 'length' },
      { calls: [['find', { query: 'a' }]] },
      { text: 'Done.' },
    ]);
    expect(end).toMatchObject({ text: 'Done.' });
    expect(asked.map(({ maxOutputTokens }) => maxOutputTokens)).toEqual([2_000, 8_000, 8_000]);
    await expect(run([{ finish: 'length' }, { finish: 'length' }])).rejects.toMatchObject({
      kind: 'unusable',
      permanent: true,
    });
  });

  test('that was cut within a call gets more room, and nothing half is carried out', async () => {
    const { performed, asked } = await run([
      { calls: [['log_interaction', '{"summary":"half of it']], finish: 'length' },
      { calls: [['log_interaction', { summary: 'all of it' }]] },
    ]);
    expect(performed).toEqual([['log_interaction', { summary: 'all of it' }]]);
    expect(asked).toHaveLength(3);
  });
});

describe('a review', () => {
  test('may ask for another answer once, and has the last word', async () => {
    const { end, asked } = await run([{ text: 'It was 7.' }, { text: 'It was 8.' }], {
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
    const { end, asked } = await run([{ text: 'One.' }, { text: 'Two.' }], {
      review: () => ({ ask: 'Again.' }),
    });
    expect(end).toMatchObject({ text: 'Two.' });
    expect(asked).toHaveLength(2);
  });
});

test('a limit ends a run before the next step', async () => {
  const { end, asked } = await run([{ calls: [['find', { query: 'a' }]] }], { limit: () => 'three wishes' });
  expect(end).toEqual({ stopped: 'three wishes' });
  expect(asked).toEqual([]);
});
