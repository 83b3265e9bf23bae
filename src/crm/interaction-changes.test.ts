import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Context, transact } from '../context.ts';
import { newId } from '../ids.ts';
import type { Store } from '../store/store.ts';
import { failure } from '../testing/crm-desk.ts';
import { insertFinishedRun } from '../testing/finished-runs.ts';
import { addPreference } from '../testing/observation-rows.ts';
import { CRM_TABLES, emptyTables } from '../testing/store-rows.ts';
import { DIALECTS } from '../testing/stores.ts';
import { createTeam, NOW, type Team } from '../testing/team.ts';
import { saveContact } from './contact-changes.ts';
import { eraseContact } from './erasure/erase.ts';
import { find } from './find.ts';
import { changeInteraction } from './interaction-changes.ts';
import { listMyInteractions, logInteraction } from './interactions.ts';
import { undo } from './undo.ts';

describe.each(Object.entries(DIALECTS))('changing an interaction on %s', (_, open) => {
  let store: Store;
  let team: Team;
  let marta: Context;
  let tom: Context;
  let lead: Context;

  beforeAll(async () => {
    store = await open();
    team = createTeam(store);
    tom = await team.as('tom');
    lead = await team.as('lea', { role: 'lead' });
  });
  afterAll(() => store.close());
  beforeEach(async () => {
    await emptyTables(team.system, [...CRM_TABLES, 'changes']);
    marta = await conversation('D1:1');
  });

  /** Marta in a conversation of its own, in which one run writes everything. */
  async function conversation(threadKey: string): Promise<Context> {
    const member = await team.as('marta');
    const run = { memberId: member.actor.memberId, threadKey, ts: '1', at: NOW };
    const { runId } = await transact(member, (ctx) => insertFinishedRun(ctx, run));
    return { ...member, source: { channel: 'D1', ts: '2', threadKey, runId, at: NOW } };
  }

  const everything = async () =>
    JSON.stringify(
      await Promise.all(
        CRM_TABLES.map(async (name) => {
          const rows = await store.read.select().from(store.tables[name]);
          return rows.map(({ id: _, ...row }) => JSON.stringify(row)).toSorted();
        }),
      ),
    );
  const rows = (name: (typeof CRM_TABLES)[number] | 'changes') =>
    store.read.select().from(store.tables[name]);
  const call = (company: string, ...contacts: string[]) => ({
    kind: 'call' as const,
    summary: 'Wants to start in January.',
    company: { name: company },
    contacts: contacts.map((name) => ({ name })),
  });

  test('“it was Sofia Brandt, not Oliver, and it was yesterday” is one change with old and new', async () => {
    await logInteraction(tom, call('Kestrel Foods', 'Sofia Brandt', 'Oliver Marsh'));
    const logged = await logInteraction(marta, call('Kestrel Foods', 'Oliver'));
    const before = await everything();
    const changed = await changeInteraction(marta, {
      contacts: [{ name: 'Sofia Brandt' }],
      occurred_on: '2026-11-23',
    });
    expect(changed).toMatchObject({
      saved:
        'Call with Sofia Brandt (Kestrel Foods): with Oliver Marsh → Sofia Brandt; day Tue 24 Nov 2026 → Mon 23 Nov 2026',
      interaction: { id: logged.interaction.id, occurred_on: '2026-11-23' },
      company: { name: 'Kestrel Foods' },
      contacts: [{ name: 'Sofia Brandt' }],
    });
    const changes = await store.read.select().from(store.tables.changes);
    expect(changes.filter(({ verb }) => verb === 'change_interaction')).toHaveLength(1);
    expect((await listMyInteractions(marta, {})).interactions).toMatchObject([
      { contacts: ['Sofia Brandt'], occurred_on: '2026-11-23' },
    ]);
    expect((await find(marta, { query: 'sofia january' })).interactions).toHaveLength(2);
    expect((await find(marta, { query: 'oliver january' })).interactions.map(({ member }) => member)).toEqual(
      ['tom'],
    );
    await undo(marta, { change_id: changed.change_id });
    expect(await everything()).toBe(before);
  });

  test('somebody who works elsewhere takes the company along when it had followed from who took part', async () => {
    await logInteraction(tom, call('Kestrel Foods', 'Oliver Marsh'));
    await logInteraction(tom, call('Bluefin Logistics', 'Sofia Almeida'));
    await logInteraction(marta, { kind: 'call', summary: 'x', contacts: [{ name: 'Oliver' }] });
    const changed = await changeInteraction(marta, { contacts: [{ name: 'Sofia Almeida' }] });
    expect(changed.company?.name).toBe('Bluefin Logistics');
    expect(await rows('contacts')).toHaveLength(2);
  });

  test('a wrong new company goes, with employment and follow-ups moved, and undo brings it back', async () => {
    await logInteraction(tom, call('Acme Ltd'));
    await logInteraction(marta, {
      ...call('Acme GmbH', 'Ana Lopes'),
      company: { name: 'Acme GmbH', is_new: true },
      follow_ups: [{ title: 'Send pricing' }],
    });
    const before = await everything();
    const changed = await changeInteraction(marta, { company: { name: 'Acme Ltd' }, because: 'misread' });
    expect(changed.saved).toBe('Call with Ana Lopes (Acme Ltd): company Acme GmbH → Acme Ltd');
    expect(changed).toMatchObject({
      moved_follow_ups: [{ title: 'Send pricing', for: 'Ana Lopes (Acme Ltd)' }],
    });
    const companies = await store.read.select().from(store.tables.companies);
    expect(companies.map(({ name }) => name)).toEqual(['Acme Ltd']);
    const [id] = companies.map((company) => company.id);
    expect(await rows('followUps')).toMatchObject([{ companyId: id }]);
    expect(await rows('relationships')).toMatchObject([{ companyId: id }]);
    expect((await find(marta, { query: 'gmbh' })).companies).toEqual([]);
    await undo(marta, {});
    expect(await everything()).toBe(before);
    expect((await find(marta, { query: 'gmbh' })).companies).toMatchObject([{ name: 'Acme GmbH' }]);
  });

  test('a wrong new person goes, unless something else is about them by now', async () => {
    await logInteraction(marta, { ...call('Acme', 'Bob Stone'), follow_ups: [{ title: 'Send pricing' }] });
    await changeInteraction(marta, { contacts: [{ name: 'Ana Lopes' }] });
    const contacts = await store.read.select().from(store.tables.contacts);
    expect(contacts.map(({ name }) => name)).toEqual(['Ana Lopes']);
    expect(await rows('followUps')).toMatchObject([{ contactId: contacts[0]?.id }]);
    await saveContact(tom, { contact: { name: 'Ana Lopes' }, title: 'CFO' });
    await changeInteraction(marta, { contacts: [{ name: 'Rui Costa' }] });
    expect(
      (await store.read.select().from(store.tables.contacts)).map(({ name }) => name).toSorted(),
    ).toEqual(['Ana Lopes', 'Rui Costa']);
  });

  test('one field changes and the others stay', async () => {
    await logInteraction(marta, { ...call('Acme', 'Ana Lopes'), details: 'All that was said.' });
    await changeInteraction(marta, { kind: 'meeting', occurred_on: '2026-11-20' });
    expect(await rows('interactions')).toMatchObject([
      {
        kind: 'meeting',
        occurredOn: '2026-11-20',
        summary: 'Wants to start in January.',
        details: 'All that was said.',
      },
    ]);
    expect(await rows('interactionContacts')).toHaveLength(1);
  });

  test('what is so already changes nothing and leaves no record', async () => {
    await logInteraction(marta, call('Acme', 'Ana Lopes'));
    expect(await changeInteraction(marta, { occurred_on: '2026-11-23' })).not.toHaveProperty(
      'moved_follow_ups',
    );
    const changed = await changeInteraction(marta, { kind: 'call', contacts: [{ name: 'Ana Lopes' }] });
    expect(changed).toMatchObject({
      saved: expect.stringMatching(/^Nothing: it was so already/),
      change_id: '',
    });
    expect(await rows('changes')).toHaveLength(2);
  });

  test('it is found by its id, by the change that wrote it, or by company and kind; else the last one here', async () => {
    const acme = await logInteraction(marta, call('Acme'));
    const globex = await logInteraction(await conversation('D1:2'), call('Globex'));
    const here = await conversation('D1:3');
    await logInteraction(here, { ...call('Initech'), kind: 'meeting' });
    const change = async (input: object) =>
      (await changeInteraction(here, { summary: newId(), ...input })).company?.name;
    expect(await change({})).toBe('Initech');
    expect(await change({ interaction_id: acme.interaction.id })).toBe('Acme');
    expect(await change({ interaction_id: globex.change_id })).toBe('Globex');
    expect(await change({ which_company: { name: 'Globex' } })).toBe('Globex');
    await logInteraction(await conversation('D1:4'), { ...call('Globex'), kind: 'note' });
    expect(await change({ which_company: { name: 'Globex' }, which_kind: 'note' })).toBe('Globex');
    const error = await failure(change({ which_company: { name: 'Globex' } }));
    expect(error).toMatchObject({
      code: 'ambiguous',
      candidates: [expect.stringContaining('[id '), expect.anything()],
    });
  });

  test('of several that were saved at once it is asked which one', async () => {
    await logInteraction(marta, call('Acme'));
    await logInteraction(marta, call('Globex'));
    const error = await failure(changeInteraction(marta, { occurred_on: '2026-11-20' }));
    expect(error).toMatchObject({ code: 'ambiguous' });
    expect(error.candidates).toHaveLength(2);
  });

  test('only the person who logged it or a lead changes it, and nobody what they may not see', async () => {
    const { interaction } = await logInteraction(marta, call('Acme'));
    const change = { interaction_id: interaction.id, summary: 'Otherwise.' };
    expect((await failure(changeInteraction(tom, change))).code).toBe('forbidden');
    await changeInteraction(lead, change);
    const hidden = await changeInteraction(marta, { interaction_id: interaction.id, is_private: true });
    expect(hidden.interaction).toMatchObject({ is_private: true });
    expect((await failure(changeInteraction(lead, { ...change, summary: 'Seen.' }))).code).toBe('not_found');
    const shared: Context = { ...marta, actor: { ...marta.actor, audience: 'shared' } };
    expect((await failure(changeInteraction(shared, { ...change, summary: 'Seen.' }))).code).toBe(
      'not_found',
    );
    expect((await failure(changeInteraction(shared, { summary: 'Seen.' }))).code).toBe('conflict');
    expect(await rows('interactions')).toMatchObject([{ summary: 'Otherwise.', isPrivate: true }]);
  });

  test('what was learned from it goes when other words are in it, and stays when it is only another day', async () => {
    const { interaction } = await logInteraction(marta, call('Acme'));
    const evidence = [{ interactionId: interaction.id, quote: 'start in January' }];
    await addPreference(marta, { kind: 'customer_trend', evidence });
    const kept = async () => (await store.read.select().from(store.tables.observationEvidence)).length;
    await changeInteraction(marta, { occurred_on: '2026-11-20' });
    expect(await kept()).toBe(1);
    await changeInteraction(marta, { summary: 'Wants to start in May.' });
    expect(await kept()).toBe(0);
  });

  test('undo of the log names the change that stands in its way', async () => {
    const logged = await logInteraction(marta, call('Acme', 'Ana Lopes'));
    const first = await changeInteraction(marta, { contacts: [{ name: 'Rui Costa' }] });
    const second = await changeInteraction(marta, { occurred_on: '2026-11-20' });
    const error = await failure(undo(marta, { change_id: logged.change_id }));
    expect(error.code).toBe('conflict');
    expect(error.candidates.map((each) => /\[id (\w+)\]/.exec(each)?.[1])).toEqual([
      second.change_id,
      first.change_id,
    ]);
    for (const { change_id } of [second, first, logged]) await undo(marta, { change_id });
    for (const name of CRM_TABLES) expect(await rows(name)).toEqual([]);
  });

  test('undo is refused when somebody has put the same person in again since', async () => {
    await logInteraction(marta, call('Acme', 'Ana Lopes', 'Rui Costa'));
    const out = await changeInteraction(marta, { contacts: [{ name: 'Rui Costa' }] });
    const back = await changeInteraction(marta, { contacts: [{ name: 'Rui Costa' }, { name: 'Ana Lopes' }] });
    const error = await failure(undo(marta, { change_id: out.change_id }));
    expect(error.message).toContain(back.change_id);
  });

  test('a contact who was changed away is erased from the history, too', async () => {
    await logInteraction(tom, call('Acme', 'Bob Stone', 'Ana Lopes'));
    await logInteraction(marta, { ...call('Acme', 'Bob Stone'), details: 'Bob Stone wants it all.' });
    await changeInteraction(marta, { contacts: [{ name: 'Ana Lopes' }] });
    const admin = await team.as('ada', { role: 'admin' });
    await eraseContact(admin, { contact: { name: 'Bob Stone' } });
    for (const name of [...CRM_TABLES, 'changes'] as const)
      expect(JSON.stringify(await rows(name))).not.toMatch(/bob stone/i);
  });

  test('who took part and the details are emptied with a word of its own', async () => {
    await logInteraction(marta, { ...call('Acme', 'Ana Lopes'), details: 'All that was said.' });
    const changed = await changeInteraction(marta, { clear: ['contacts', 'details'] });
    expect(changed.saved).toBe('Call with Acme: with Ana Lopes → nobody; details removed');
    expect(await rows('interactions')).toMatchObject([{ details: null, companyId: expect.any(String) }]);
    expect(await rows('interactionContacts')).toEqual([]);
    await undo(marta, { change_id: changed.change_id });
    expect(await rows('interactions')).toMatchObject([{ details: 'All that was said.' }]);
    expect(await rows('interactionContacts')).toHaveLength(1);
  });

  test.each([
    ['nothing', {}, /Nothing to change/],
    ['a day that is ahead', { occurred_on: '2027-01-01' }, /add_follow_up/],
    ['nobody at all, in a word', { clear: ['contacts' as const] }, /needs a company or a contact/],
    ['nobody at all', { contacts: [], company: undefined }, /needs a company or a contact|Nothing/],
  ])('%s is refused', async (_, input, reason) => {
    await logInteraction(marta, { kind: 'call', summary: 'x', contacts: [{ name: 'Ana Lopes' }] });
    expect((await failure(changeInteraction(marta, input))).message).toMatch(reason);
  });
});
