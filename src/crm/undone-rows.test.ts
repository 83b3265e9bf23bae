import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { type CrmDesk, meeting, openCrmDesk } from '../testing/crm-desk.ts';
import { oneOfEach } from '../testing/own-field-settings.ts';
import { DIALECTS } from '../testing/stores.ts';
import { saveCompany } from './company-changes.ts';
import { saveContact } from './contact-changes.ts';
import { changeDeal } from './deal-changes.ts';
import { addDeal } from './deals.ts';
import { saveFields } from './field-changes.ts';
import { fix } from './fix.ts';
import { addFollowUp, type ChangeFollowUp, changeFollowUp } from './follow-ups.ts';
import { handOver } from './hand-over.ts';
import { changeInteraction } from './interaction-changes.ts';
import { logInteraction } from './interactions.ts';
import { addNote } from './notes.ts';
import type { SavedChange } from './record-change.ts';
import { relate } from './relationships.ts';
import { undo } from './undo.ts';

/** What is on record before each write: the ids of one of each. */
type Given = { marta: Context; tom: Context } & Record<
  'company' | 'contact' | 'call' | 'promise' | 'done' | 'deal',
  string
>;
type Write = [verb: string, what: string, write: (given: Given) => Promise<SavedChange>];

const company = { name: 'Kestrel Foods' };
const contact = { name: 'Oliver Marsh' };

const NEWS = {
  ...meeting('Alpenfracht AG', 'Tom Fischer', 'Julia Kern'),
  details: 'All that was said.',
  follow_ups: [{ title: 'Send the proposal', due_on: '2026-12-03', contact: 'Julia' }],
};

const change =
  (said: Omit<ChangeFollowUp, 'follow_up_id'>): Write[2] =>
  ({ marta, promise }) =>
    changeFollowUp(marta, { follow_up_id: promise, ...said });

const WRITES: Write[] = [
  ['log_interaction', 'with new people and a promise', ({ marta }) => logInteraction(marta, NEWS)],
  [
    'change_interaction',
    'another day, other people and another company',
    ({ marta, call }) =>
      changeInteraction(marta, {
        interaction_id: call,
        company: { name: 'Globex', is_new: true },
        contacts: [{ name: 'Rita Stone' }],
        occurred_on: '2026-11-20',
        is_private: true,
      }),
  ],
  [
    'add_follow_up',
    'at a time',
    ({ marta }) => addFollowUp(marta, { title: 'Call', company, due_time: '14:30', due_on: '2026-12-01' }),
  ],
  ['change_follow_up', 'moved', change({ action: 'change', due_on: '2026-12-04', due_time: 'none' })],
  ['change_follow_up', 'renamed', change({ action: 'change', title: 'Send the other offer' })],
  ['change_follow_up', 'put off', change({ action: 'snooze', until: 'next_week' })],
  ['change_follow_up', 'done', change({ action: 'done' })],
  ['change_follow_up', 'given to a colleague', change({ action: 'assign', to: { name: 'tom' } })],
  [
    'change_follow_up',
    'opened again',
    ({ marta, done }) =>
      changeFollowUp(marta, { follow_up_id: done, action: 'reopen', due_on: '2026-12-02' }),
  ],
  ['hand_over', 'all of a customer', ({ marta }) => handOver(marta, { company, to: { name: 'tom' } })],
  ['add_note', 'about a contact', ({ marta }) => addNote(marta, { contact, note: 'Decides with finance' })],
  [
    'save_company',
    'with fields',
    ({ marta }) =>
      saveCompany(marta, {
        company,
        name: 'Kestrel',
        domain: 'kestrel.example',
        fields: { a_sum: '5.5 EUR' },
      }),
  ],
  [
    'save_contact',
    'with a further address',
    ({ marta }) =>
      saveContact(marta, {
        contact,
        email: 'o@kestrel.example',
        phone: '+44 20 7946 0011',
        fields: { a_yes: false },
      }),
  ],
  [
    'save_fields',
    'of a deal',
    ({ marta, deal: id }) =>
      saveFields(marta, { owner: { of: 'deal', id }, values: { a_number: null, a_date: '2027-01-31' } }),
  ],
  [
    'relate',
    'left for another company',
    ({ marta }) => relate(marta, { contact, kind: 'works_at', company: { name: 'Globex', is_new: true } }),
  ],
  [
    'add_deal',
    'with people',
    ({ marta }) =>
      addDeal(marta, { company, title: 'Ten seats', amount: '1234.567 KWD', contacts: [contact] }),
  ],
  [
    'change_deal',
    'won',
    ({ marta, deal }) => changeDeal(marta, { deal: { id: deal }, action: 'won', amount: '90k' }),
  ],
  [
    'change_deal',
    'lost',
    ({ marta, deal }) =>
      changeDeal(marta, { deal: { id: deal }, action: 'lost', reason: 'price', owner: 'tom' }),
  ],
  [
    'fix',
    'an interaction with its promise',
    ({ marta, tom, call, promise }) =>
      fix(marta, {
        thing: 'interaction',
        id: call,
        change: { kind: 'meeting', summary: 'Other words.' },
        follow_ups: [{ id: promise, title: 'Send it', due_on: null, owner: tom.actor.memberId }],
      }),
  ],
  [
    'fix',
    'a follow-up',
    ({ marta, promise: id }) => fix(marta, { thing: 'follow_up', id, due_on: '2026-12-09' }),
  ],
  [
    'fix',
    'a deal',
    ({ marta, deal: id }) =>
      fix(marta, { thing: 'deal', id, stage: 'lost', amount: '120k JPY', reason: 'Too dear' }),
  ],
  [
    'fix',
    'a contact',
    ({ marta, contact: id }) => fix(marta, { thing: 'contact', id, name: 'Olivia Marsh', title: 'COO' }),
  ],
  [
    'fix',
    'a company',
    ({ marta, company: id }) =>
      fix(marta, { thing: 'company', id, name: 'Kestrel Labs', domain: 'kestrel.example' }),
  ],
];

/** Verbs whose undo has tests of its own: merges, imports, other names of companies, and the deletion of a note. */
const ELSEWHERE = ['import', 'add_alias', 'remove_alias', 'remove_note'];

describe.each(Object.entries(DIALECTS))('what undo brings back on %s', (_, open) => {
  let desk: CrmDesk;
  let given: Given;

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
  });
  afterAll(() => desk.store.close());

  beforeEach(async () => {
    await desk.clear();
    const crm = oneOfEach();
    const [marta, tom] = [desk.marta, desk.tom].map((ctx) => ({ ...ctx, crm: () => crm })) as [
      Context,
      Context,
    ];
    await logInteraction(tom, meeting('Kestrel Foods', 'Oliver Marsh', 'Sofia Brandt'));
    const logged = await logInteraction(marta, {
      ...meeting('Kestrel Foods', 'Oliver Marsh', 'Bo New'),
      follow_ups: [{ title: 'Send the offer', due_on: '2026-11-27', due_time: '09:00' }],
    });
    const { follow_up: done } = await addFollowUp(marta, { title: 'Call back', company });
    await changeFollowUp(marta, { follow_up_id: done.id, action: 'done' });
    const { deal } = await addDeal(marta, {
      company,
      title: 'Depots',
      amount: '80000 EUR',
      fields: { a_number: 1 },
    });
    given = {
      ...{ marta, tom, call: logged.interaction.id, promise: logged.follow_ups?.[0]?.id ?? '' },
      ...{ done: done.id, deal: deal.id, company: logged.company?.id ?? '' },
      contact: logged.contacts?.find(({ name }) => name === contact.name)?.id ?? '',
    };
  });

  test.each(WRITES)('%s, %s: every row is as it was', async (verb, _what, write) => {
    const before = await desk.everything();
    const { change_id: id } = await write(given);
    const [last] = (await desk.rows('changes')).slice(-1);
    expect(last).toMatchObject({ id, verb });
    expect(await desk.everything()).not.toBe(before);
    await undo(given.marta, { change_id: id });
    expect(await desk.everything()).toBe(before);
  });
});

test('every write of the CRM is among those that are undone here', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => /(?<!\.test)\.ts$/.test(name));
  const verbs = files.flatMap((name) =>
    [
      ...readFileSync(join(import.meta.dirname, name), 'utf8').matchAll(/recordChange\(\s*ctx,\s*'(\w+)'/g),
    ].map(([, verb]) => verb),
  );
  const here = [...new Set(WRITES.map(([verb]) => verb))];
  expect([...new Set(verbs)].filter((verb) => !ELSEWHERE.includes(verb ?? '')).toSorted()).toEqual(
    here.toSorted(),
  );
});
