import { describe, expect, test } from 'vitest';
import type { Mutation } from '../store/schema-crm.ts';
import { listCustomersMeant } from './customers-meant.ts';
import { buildCard, buildReply, type RunEffects } from './reply-card.ts';
import { listUnclearCompanies } from './unclear-companies.ts';
import { listUnkeptPoints } from './unkept-points.ts';

const CONTACTS = new Map([
  ['c1', 'Amir Patel'],
  ['c2', 'Dev Menon'],
]);

function change(verb: string, summary: string, mutations: Mutation[] = []): RunEffects['changes'][number] {
  return {
    id: 'change',
    memberId: 'm',
    verb,
    summary,
    mutations,
    runId: 'run',
    importId: null,
    sourceChannel: null,
    sourceTs: null,
    createdAt: new Date(0),
    undoneAt: null,
    undoneBy: null,
    undoneRunId: null,
    because: null,
    undoneBecause: null,
  };
}

const made = (table: Mutation['table'], after: Record<string, unknown>): Mutation => ({
  table,
  id: 'x',
  before: null,
  after,
});

const lines = (...changes: RunEffects['changes']) =>
  (
    buildCard(
      { changes, refusals: [], unrun: [], contacts: CONTACTS },
      { runId: 'run', said: '', answer: '' },
    ).facts ?? []
  ).map(({ label, value }) => `${label}: ${value.replaceAll('\u00a0', ' ')}`);

test('a line about what was not saved keeps the addresses that tell candidates apart', () => {
  const refusals = [
    {
      call: { id: 'a', name: 'save_contact', input: { contact: { name: 'Ana evil.example' } } },
      message: '“Ana” may be two.',
      candidates: ['Ana Lopes (ana@acme.com) [id 01H]', 'Ana evil.example, somebody else'],
    },
  ];
  const effects = { changes: [], refusals, unrun: [], contacts: CONTACTS };
  const { facts = [] } = buildCard(effects, { runId: 'run', said: '', answer: '' });
  const told = facts.map(({ value }) => value).join('\n');
  expect(told).toContain('ana@acme.com');
  expect(told).not.toContain('evil.example');
});

test('a company that was taken by another name, and a name that was learned, have a line each', () => {
  const step = (effect: 'write' | 'read', company_meant: unknown) =>
    ({ kind: 'tool', callId: 'a', name: 'log_interaction', effect, output: { company_meant } }) as const;
  const because = 'one name is the beginning of the other';
  const bluefin = { said: 'Bluefin', name: 'Bluefin Logistics', because };
  const steps = [
    step('write', bluefin),
    step('write', bluefin),
    step('read', bluefin),
    step('write', { said: 1 }),
  ];
  const logged = change('log_interaction', 'Call with Bluefin Logistics', [made('aliases', { name: 'BL' })]);
  const effects = { refusals: [], unrun: [], contacts: CONTACTS, meant: listCustomersMeant(steps) };
  const card = buildCard({ ...effects, changes: [logged] }, { runId: 'run', said: '', answer: '' });
  expect(card.facts?.map(({ label, value }) => `${label}: ${value}`)).toEqual([
    'Logged: Call with Bluefin Logistics',
    'Also called: BL',
    `Meant: Bluefin: Bluefin Logistics, because ${because}`,
  ]);
  expect(JSON.stringify(card.actions)).not.toContain('Meant');
  expect(buildCard({ ...effects, changes: [] }, { runId: 'run', said: '', answer: '' })).toEqual({});
});

test('where it is not clear with which company something was, a line says so until it is put right', () => {
  const step = (output: object, effect: 'write' | 'read' = 'write') =>
    ({ kind: 'tool', callId: 'a', name: 'log_interaction', effect, output }) as const;
  const company_unclear = ['Brightwater', 'Kelso Mills'];
  const call = step({ interaction: { id: 'call' }, company_unclear });
  const promise = step({ follow_up: { id: 'promise' }, company_unclear: ['Acme', 'Globex'] });
  const cardOf = (...steps: (typeof call)[]) => {
    const changes = [change('log_interaction', 'Call with Ana Ferro', [])];
    const effects = {
      refusals: [],
      unrun: [],
      contacts: CONTACTS,
      unclear: listUnclearCompanies(steps),
      changes,
    };
    return buildCard(effects, { runId: 'run', said: '', answer: '' });
  };
  expect(cardOf(call, call, promise).facts).toEqual([
    { label: 'Logged', value: 'Call with Ana Ferro' },
    { label: 'Company', value: 'none yet: Brightwater or Kelso Mills' },
    { label: 'Company', value: 'none yet: Acme or Globex' },
  ]);
  expect(JSON.stringify(cardOf(call).actions)).not.toContain('none yet');
  const corrected = step({ interaction: { id: 'call' }, company: { id: 'kelso', name: 'Kelso Mills' } });
  expect(cardOf(call, corrected, step({ company_unclear }, 'read')).facts).toHaveLength(1);
});

test('people who were taken by part of a name have a line each, and so has what is kept besides', () => {
  const because = 'only the surname was said';
  const contacts_meant = [{ said: 'Dr Klein', name: 'Eva Klein', because }];
  const step = { kind: 'tool', callId: 'a', name: 'log_interaction', effect: 'write' } as const;
  const meant = listCustomersMeant([{ ...step, output: { contacts_meant } }]);
  const logged = change('log_interaction', 'Call with Eva Klein', [
    made('contactEmails', { email: 'eva@home.example' }),
    made('contactPhones', { phone: '+49 221 1' }),
  ]);
  const effects = { refusals: [], unrun: [], contacts: CONTACTS, meant, changes: [logged] };
  const card = buildCard(effects, { runId: 'run', said: '', answer: '' });
  expect(card.facts?.map(({ label, value }) => `${label}: ${value}`)).toEqual([
    'Logged: Call with Eva Klein',
    'Further address: eva@home.example',
    'Further number: +49 221 1',
    `Meant: Dr Klein: Eva Klein, because ${because}`,
  ]);
});

describe('the card of an interaction', () => {
  const interaction = made('interactions', {
    summary: 'Pilot went well.',
    details: 'x'.repeat(1_234),
    occurredOn: '2026-11-27',
    isPrivate: false,
  });

  test('names what is new, how long the notes are, and every follow-up with its contact', () => {
    const summary = 'Meeting with Amir Patel, Dev Menon (Brightwater)';
    expect(
      lines(
        change('log_interaction', summary, [
          made('contacts', { name: 'Amir Patel' }),
          interaction,
          made('interactionContacts', { contactId: 'c1' }),
          made('interactionContacts', { contactId: 'c2' }),
          made('followUps', { title: 'Send the test report', dueOn: '2026-12-04', contactId: 'c1' }),
          made('followUps', { title: 'Write the offer', dueOn: null, contactId: null }),
        ]),
      ),
    ).toEqual([
      `Logged: ${summary} · Fri 27 Nov 2026`,
      'Summary: Pilot went well.',
      'Notes: 1234 characters kept',
      'New: Amir Patel',
      'Follow-up: Send the test report · Fri 4 Dec 2026 · Amir Patel',
      'Follow-up: Write the offer',
    ]);
  });

  test('that was changed shows the change, and texts only where they are others', () => {
    const before = { summary: 'Pilot went well.', details: 'Notes', occurredOn: '2026-11-28' };
    const moved: Mutation = {
      table: 'interactions',
      id: 'x',
      before,
      after: { ...before, occurredOn: '2026-11-27' },
    };
    const gone: Mutation = {
      table: 'interactionContacts',
      id: 'y',
      before: { contactId: 'c1' },
      after: null,
    };
    const summary = 'Call with Ana (Acme): day Sat 28 Nov 2026 → Fri 27 Nov 2026';
    expect(lines(change('change_interaction', summary, [moved, gone]))).toEqual([`Changed: ${summary}`]);
    const told = { ...moved, after: { ...before, summary: 'It went badly.' } };
    expect(lines(change('change_interaction', 'Call: summary rewritten', [told]))).toEqual([
      'Changed: Call: summary rewritten',
      'Summary: It went badly.',
    ]);
  });
});

test('every tool has its label, and what is new is named whatever made it', () => {
  const contact = made('contacts', { name: 'Peter Müller' });
  expect(lines(change('save_contact', 'Peter Müller: phone +49 170', [contact]))).toEqual([
    'Contact: Peter Müller: phone +49 170',
    'New: Peter Müller',
  ]);
  const done: Mutation = {
    table: 'followUps',
    id: 'f',
    before: { status: 'open' },
    after: { status: 'done' },
  };
  for (const summary of ['Done: Send pricing', 'Send pricing'])
    expect(lines(change('change_follow_up', summary, [done]))).toEqual(['Done: Send pricing']);
  expect(lines(change('change_follow_up', 'Send pricing: due 1 → 2'))).toEqual([
    'Follow-up: Send pricing: due 1 → 2',
  ]);
  for (const [verb, label] of [
    ['add_note', 'Note'],
    ['remove_note', 'Note'],
    ['save_company', 'Company'],
    ['relate', 'Relationship'],
    ['add_follow_up', 'Follow-up'],
    ['set_follow_up', 'Follow-up'],
    ['complete_follow_up', 'Done'],
    ['update_contact', 'Contact'],
    ['something_older', 'Saved'],
  ] as const)
    expect(lines(change(verb, 'x'))).toEqual([`${label}: x`]);
});

test('what was refused stands first, and without anything saved there is nothing to undo', () => {
  const refusals = [
    {
      call: { id: 'a', name: 'add_note', input: { company: { name: 'Acme' } } },
      message: 'No.',
      candidates: [],
    },
  ];
  const effects = { changes: [], refusals, unrun: [], contacts: CONTACTS };
  expect(buildReply('Noted.', { effects, runId: 'run', said: '', isAnswer: true, note: 'Small.' })).toEqual({
    text: 'Noted.',
    feedback: 'run',
    facts: [{ label: 'Not saved', value: 'the note about Acme: No.' }],
    note: 'Small.',
  });
  const both = buildCard(
    { ...effects, changes: [change('relate', 'x')] },
    { runId: 'run', said: '', answer: '' },
  );
  expect(both.facts?.map(({ label }) => label)).toEqual(['Not saved', 'Relationship']);
  expect(both.actions?.[0]).toMatchObject({
    id: 'undo_run',
    value: 'run',
    confirm: { text: 'Relationship: x' },
  });
});

test('links that the person did not write are taken out of the card', () => {
  const { facts } = buildCard(
    {
      changes: [change('add_note', 'see https://evil.example')],
      refusals: [],
      unrun: [],
      contacts: CONTACTS,
    },
    { runId: 'run', said: 'hello', answer: '' },
  );
  expect(facts?.[0]?.value).toBe('see [link removed]');
});

test('the address that was saved is shown as it is', () => {
  const saved = change('save_contact', 'Ana: email a@acme.com → ana@acme.com, see evil.example');
  const row = (email: string) => ({ id: 'x', name: 'Ana', email });
  saved.mutations = [{ table: 'contacts', id: 'x', before: row('a@acme.com'), after: row('ana@acme.com') }];
  const { facts } = buildCard(
    { changes: [saved], refusals: [], unrun: [], contacts: CONTACTS },
    { runId: 'run', said: 'hello', answer: '' },
  );
  expect(facts?.[0]?.value).toBe('Ana: email a@acme.com → ana@acme.com, see [link removed]');
});

test('the domain on record of a candidate is shown though the model has given it, too; a name that it made is not', () => {
  const refusal = {
    call: {
      id: 'a',
      name: 'log_interaction',
      input: { company: { name: 'Ana evil.example', domain: 'acme.com' } },
    },
    message: 'Unclear.',
    candidates: ['Acme evil.example (acme.com; Ana Lopes; “see evil.example”) [id 01H]'],
  };
  const { facts } = buildCard(
    { changes: [], refusals: [refusal], unrun: [], contacts: CONTACTS },
    { runId: 'run', said: 'hello', answer: '' },
  );
  expect(facts?.[0]?.value).toContain(
    'is Acme [link removed] (acme.com; Ana Lopes; “see [link removed]”) meant?',
  );
});

test('an address that could not be read has a line, also where nothing else was to be saved', () => {
  const told = '“anna at acme” is no e-mail address, and was not kept';
  const step = { kind: 'tool', callId: 'a', name: 'save_contact', effect: 'write' } as const;
  const unkept = listUnkeptPoints([
    { ...step, output: { not_kept: [told] } },
    { ...step, output: { not_kept: [told, 1] } },
    { ...step, effect: 'read', output: { not_kept: ['“x” is no phone number, and was not kept'] } },
    { ...step, output: { not_kept: 'none' } },
  ]);
  const effects = { refusals: [], unrun: [], contacts: CONTACTS, unkept, changes: [] };
  const card = buildCard(effects, { runId: 'run', said: 'anna at acme', answer: 'Saved.' });
  expect(card).toEqual({ facts: [{ label: 'Not kept', value: told }] });
});
