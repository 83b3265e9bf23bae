import { describe, expect, test } from 'vitest';
import type { Step } from '../agent-steps.ts';
import { listRefusedWrites, readCandidate } from './refused-writes.ts';

type Call = {
  name: string;
  input: unknown;
  outcome: 'saved' | 'refused' | 'read';
  output?: object;
  candidates?: string[];
};

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
    ...calls.map(({ name, outcome, output = {}, candidates = ['A [id 1]'] }): Step => {
      const effect = ({ saved: 'write', refused: 'refused', read: 'read' } as const)[outcome];
      const error = { code: 'not_found', message: 'No.', candidates };
      return {
        kind: 'tool',
        callId: 'call_0',
        name,
        effect,
        output: outcome === 'refused' ? { error } : output,
      };
    }),
  ]);
}

const log = (name: string, outcome: Call['outcome']): Call => ({
  name: 'log_interaction',
  input: { kind: 'call', summary: `They of ${name} called.`, company: { name } },
  outcome,
});

const companies = (steps: Step[]) =>
  listRefusedWrites(steps).map(({ call }) => (call.input as { company: { name: string } }).company.name);

describe('writes that were refused', () => {
  test('are listed with what the model was told', () => {
    expect(listRefusedWrites(run([log('Acme', 'refused')]))).toMatchObject([
      { call: { name: 'log_interaction' }, message: 'No.', candidates: ['A [id 1]'], isAsking: true },
    ]);
  });

  test('are not listed once they were made good in a later step', () => {
    expect(companies(run([log('Acme', 'refused')], [log('Acme Ltd', 'saved')]))).toEqual([]);
    expect(
      companies(run([log('Acme', 'refused'), log('Globex', 'refused')], [log('Globex', 'saved')])),
    ).toEqual(['Acme']);
  });

  test('are made good by a later run only where that tells them again', () => {
    const refused = run([log('Acme', 'refused')]);
    const again = { kind: 'call', summary: 'They of Acme called today.', company: { id: '1', name: 'Acme' } };
    const other = { ...again, summary: 'Printers are on their way.' };
    const saved = (input: object) => run([{ name: 'log_interaction', input, outcome: 'saved' }]);
    expect(listRefusedWrites(refused, saved(again))).toEqual([]);
    expect(listRefusedWrites(refused, saved(other))).toHaveLength(1);
    expect(listRefusedWrites(refused, saved(other), saved(again))).toEqual([]);
    // Within a run it is another try.
    expect(listRefusedWrites([...refused, ...saved(other)])).toEqual([]);
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
    expect(listRefusedWrites(run(others))).toEqual([]);
    const schedule: Call = { name: 'schedule', input: { action: 'create' }, outcome: 'refused' };
    expect(listRefusedWrites(run([schedule]))).toHaveLength(1);
  });
});

const ID = '01JABCDEFGHJKMNPQRSTVWXYZ0';
const OTHER_ID = '01JABCDEFGHJKMNPQRSTVWXYZ1';
const refused = (name: string, input: object, candidates: string[] = []): Call => ({
  name,
  input,
  candidates,
  outcome: 'refused',
});
const saved = (name: string, input: object, output: object = {}): Call => ({
  name,
  input,
  output,
  outcome: 'saved',
});
const asked = (who: string, company: unknown) => ({
  kind: 'call',
  summary: 'Asked for a quote for the new depot.',
  company,
  contacts: [{ name: who }],
});
const ana = { contact: { name: 'Ana Lopes', email: 'ana@bluefin.example' } };

describe('a refused write is made good by one about the same', () => {
  test.each<[string, Call, Call]>([
    [
      'company, by the id of a candidate',
      refused('log_interaction', asked('Ana', 'Bluefin'), [`Bluefin Foods [id ${ID}]`]),
      saved('log_interaction', { ...asked('Ana', { id: ID }), summary: 'In other words.' }),
    ],
    [
      'company, by the name that was found',
      refused('log_interaction', asked('Ana', { name: 'Bluefin' })),
      saved(
        'log_interaction',
        { contacts: [{ id: ID }] },
        { contacts: [{ name: 'Ana Lopes' }], company: { name: 'Bluefin' } },
      ),
    ],
    [
      'follow-up, by its id',
      refused('change_follow_up', { words: 'Oslo', action: 'done' }),
      saved(
        'change_follow_up',
        { follow_up_id: ID, action: 'done' },
        { follow_up: { id: ID, title: 'Call Oslo' } },
      ),
    ],
    [
      'text, where nobody was named',
      refused('log_interaction', { kind: 'call', summary: 'Asked for a quote.' }),
      saved('log_interaction', { kind: 'call', summary: 'Asked for a quote.', company: 'Kestrel' }),
    ],
    ['change', refused('undo', { change_id: ID }), saved('undo', { change_id: ID })],
    [
      'contact that was logged with all that was known',
      refused('save_contact', ana),
      saved('log_interaction', { kind: 'call', summary: 'x', contacts: [ana.contact] }),
    ],
    [
      'follow-up that was logged',
      refused('add_follow_up', { title: 'Send the offer', due_on: '2026-12-01' }),
      saved('log_interaction', {
        summary: 'x',
        follow_ups: [{ title: 'Send the offer', due_on: '2026-12-01' }],
      }),
    ],
  ])('%s', (_, first, second) => {
    expect(listRefusedWrites(run([first]))).toHaveLength(1);
    expect(listRefusedWrites(run([first], [second]))).toEqual([]);
  });

  test.each<[string, Call, Call]>([
    [
      'somebody else, in the same words',
      refused('log_interaction', asked('Ana Lopes', 'Bluefin')),
      saved('log_interaction', asked('Oliver Marsh', 'Kestrel Foods')),
    ],
    [
      'somebody else of the same company',
      refused('log_interaction', asked('Ana Lopes', 'Bluefin')),
      saved('log_interaction', asked('Rui Costa', 'Bluefin Foods')),
    ],
    [
      'somebody of the same first name',
      refused('log_interaction', asked('Ana Lopes', 'Bluefin')),
      saved('log_interaction', asked('Ana Silva', 'Bluefin')),
    ],
    [
      'another follow-up that is done, too',
      refused('change_follow_up', { words: 'Oslo', action: 'done' }),
      saved('change_follow_up', { words: 'Bergen', action: 'done' }, { follow_up: { title: 'Call Bergen' } }),
    ],
    ['another change', refused('undo', { change_id: ID }), saved('undo', { change_id: OTHER_ID })],
    [
      'a contact that was logged without all that was known',
      refused('save_contact', ana),
      saved('log_interaction', { kind: 'call', summary: 'x', contacts: ['Ana Lopes'] }),
    ],
    [
      'another contact that was logged',
      refused('save_contact', { contact: 'Ana Lopes' }),
      saved('log_interaction', asked('Oliver Marsh', 'Kestrel Foods')),
    ],
    [
      'a note about the same',
      refused('log_interaction', asked('Ana', 'Bluefin')),
      saved('add_note', { contact: { name: 'Ana' }, note: 'Asked for a quote for the new depot.' }),
    ],
  ])('but not by one about %s', (_, first, second) => {
    expect(listRefusedWrites(run([first], [second]))).toHaveLength(1);
  });

  test('and by a later one that was refused only when it is the same tool’s', () => {
    const later = refused('log_interaction', { kind: 'call', summary: 'x', contacts: [ana.contact] });
    expect(listRefusedWrites(run([refused('save_contact', ana)], [later]))).toHaveLength(2);
  });

  test('also when its id was of nothing that is there', () => {
    const wrong = log('Acme', 'refused');
    const input = { kind: 'call', summary: 'x', company: { id: ID, name: 'Acme' } };
    expect(listRefusedWrites(run([{ ...wrong, input }], [log('Acme', 'saved')]))).toEqual([]);
  });
});

test('a candidate has a name and an id', () => {
  expect(readCandidate('Bluefin (bluefin.example) [id 01X]')).toEqual({
    name: 'Bluefin (bluefin.example)',
    id: '01X',
  });
  expect(readCandidate('Call Henrik')).toEqual({ name: 'Call Henrik' });
});
