import type { LanguageModelV3CallOptions } from '@ai-sdk/provider';
import { describe, expect, test } from 'vitest';
import type { Step } from '../agent-steps.ts';
import { runScripted } from '../testing/scripted-loop.ts';

const log = (name: string): [string, unknown] => ['log_interaction', { summary: 'x', company: { name } }];
const words = (prompt: LanguageModelV3CallOptions['prompt']) => prompt.map(({ role }) => role);

describe('calls', () => {
  test('are carried out with their arguments in form, until there are none', async () => {
    const { end, performed, asked } = await runScripted([
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

  test('nested nine thousand deep are told so, and the run goes on', async () => {
    const deep = `${'['.repeat(9_000)}${']'.repeat(9_000)}`;
    const { told, performed, end } = await runScripted([
      {
        calls: [
          ['find', `{"query":${deep}}`],
          ['find', JSON.stringify(`{"query":${deep}}`)],
          ['find', { query: deep }],
        ],
      },
      { text: 'Done.' },
    ]);
    expect(told).toEqual(Array(2).fill(expect.stringContaining('nested too deeply')));
    expect(performed).toEqual([['find', { query: deep }]]);
    expect(end).toMatchObject({ text: 'Done.' });
  });

  test('of a tool that is not there are answered with all that are', async () => {
    const { told } = await runScripted([{ calls: [['delete_all', {}]] }]);
    expect(told).toEqual([
      expect.stringContaining(
        'There is no tool “delete_all”. There are: log_interaction, change_interaction, undo, find.',
      ),
    ]);
  });

  test('beyond eight in one step are not carried out, and told to be made again', async () => {
    const { performed, told, steps } = await runScripted([
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
    const { steps } = await runScripted([{ calls: [log('A'), log('B')] }, { calls: [log('C')] }]);
    const ids = steps.flatMap((step) => (step.kind === 'model' ? step.calls.map(({ id }) => id) : []));
    expect(ids).toEqual(['s0000c000', 's0000c001', 's0003c000']);
    expect(steps.flatMap((step) => (step.kind === 'tool' ? [step.callId] : []))).toEqual(ids);
  });

  test('that cannot be read are told what is wrong, and go back to the provider without it', async () => {
    const { told, asked } = await runScripted([
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
    const { performed } = await runScripted([{ text: 'Done.' }], { journal: { steps } as never });
    expect(performed).toEqual([['find', { query: '2' }]]);
  });
});

describe('after a write that was refused', () => {
  test('later writes that name the same are not carried out, and others are', async () => {
    const { performed, told } = await runScripted(
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
    const { performed, told } = await runScripted([{ calls: [log('Before'), [name, input], log('After')] }], {
      refuse: (each) => each === name,
    });
    expect(performed).toEqual([['log_interaction', { summary: 'x', company: { name: 'Before' } }]]);
    expect(told).toHaveLength(2);
  });

  test('the next step is free again', async () => {
    const { performed } = await runScripted([{ calls: [['undo', {}]] }, { calls: [log('Acme')] }], {
      refuse: (name) => name === 'undo',
    });
    expect(performed).toHaveLength(1);
  });
});

test('a limit ends a run before the next step', async () => {
  const { end, asked } = await runScripted([{ calls: [['find', { query: 'a' }]] }], {
    limit: () => 'three wishes',
  });
  expect(end).toEqual({ stopped: 'three wishes' });
  expect(asked).toEqual([]);
});
