import { describe, expect, test } from 'vitest';
import { callsFor, log, people, respond } from '../../testing/golden/offline-prompts.ts';

describe('colleagues are no customers', () => {
  const context = { colleagues: ['Tom Baker', 'Lea Stark'] };

  test.each([
    ['Had lunch with Tom and Ana from Acme', 'Ana'],
    ['Had lunch with Tom Baker and Ana Lopes from Acme', 'Ana Lopes'],
    ['Had lunch with @Tom Baker and Ana from Acme', 'Ana'],
    ['Called Tom from Acme', 'Tom'],
  ])('%s', async (text, name) => {
    expect(await callsFor(text, context)).toEqual([
      log({ company: { name: 'Acme' }, contacts: people(name) }),
    ]);
  });

  test.each([
    'Log that Tom met Acme',
    'log for Tom',
    'log a call with Acme for tom',
    'Tom had a call with Acme',
    'Had lunch with Tom',
    'Tom prefers email',
    "Tom's email is tom@example.com",
  ])('"%s" writes nothing', async (text) => {
    expect(await callsFor(text, context)).toEqual([]);
  });

  test('a first name that two of them have says nothing', async () => {
    const calls = await callsFor('Had lunch with Tom and Ana from Acme', {
      colleagues: ['Tom Baker', 'Tom Hill'],
    });
    expect(calls).toEqual([log({ contacts: people('Tom', 'Ana') })]);
  });
});

describe('what somebody is like is kept with them', () => {
  const thread = [
    { from: 'Marta', text: 'Met Ana Lopes at Acme' },
    {
      from: 'Rapport',
      text: 'Noted.',
      saved: [{ change_id: '1', summary: 'Meeting with Ana Lopes (Acme)' }],
    },
  ];

  test.each([
    ['She prefers email', 'Prefers email.'],
    ['she really hates slide decks!', 'Really hates slide decks.'],
    ['Ana Lopes likes short calls', 'Likes short calls.'],
  ])('%s', async (text, about) => {
    const answers = [{ contact: { name: 'Ana Lopes', about: 'Skis.' } }];
    const { calls } = await respond(text, { context: { thread }, answers });
    const input = { contact: { name: 'Ana Lopes' }, about: `Skis. ${about}` };
    expect(calls).toEqual([{ tool: 'update_contact', input }]);
  });

  test.each(['She prefers email', 'I like email', 'they love our product'])(
    '"%s" about nobody known writes nothing',
    async (text) => {
      expect(await callsFor(text)).toEqual([]);
    },
  );
});

describe('names', () => {
  test.each([
    ['Met *Zoë <script>* & Co', { company: { name: 'Zoë & Co' }, contacts: [] }],
    ['Called <b>Bob Stone</b> at `Globex`', { company: { name: 'Globex' }, contacts: people('Bob Stone') }],
    ['Met ~Ann~ *Ana Lopes* from **Acme**', { company: { name: 'Acme' }, contacts: people('Ana Lopes') }],
  ])('%s', async (text, input) => {
    expect(await callsFor(text)).toEqual([log(input)]);
  });

  test.each([
    ['Had 3 meetings today: Acme, Globex and Initech', '2026-11-24'],
    ['Had meetings with Acme, Globex and Initech on Monday', '2026-11-23'],
    ['Met Acme, Globex and Initech', '2026-11-24'],
  ])('%s', async (text, occurred_on) => {
    const companies = ['Acme', 'Globex', 'Initech'];
    expect(await callsFor(text)).toEqual(
      companies.map((name) => log({ kind: 'meeting', company: { name }, occurred_on })),
    );
  });
});

describe('a list about one customer', () => {
  test('does not repeat its name, and marks what is private', async () => {
    const interaction = {
      kind: 'call',
      company: 'Kestrel Foods',
      contacts: ['Oliver Marsh'],
      summary: 'Prices.',
    };
    const answers = [
      { companies: [{ name: 'Kestrel Foods' }] },
      {
        company: { name: 'Kestrel Foods' },
        interactions: [
          { ...interaction, occurredOn: '2026-11-20', member: 'Marta', isPrivate: true },
          { ...interaction, occurredOn: '2025-11-20', member: 'Tom Baker' },
        ],
      },
    ];
    const { text } = await respond('What did we talk about with Kestrel?', { answers });
    expect(text).toBe(
      'Latest with Kestrel Foods:\n• Fri 20 Nov: call with Oliver Marsh (private), by you. Prices.\n• Thu 20 Nov 2025: call with Oliver Marsh, by Tom Baker. Prices.',
    );
  });
});
