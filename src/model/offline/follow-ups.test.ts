import { describe, expect, test } from 'vitest';
import { callsFor, log, respond } from '../../testing/golden/offline-prompts.ts';

const task = (id: string, title: string, more: object = {}) => ({
  id,
  title,
  due_on: null,
  owner: 'Marta',
  ...more,
});
const open = (...tasks: object[]) => ({ today: '2026-11-24', open_follow_ups: tasks });
const PRICING = task('1', 'Send pricing', { due_on: '2026-11-20', company: 'Acme', contact: 'Ana Lopes' });
const ROOM = task('2', 'Book the workshop room', { due_on: '2026-11-27' });

describe('what the person has to do is listed', () => {
  test.each([
    ['What are my open follow-ups?', {}],
    ['What have I promised?', {}],
    ['show my tasks', {}],
    ['follow-ups', {}],
    ['What is overdue?', { due_until: '2026-11-23' }],
    ["What's due today?", { due_until: '2026-11-24' }],
    ['what do I have to do this week?', { due_until: '2026-11-29' }],
    ['what is due until Friday?', { due_until: '2026-11-27' }],
    ['my to-dos for Acme', { company: { name: 'Acme' } }],
  ])('%s', async (text, input) => {
    const [call] = await callsFor(text);
    expect(call).toEqual({ tool: 'list_my_follow_ups', input: { limit: 30, ...input } });
  });

  test('with company and day, and what is overdue says so', async () => {
    const { text } = await respond('What are my follow-ups?', { answers: [open(PRICING, ROOM)] });
    expect(text).toBe(
      'Your follow-ups:\n• Send pricing, Acme — due Fri 20 Nov (overdue)\n• Book the workshop room — due Fri 27 Nov',
    );
  });

  test('nothing overdue is said in a sentence', async () => {
    const { text } = await respond('what is overdue?', { answers: [open()] });
    expect(text).toBe('Nothing of yours is overdue.');
  });

  test('what a colleague has promised is theirs to ask', async () => {
    const said = await respond("What are Tom's follow-ups?", { context: { colleagues: ['Tom Baker'] } });
    expect(said.calls).toEqual([]);
    expect(said.text).toContain('your own');
  });
});

describe('what is done leaves the list', () => {
  test.each([
    'I sent the pricing',
    'done with the price list',
    'sent Ana Lopes the pricing',
    'pricing is done',
    'My follow-up with Acme is done',
  ])('%s', async (text) => {
    const { calls } = await respond(text, { answers: [open(PRICING, ROOM)] });
    expect(calls).toEqual([{ tool: 'complete_follow_up', input: { follow_up_id: '1' } }]);
  });

  test.each([
    'Done: send Bluefin the two-year offer',
    'done with the contract',
    'finished the pricing for Globex',
  ])('"%s" completes no other one, and shows what is open', async (text) => {
    const said = await respond(text, { answers: [open(PRICING)] });
    expect(said.calls).toEqual([]);
    expect(said.text).toContain('• Send pricing, Acme — due Fri 20 Nov (overdue)');
  });

  test('of two that fit, the person says which', async () => {
    const answers = [open(PRICING, { ...PRICING, id: '3', company: 'Globex' })];
    const { text } = await respond('pricing is done', { answers });
    expect(text).toMatch(/^Which “pricing” do you mean: Send pricing, Acme .+; or Send pricing, Globex/);
    const thread = [
      { from: 'Marta', text: 'pricing is done' },
      { from: 'Rapport', text },
    ];
    const { calls } = await respond('the one for Globex', { context: { thread }, answers });
    expect(calls).toEqual([{ tool: 'complete_follow_up', input: { follow_up_id: '3' } }]);
  });

  test('undoing it says that it is open again', async () => {
    const saved = [{ change_id: '01ARZ3NDEKTSV4RRFFQ69G5FAV', summary: 'Send pricing' }];
    const thread = [
      { from: 'Marta', text: 'pricing is done' },
      { from: 'Rapport', text: 'Well done.', saved },
    ];
    const answers = [{ summary: 'Undone: Send pricing' }];
    expect((await respond('undo', { context: { thread }, answers })).text).toBe(
      '“Send pricing” is open again.',
    );
  });
});

describe('follow-ups', () => {
  const met = 'Met Ana Lopes at Acme';
  test.each([
    [
      `${met}. They want the trial in Lisbon, I will send the contract tomorrow`,
      'Send the contract',
      '2026-11-25',
    ],
    [`${met}, she wants pricing by Friday, we should win this`, 'Send pricing', '2026-11-27'],
    [`${met} about the new contract, she needs it by Friday`, 'Send the new contract', '2026-11-27'],
    [
      `${met}. We went through the NDA. I'll send it to her tomorrow.`,
      'Send the NDA to Ana Lopes',
      '2026-11-25',
    ],
  ])('%s', async (text, title, due_on) => {
    expect(await callsFor(text)).toEqual([log({ follow_up: { title, due_on } })]);
  });

  test.each([`${met}. She needs it next week.`, `${met}, she wants that by Friday`])(
    '"%s" leaves open what is wanted, so there is none',
    async (text) => {
      const [call] = await callsFor(text);
      expect(call?.input).not.toHaveProperty('follow_up');
    },
  );

  test('the reply repeats nothing that the card shows', async () => {
    const answers = [{ followUp: { title: 'Send pricing', dueOn: '2026-11-27' } }];
    const { text } = await respond(`${met}, she wants pricing by Friday`, { answers });
    expect(text).toBe("Got it, and I'll remember the pricing for Friday.");
    expect((await respond(met, { answers: [{}] })).text).toBe('Noted.');
  });
});
