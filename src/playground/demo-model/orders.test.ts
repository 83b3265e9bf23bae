import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDemoDesk } from '../../testing/demo-desk.ts';

let desk: Awaited<ReturnType<typeof openDemoDesk>>;
beforeAll(async () => {
  desk = await openDemoDesk();
});
afterAll(() => desk.close());

const OFF =
  'No morning list comes any more; what you asked to be reminded of at a time still comes at its time.';

describe('orders', () => {
  test('undo takes back what was saved last, or the one before it', async () => {
    const first = 'Called Henrik from Bluefin, he is fine';
    const { saved, replies } = await desk.tell('U0MARTA', first, 'undo');
    expect(saved).toEqual([]);
    expect(replies[1]).toBe('Undone: Call with Henrik Dahl (Bluefin Logistics).');
    const second = 'Met Ingrid Solberg about the audit';
    const two = await desk.tell('U0MARTA', first, second, 'undo the second last thing');
    expect(two.saved.map(({ text }) => text)).toEqual([second]);
  });

  test('undo takes back nothing that was done long ago, and says so once', async () => {
    const { replies, verbs } = await desk.tell('U0MARTA', 'undo');
    expect(replies).toEqual([
      'I took nothing back. There is nothing of yours to undo from the last 24 hours. What is older has an Undo below its card.',
    ]);
    expect(verbs).toEqual([]);
  });

  test.each([
    ['no morning list', OFF],
    ['Stop the morning list please', OFF],
    ['Morning list on again', 'Your morning list comes at 09:00, on workdays.'],
    ['Remind me at 8, on weekends too', 'Your morning list comes at 08:00, every day.'],
  ])('“%s” sets when the morning list comes', async (said, reply) => {
    const { replies, saved, toDos } = await desk.tell('U0MARTA', said);
    expect([replies, saved, toDos]).toEqual([[reply], [], []]);
  });

  test('of two people of one name the one who is to be called is asked for', async () => {
    const asked = 'Remind me to call Sofia on Monday';
    const { replies, toDos } = await desk.tell('U0MARTA', asked, 'Almeida');
    expect(replies[0]).toMatch(/^Which one do you mean: “Sofia Almeida, Bluefin Logistics”, “Sofia Brandt/);
    expect(toDos).toEqual([{ title: 'Call Sofia', dueOn: '2026-11-30', contact: 'Sofia Almeida' }]);
    const plan = await desk.tell('U0MARTA', 'I need to call Sofia', 'yes', 'the Kestrel one');
    expect(plan.toDos).toEqual([{ title: 'Call Sofia', dueOn: null, contact: 'Sofia Brandt' }]);
  });

  test('what is to be done for a customer whom nobody knows is kept, and linked to nobody', async () => {
    const { replies, toDos } = await desk.tell(
      'U0MARTA',
      'Remind me to send the contract to Initech on Monday',
    );
    expect(replies[0]).toContain('I do not know Initech yet, so it is linked to nobody.');
    expect(toDos).toEqual([{ title: 'Send the contract to Initech', dueOn: '2026-11-30', contact: null }]);
  });

  test('a correction of person and day changes the same entry', async () => {
    const { saved, verbs } = await desk.tell(
      'U0MARTA',
      'Call with Oliver Marsh today, he is fine',
      'it was Sofia Brandt, not Oliver, and it was yesterday',
    );
    expect(saved).toEqual([
      expect.objectContaining({ contacts: ['Sofia Brandt'], occurredOn: '2026-11-27', kind: 'call' }),
    ]);
    expect(verbs).toEqual(['log_interaction', 'change_interaction']);
  });

  test('of several older meetings the one that is meant is asked for', async () => {
    const { replies, verbs } = await desk.tell('U0PRIYA', 'Brightwater: the meeting was on 27 Nov');
    expect(replies[0]).toMatch(/^Nothing has changed. Which one is it\?\n• Meeting with Grace Holloway/);
    expect(verbs).toEqual([]);
  });

  test.each([
    ['I need to call Grace on tuesday re: invoice', 'Call Grace re: invoice', '2026-12-01', 'Grace Holloway'],
    ['remind me Monday at 9 to call Henrik', 'Call Henrik', '2026-11-30', 'Henrik Dahl'],
    ['move the Oslo visit to Friday', 'Propose dates for the visit in Oslo', '2026-12-04', 'Ingrid Solberg'],
  ])('“%s” is on the list', async (text, title, dueOn, contact) => {
    expect((await desk.tell('U0MARTA', text)).toDos).toEqual([{ title, dueOn, contact }]);
  });

  test.each([
    ['Hand my Halden follow-ups to Priya', ['hand_over'], 'It is with Priya Raman now, who is told.'],
    ['Give my follow-ups to Priya', ['hand_over'], 'It is with Priya Raman now, who is told.'],
    [
      'Assign the Halden questionnaire follow-up to Daniel',
      ['change_follow_up'],
      'It is with Daniel Okafor now, who is told.',
    ],
    ['assign the Halden questionnaire follow-up to Mallory', [], 'Nothing has changed.'],
  ])('“%s” gives it to a colleague who is there', async (text, verbs, reply) => {
    const told = await desk.tell('U0MARTA', text);
    expect(told.verbs).toEqual(verbs);
    expect(told.replies[0]).toContain(reply);
  });

  test.each(['Bluefin Logistics is the same as Kestrel Foods', 'merge Bluefin Logistics and Kestrel Foods'])(
    '“%s” shows both on a card, and merges nothing',
    async (text) => {
      const { replies, verbs } = await desk.tell('U0MARTA', text);
      expect(replies[0]).toMatch(/Bluefin Logistics[\s\S]*Kestrel Foods/);
      expect(replies[0]).toContain('Nothing is merged.');
      expect(verbs).toEqual([]);
    },
  );

  test('one company by two names is not shown as two', async () => {
    const { replies, verbs } = await desk.tell('U0MARTA', 'Bluefin is the same as Bluefin Logistics');
    expect(replies[0]).toContain('Both names mean one company: Bluefin Logistics');
    expect(verbs).toEqual([]);
  });
});
