import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDemoDesk } from '../../testing/demo-desk.ts';

let desk: Awaited<ReturnType<typeof openDemoDesk>>;
beforeAll(async () => {
  desk = await openDemoDesk();
});
afterAll(() => desk.close());

describe('an answer', () => {
  test.each([
    [['Met Sofia yesterday, great demo', 'the second one'], 'Kestrel Foods', ['Sofia Brandt']],
    [['Met Sofia yesterday, great demo', 'Almeida'], 'Bluefin Logistics', ['Sofia Almeida']],
    [['Met with the team at Initech', 'yes'], 'Initech', []],
    [['The renewal is through', 'Henrik at Bluefin'], 'Bluefin Logistics', ['Henrik Dahl']],
    [['The renewal is through', 'Ana Lopes at Acme'], 'Acme', ['Ana Lopes']],
  ])('is understood at the top of a direct message: %j', async (texts, company, contacts) => {
    const { saved } = await desk.tell('U0MARTA', ...texts);
    expect(saved).toEqual([expect.objectContaining({ text: texts[0], company, contacts })]);
  });

  test('“all” saves one entry for each, and “never mind” none', async () => {
    const text = 'Visited Halden Pharma and Mirador Hotels last Tuesday';
    const { saved } = await desk.tell('U0MARTA', text, 'both');
    expect(saved.map(({ company, occurredOn }) => [company, occurredOn])).toEqual([
      ['Halden Pharma', '2026-11-24'],
      ['Mirador Hotels', '2026-11-24'],
    ]);
    expect((await desk.tell('U0MARTA', text, 'never mind')).verbs).toEqual([]);
  });

  test('that tells something new is no answer', async () => {
    const { saved } = await desk.tell(
      'U0MARTA',
      'The renewal is through',
      'Called Henrik from Bluefin about vans',
    );
    expect(saved).toEqual([expect.objectContaining({ text: 'Called Henrik from Bluefin about vans' })]);
  });

  test('may be about a long message, of which every word is kept', async () => {
    const long = `Long note. ${'They talked about vans. '.repeat(100)}`.trim();
    const { saved } = await desk.tell('U0MARTA', long, 'Henrik at Bluefin');
    expect(saved).toEqual([expect.objectContaining({ text: long, company: 'Bluefin Logistics' })]);
  });

  test.each(['Met Oliver today', 'Oliver wants a discount'])('“%s” is none', async (text) => {
    const { saved } = await desk.tell('U0MARTA', 'The renewal is through', text);
    expect(saved).toEqual([expect.objectContaining({ text, company: 'Kestrel Foods' })]);
  });

  test('may be a day, past or to come', async () => {
    const text = 'Meeting mit Halden am Montag';
    const past = await desk.tell('U0MARTA', text, '23');
    expect(past.saved).toEqual([expect.objectContaining({ text, occurredOn: '2026-11-23' })]);
    const ahead = await desk.tell('U0MARTA', text, 'next Monday');
    expect(ahead.saved).toEqual([]);
    expect(ahead.toDos).toEqual([expect.objectContaining({ dueOn: '2026-11-30' })]);
  });

  test('puts what is still to come on the list', async () => {
    const { toDos } = await desk.tell('U0MARTA', 'meet with dev menon tmrw at 10', 'yes');
    expect(toDos).toEqual([{ title: 'Meet with dev menon', dueOn: '2026-11-29', contact: 'Dev Menon' }]);
  });
});

test('a week’s recap is asked about, and then kept whole with each of its customers', async () => {
  const recap = `My week:
- Monday: call with Sofia Almeida at Bluefin about the renewal
- Tuesday: met Oliver Marsh, contract nearly done
- Wednesday: lunch with Javier Ortega
- Thursday: internal meeting about pricing`;
  const { saved, replies } = await desk.tell('U0MARTA', recap, 'all of them', 'Thursday');
  expect(replies[0]).toMatch(/Bluefin Logistics.*Kestrel Foods.*Mirador Hotels/);
  expect(saved.map(({ company, text, occurredOn }) => [company, text, occurredOn])).toEqual([
    ['Bluefin Logistics', recap, '2026-11-26'],
    ['Kestrel Foods', recap, '2026-11-26'],
    ['Mirador Hotels', recap, '2026-11-26'],
  ]);
});

test('somebody new is saved with address and phone, and nothing has happened with them', async () => {
  const lead =
    'new lead: Peter Müller, peter.mueller@speditionmueller.de, +49 170 1234567, Spedition Müller GmbH, interested in a demo';
  const { saved, created, verbs } = await desk.tell('U0MARTA', lead);
  expect(saved).toEqual([]);
  expect(created).toEqual(['Spedition Müller GmbH', 'Peter Müller']);
  expect(verbs).toEqual(['save_contact', 'add_note']);
});

test('what is private is private in a channel, too, and answered alone', async () => {
  const from = { member: 'U0MARTA', channel: 'C0SALES' };
  const { saved } = await desk.tell(from, '<@U0RAPPORT> private: Ingrid told me Halden will cut the budget');
  expect(saved).toEqual([expect.objectContaining({ company: 'Halden Pharma', isPrivate: true })]);
});

test('a note about somebody is added to what is known about them', async () => {
  const { verbs, replies } = await desk.tell(
    'U0MARTA',
    'Note to self: Callum hates cold calls before 10',
    'What do we know about Callum?',
  );
  expect(verbs).toEqual(['add_note']);
  expect(replies[1]).toContain('hates cold calls before 10');
});

test('the same thing twice is asked about before it is saved again', async () => {
  const text = 'Called Henrik from Bluefin, he likes the dashboard';
  const { saved, replies } = await desk.tell('U0MARTA', text, text);
  expect(replies[1]).toContain('You told me the same before');
  expect(saved).toHaveLength(1);
  expect((await desk.tell('U0MARTA', text, text, 'yes')).saved).toHaveLength(2);
});

test('nearly the same is asked about as well, and saved when it has happened again', async () => {
  const texts = [
    'Called Henrik from Bluefin, he likes the dashboard',
    'Called Henrik from Bluefin: he likes the new dashboard',
  ];
  const { saved, replies } = await desk.tell('U0MARTA', ...texts);
  expect(replies[1]).toMatch(/^You told me the same before\. Shall I save it once more\?/);
  expect(saved).toHaveLength(1);
  expect((await desk.tell('U0MARTA', ...texts, 'yes')).saved.map(({ text }) => text)).toEqual(texts);
});
