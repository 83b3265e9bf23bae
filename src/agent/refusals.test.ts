import { describe, expect, test } from 'vitest';
import type { Step } from '../step.ts';
import { listRefusals, readCandidate } from './refusals.ts';

type Call = { name: string; input: unknown; outcome: 'saved' | 'refused' | 'read' };

/** Steps of a run: each list is one model step with its calls. All calls have one id, as some servers give them. */
function run(...rounds: Call[][]): Step[] {
  return rounds.flatMap((calls): Step[] => [
    {
      kind: 'model',
      text: '',
      calls: calls.map(({ name, input }) => ({ id: 'call_0', name, input })),
      inputTokens: 1,
      outputTokens: 1,
    },
    ...calls.map(({ name, outcome }): Step => {
      const effect = ({ saved: 'write', refused: 'refused', read: 'read' } as const)[outcome];
      const error = { code: 'not_found', message: 'No.', candidates: ['A [id 1]'] };
      return { kind: 'tool', callId: 'call_0', name, effect, output: outcome === 'refused' ? { error } : {} };
    }),
  ]);
}

const log = (name: string, outcome: Call['outcome']): Call => ({
  name: 'log_interaction',
  input: { kind: 'call', summary: `They of ${name} called.`, company: { name } },
  outcome,
});

const companies = (steps: Step[]) =>
  listRefusals(steps).map(({ call }) => (call.input as { company: { name: string } }).company.name);

describe('writes that were refused', () => {
  test('are listed with what the model was told', () => {
    expect(listRefusals(run([log('Acme', 'refused')]))).toMatchObject([
      { call: { name: 'log_interaction' }, message: 'No.', candidates: ['A [id 1]'] },
    ]);
  });

  test('are not listed once they were made good in a later step', () => {
    expect(companies(run([log('Acme', 'refused')], [log('Acme Ltd', 'saved')]))).toEqual([]);
    expect(
      companies(run([log('Acme', 'refused'), log('Globex', 'refused')], [log('Globex', 'saved')])),
    ).toEqual(['Acme']);
  });

  test('are not made good by others of the same step, or by what has nothing in common', () => {
    expect(companies(run([log('Acme', 'refused'), log('Globex', 'saved')]))).toEqual(['Acme']);
    const input = { kind: 'call', summary: 'Lars wants the contract in Norwegian.' };
    const other = { name: 'log_interaction', input, outcome: 'saved' } as const;
    expect(companies(run([log('Acme', 'refused')], [other]))).toEqual(['Acme']);
    expect(companies(run([log('Acme', 'refused'), log('Globex', 'refused')], [other]))).toEqual([
      'Acme',
      'Globex',
    ]);
  });

  test('stand there once when a later try was refused too', () => {
    expect(companies(run([log('Acme', 'refused')], [log('Acme Ltd', 'refused')]))).toEqual(['Acme Ltd']);
  });

  test('are writes: look-ups and unknown tools are none', () => {
    const others: Call[] = [
      { name: 'find', input: {}, outcome: 'refused' },
      { name: 'schedule', input: { action: 'list' }, outcome: 'refused' },
      { name: 'toString', input: {}, outcome: 'refused' },
    ];
    expect(listRefusals(run(others))).toEqual([]);
    const schedule: Call = { name: 'schedule', input: { action: 'create' }, outcome: 'refused' };
    expect(listRefusals(run([schedule]))).toHaveLength(1);
  });
});

test('a candidate has a name and an id', () => {
  expect(readCandidate('Bluefin (bluefin.example) [id 01X]')).toEqual({
    name: 'Bluefin (bluefin.example)',
    id: '01X',
  });
  expect(readCandidate('Call Henrik')).toEqual({ name: 'Call Henrik' });
});
