import { describe, expect, test } from 'vitest';
import { callsFor, log, people, respond } from '../../testing/golden/offline-prompts.ts';

describe('questions in between', () => {
  const refused = {
    error: {
      code: 'ambiguous',
      message:
        '“Ana” could be more than one contact: Ana Lopes, Acme [id 1]; Ana Silva, Globex [id 2]. Ask which one is meant.',
      candidates: ['Ana Lopes, Acme [id 1]', 'Ana Silva, Globex [id 2]'],
    },
  };
  const question =
    "Which “Ana” do you mean: Ana Lopes, Acme; or Ana Silva, Globex? I'll save it once I know.";
  const asked = (from: string) => ({
    thread: [
      { from, text: 'Met Ana' },
      { from: 'Rapport', text: question },
    ],
  });

  test('an ambiguous name is asked about, without ids', async () => {
    const { text, calls } = await respond('Met Ana', { answers: [refused] });
    expect(calls).toEqual([]);
    expect(text).toBe(question);
  });

  test.each(['the one at Globex', 'the second', 'Silva', 'Ana Silva please'])(
    '"%s" answers it',
    async (text) => {
      const { calls } = await respond(text, { context: asked('Marta'), answers: [refused] });
      expect(calls).toEqual([log({ contacts: [{ id: '2' }], summary: 'Met Ana' })]);
    },
  );

  test('somebody new is new', async () => {
    const { calls } = await respond('a new one', { context: asked('Marta'), answers: [refused] });
    expect(calls).toEqual([log({ contacts: [{ name: 'Ana', is_new: true }] })]);
  });

  test('nobody answers for somebody else', async () => {
    const { calls } = await respond('the second', { context: asked('Tom') });
    expect(calls).toEqual([]);
  });

  test('the answer may come without a thread in a direct message', async () => {
    const context = { recent_messages: [{ on: '2026-11-24', text: 'Met Ana' }] };
    const { calls } = await respond('the one at Globex', { context, answers: [refused] });
    expect(calls).toEqual([log({ contacts: [{ id: '2' }] })]);
  });
});

describe('a shortened name', () => {
  const refused = {
    error: {
      code: 'not_found',
      message:
        'I know no company “Mirador”, but a similar one: Mirador Hotels [id 7]. Ask which one is meant.',
      candidates: ['Mirador Hotels [id 7]'],
    },
  };
  const text = 'Called Javier at Mirador';
  const inThread = {
    thread: [
      { from: 'Marta', text },
      {
        from: 'Rapport',
        text: "I know no company “Mirador” yet. Do you mean Mirador Hotels? Answer “yes”, or “new” if it is another one. I'll save it once I know.",
      },
    ],
  };
  const above = { recent_messages: [{ on: '2026-11-24', text }] };

  test('is asked about', async () => {
    expect((await respond(text, { answers: [refused] })).text).toBe(inThread.thread[1]?.text);
  });

  test.each([
    ['yes', { id: '7' }],
    ['yes, Mirador Hotels', { id: '7' }],
    ['no, a new one', { name: 'Mirador', is_new: true }],
  ])('"%s" answers it, in the thread and without one', async (answer, company) => {
    for (const context of [inThread, above]) {
      const { calls } = await respond(answer, { context, answers: [refused] });
      expect(calls).toEqual([log({ company, contacts: people('Javier') })]);
    }
  });
});

describe('corrections', () => {
  const saved = [{ change_id: '01ARZ3NDEKTSV4RRFFQ69G5FAV', summary: 'Meeting with Ana (Acme GmbH)' }];
  const thread = (from: string) => [
    { from, text: 'Met Ana at Acme GmbH on Monday' },
    { from: 'Rapport', text: 'Noted.', saved },
  ];
  const taken = { tool: 'undo', input: { change_id: saved[0]?.change_id } };

  test.each([
    ['no, Acme Ltd, not Acme GmbH', { company: { name: 'Acme Ltd' }, occurred_on: '2026-11-23' }],
    ['sorry, it was on Friday', { company: { name: 'Acme GmbH' }, occurred_on: '2026-11-20' }],
    ['actually it was a call', { kind: 'call' }],
    ['no, Maria Keller', { contacts: [{ name: 'Maria Keller' }] }],
    ['please make that private', { is_private: true }],
  ])('"%s" takes it back and logs it again', async (text, input) => {
    expect(await callsFor(text, { thread: thread('Marta') })).toEqual([taken, log(input)]);
  });

  test('somebody else cannot correct it', async () => {
    expect(await callsFor('no, Acme Ltd, not Acme GmbH', { thread: thread('Tom') })).toEqual([]);
  });
});
