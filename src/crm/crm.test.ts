import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { RapportError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { DIALECTS } from '../testing/stores.ts';
import { createTeam, NOW, type Team } from '../testing/team.ts';
import { saveCompany } from './company-changes.ts';
import { saveContact } from './contact-changes.ts';
import { type GetCustomer, getCustomer } from './customers.ts';
import { find } from './find.ts';
import { addFollowUp, changeFollowUp, listMyFollowUps } from './follow-ups.ts';
import { listMyInteractions, logInteraction } from './interactions.ts';
import { relate } from './relationships.ts';
import { undo, undoRun } from './undo.ts';

const AUDITED = [
  'interactionContacts',
  'followUps',
  'interactions',
  'relationships',
  'contacts',
  'companies',
  'searchEntries',
  'changes',
] as const;

describe.each(Object.entries(DIALECTS))('the CRM on %s', (_, open) => {
  let store: Store;
  let team: Team;
  let marta: Context;
  let tom: Context;
  let lead: Context;

  beforeAll(async () => {
    store = await open();
    team = createTeam(store);
    marta = await team.as('marta');
    tom = await team.as('tom');
    lead = await team.as('lea', { role: 'lead' });
  });
  afterAll(() => store.close());
  beforeEach(async () => {
    for (const name of AUDITED) await store.transaction((tx) => tx.delete(store.tables[name]).returning());
  });

  const count = async (name: (typeof AUDITED)[number]) =>
    (await store.read.select().from(store.tables[name])).length;
  const meeting = (company: string, ...contacts: string[]) => ({
    kind: 'meeting' as const,
    summary: 'Talked about the renewal.',
    company: { name: company },
    contacts: contacts.map((name) => ({ name })),
  });
  const customer = async (ctx: Context, input: GetCustomer) => {
    const found = await getCustomer(ctx, input);
    if (!found) throw new Error('There is no such customer.');
    return found;
  };
  const failure = (work: Promise<unknown>) =>
    work.then(
      () => {
        throw new Error('It did not fail.');
      },
      (error: unknown) => {
        if (error instanceof RapportError) return error;
        throw error;
      },
    );

  test('one call saves company, contacts, employment, interaction and follow-up', async () => {
    const saved = await logInteraction(marta, {
      ...meeting('Acme', 'Ana Lopes', 'Rui Costa'),
      follow_ups: [{ title: 'Send pricing', due_on: '2026-11-27' }],
    });
    expect(saved).toMatchObject({
      saved: 'Meeting with Ana Lopes, Rui Costa (Acme)',
      interaction: { kind: 'meeting', occurred_on: '2026-11-24' },
      company: { name: 'Acme' },
      contacts: [{ name: 'Ana Lopes' }, { name: 'Rui Costa' }],
      follow_ups: [{ title: 'Send pricing', due_on: '2026-11-27' }],
      created: ['company Acme', 'contact Ana Lopes', 'contact Rui Costa'],
    });
    expect(saved.interaction).not.toHaveProperty('is_private');
    expect(await count('companies')).toBe(1);
    expect(await count('contacts')).toBe(2);
    expect(await count('relationships')).toBe(2);
    expect(await count('followUps')).toBe(1);
    expect(await count('changes')).toBe(1);
    const { people, interactions, open_follow_ups } = await customer(tom, { company: { name: 'acme' } });
    expect(people?.map(({ name }) => name).toSorted()).toEqual(['Ana Lopes', 'Rui Costa']);
    expect(interactions).toMatchObject([{ contacts: ['Ana Lopes', 'Rui Costa'], member: 'marta' }]);
    expect(open_follow_ups).toMatchObject([{ title: 'Send pricing', owner: 'marta' }]);
  });

  test('today is the day in the time zone of the member', async () => {
    const auckland = await team.as('kiri', { timeZone: 'Pacific/Auckland' });
    team.system.clock.advance(2 * 3_600_000); // 12:00 UTC: already tomorrow in Auckland
    const { interaction } = await logInteraction(auckland, meeting('Acme'));
    team.system.clock.advance(-2 * 3_600_000);
    expect(interaction.occurred_on).toBe('2026-11-25');
  });

  test.each([
    ['Acme', 'acme GmbH'],
    ['Acme Inc.', 'ACME'],
    ['Müller & Söhne', 'Muller und Sohne'.replace(' und', '')],
    ['Acme, Inc', 'Acme Inc.'],
  ])('“%s” and “%s” are one company', async (first, second) => {
    await logInteraction(marta, meeting(first));
    await logInteraction(tom, meeting(second));
    expect(await count('companies')).toBe(1);
  });

  test('“Acme Ltd” and “Acme GmbH” are two, and “Acme” is then asked about', async () => {
    await logInteraction(marta, meeting('Acme Ltd'));
    await logInteraction(marta, meeting('Acme GmbH'));
    expect(await count('companies')).toBe(2);
    const error = await failure(logInteraction(marta, meeting('Acme')));
    expect(error.code).toBe('ambiguous');
    expect(error.candidates).toHaveLength(2);
    expect(await count('interactions')).toBe(2);
  });

  test('a company is found by its domain, whatever it is called', async () => {
    await logInteraction(marta, {
      ...meeting('Acme'),
      company: { name: 'Acme', domain: 'https://www.acme.com/' },
    });
    const again = await logInteraction(marta, {
      ...meeting('x'),
      company: { name: 'Acme Group', domain: 'acme.com' },
    });
    expect(again.company?.name).toBe('Acme');
  });

  test('a domain or an address that belongs to another name is asked about', async () => {
    await logInteraction(marta, { ...meeting('Acme'), company: { name: 'Acme', domain: 'acme.com' } });
    await logInteraction(marta, {
      ...meeting('Acme'),
      contacts: [{ name: 'Ana Lopes', email: 'ana@acme.com' }],
    });
    const wrong = [
      { ...meeting('x'), company: { name: 'Globex', domain: 'acme.com' } },
      { ...meeting('Acme'), contacts: [{ name: 'Bob Stone', email: 'ana@acme.com' }] },
    ];
    for (const input of wrong) expect((await failure(logInteraction(marta, input))).code).toBe('ambiguous');
    const taken = { ...meeting('x'), company: { name: 'Zeta', domain: 'acme.com', is_new: true } };
    expect((await failure(logInteraction(marta, taken))).message).toContain('already belongs to Acme');
    const other = {
      ...meeting('Acme'),
      contacts: [{ name: 'Ana Lopes', email: 'other@acme.com', is_new: true }],
    };
    await logInteraction(marta, other);
    expect(await count('contacts')).toBe(2);
  });

  test('a name without a letter or a digit is no name', async () => {
    for (const name of ['🍏', '???', ' — ']) {
      expect((await failure(logInteraction(marta, meeting(name)))).code).toBe('invalid');
    }
  });

  test('what is written takes a short form that can mean one company only, and says which', async () => {
    await logInteraction(marta, meeting('Mirador Hotels'));
    const saved = await saveCompany(marta, { company: { name: 'Mirador' }, domain: 'mirador.com' });
    expect(saved).toMatchObject({
      saved: 'Mirador Hotels: domain mirador.com',
      company: { name: 'Mirador Hotels', domain: 'mirador.com' },
    });
    expect(await count('companies')).toBe(1);
  });

  test('undo sees that somebody has written since, though the value is the same again', async () => {
    await logInteraction(marta, meeting('Acme', 'Ana Lopes'));
    const titles = ['CTO', 'CEO', 'CTO'];
    const changes = [];
    for (const title of titles)
      changes.push(await saveContact(marta, { contact: { name: 'Ana Lopes' }, title }));
    expect((await failure(undo(marta, { change_id: changes[0]?.change_id }))).code).toBe('conflict');
    for (const { change_id } of changes.toReversed()) await undo(marta, { change_id });
  });

  test('search finds a company behind any number of newer interactions', async () => {
    await logInteraction(marta, meeting('Mirador Hotels'));
    for (let call = 0; call < 12; call += 1) await logInteraction(marta, meeting('Mirador Hotels'));
    const found = await find(marta, { query: 'mirador' });
    expect(found.companies).toHaveLength(1);
    expect(found.interactions).toHaveLength(10);
  });

  test('a misspelt company is asked about, and created only when it is said to be new', async () => {
    await logInteraction(marta, meeting('Acme'));
    const error = await failure(logInteraction(marta, meeting('Acmee')));
    expect(error.message).toContain('Acme');
    expect(await count('companies')).toBe(1);
    await logInteraction(marta, { ...meeting('x'), company: { name: 'Acmee', is_new: true } });
    expect(await count('companies')).toBe(2);
    for (const number of [12, 13]) await logInteraction(marta, meeting(`Depot ${number}`));
    expect(await count('companies')).toBe(4);
  });

  test('a shortened name finds the one company it can mean, and is asked about where it can mean two', async () => {
    await logInteraction(marta, meeting('Mirador Hotels'));
    expect(await getCustomer(marta, { company: { name: 'Mirador' } })).toMatchObject({
      company: { name: 'Mirador Hotels' },
    });
    expect((await logInteraction(marta, meeting('Mirador'))).company?.name).toBe('Mirador Hotels');
    expect(await count('companies')).toBe(1);
    await logInteraction(marta, { ...meeting('x'), company: { name: 'Mirador Golf', is_new: true } });
    expect((await failure(getCustomer(marta, { company: { name: 'Mirador' } }))).candidates).toHaveLength(2);
    expect((await failure(logInteraction(marta, meeting('Mirador')))).candidates).toHaveLength(2);
  });

  test('contacts are found by e-mail, by name within the company, and by first name when it is clear', async () => {
    await logInteraction(marta, {
      ...meeting('Acme'),
      contacts: [{ name: 'Ana Lopes', email: 'Ana@Acme.com' }],
    });
    await logInteraction(marta, { ...meeting('Acme'), contacts: [{ email: 'ana@acme.com' }] });
    await logInteraction(marta, meeting('Acme', 'ana lopes'));
    await logInteraction(marta, meeting('Acme', 'Ana'));
    expect(await count('contacts')).toBe(1);
    await logInteraction(marta, meeting('Globex', 'Ana Lopes'));
    expect(await count('contacts')).toBe(2);
    const error = await failure(
      logInteraction(marta, { kind: 'call', summary: 'x', contacts: [{ name: 'Ana' }] }),
    );
    expect(error.code).toBe('ambiguous');
  });

  test('a nickname is asked about, not guessed', async () => {
    await logInteraction(marta, meeting('Acme', 'Katherine Jones'));
    const error = await failure(logInteraction(marta, meeting('Acme', 'Kate Jones')));
    expect(error.candidates[0]).toContain('Katherine Jones');
    expect(await count('contacts')).toBe(1);
  });

  test('undo takes back exactly one change', async () => {
    await logInteraction(marta, meeting('Globex', 'Bo Berg'));
    const before = await store.read.select().from(store.tables.companies);
    const saved = await logInteraction(marta, {
      ...meeting('Acme', 'Ana Lopes'),
      follow_ups: [{ title: 'Send pricing' }],
    });
    await undo(marta, { change_id: saved.change_id });
    expect(await store.read.select().from(store.tables.companies)).toEqual(before);
    expect(await count('followUps')).toBe(0);
    expect(await count('interactions')).toBe(1);
    expect((await find(marta, { query: 'Ana Lopes' })).contacts).toEqual([]);
    expect((await failure(undo(marta, { change_id: saved.change_id }))).code).toBe('conflict');
  });

  test('undo refuses when later entries build on the change', async () => {
    const first = await logInteraction(marta, meeting('Acme', 'Ana Lopes'));
    const second = await logInteraction(tom, meeting('Acme'));
    const error = await failure(undo(marta, { change_id: first.change_id }));
    expect(error.code).toBe('conflict');
    expect(error.message).toContain('Acme');
    expect(await count('interactions')).toBe(2);
    await undo(tom, { change_id: second.change_id });
    await undo(marta, { change_id: first.change_id });
    expect(await count('companies')).toBe(0);
  });

  test('undo gives changed rows their former values, unless they were changed again', async () => {
    await logInteraction(marta, meeting('Acme', 'Ana Lopes'));
    const titled = await saveContact(marta, { contact: { name: 'Ana Lopes' }, title: 'CFO' });
    const again = await saveContact(tom, { contact: { name: 'Ana Lopes' }, title: 'CEO' });
    expect((await failure(undo(marta, { change_id: titled.change_id }))).message).toContain('changed since');
    await undo(tom, { change_id: again.change_id });
    await undo(marta, { change_id: titled.change_id });
    const [ana] = await store.read.select().from(store.tables.contacts);
    expect(ana?.title).toBeNull();
  });

  test('only the author or a lead can undo', async () => {
    const saved = await logInteraction(marta, meeting('Acme'));
    expect((await failure(undo(tom, { change_id: saved.change_id }))).code).toBe('forbidden');
    await undo(lead, { change_id: saved.change_id });
    expect(await count('interactions')).toBe(0);
  });

  test('undoing a run is all or nothing', async () => {
    const ctx = {
      ...marta,
      source: { channel: 'D1', ts: '1.0', threadKey: 'D1:1.0', runId: 'run-1', at: NOW },
    };
    await logInteraction(ctx, meeting('Acme'));
    await logInteraction(ctx, meeting('Globex'));
    await logInteraction(tom, meeting('Acme'));
    expect((await failure(undoRun(marta, { runId: 'run-1' }))).code).toBe('conflict');
    expect(await count('interactions')).toBe(3);
  });

  test('a private interaction is seen by its author and by admins alone, and never where others read', async () => {
    const admin = await team.as('ada', { role: 'admin' });
    await logInteraction(marta, {
      ...meeting('Acme', 'Ana Lopes'),
      summary: 'Salary of the CFO.',
      is_private: true,
      follow_ups: [{ title: 'Secret follow-up' }],
    });
    const seenBy = async (ctx: Context) =>
      JSON.stringify([
        await find(ctx, { query: 'salary' }),
        await getCustomer(ctx, { company: { name: 'Acme' } }),
        await listMyInteractions(ctx, {}),
      ]);
    for (const ctx of [marta, admin]) {
      expect(await seenBy(ctx)).toContain('Salary');
      expect(await seenBy({ ...ctx, actor: { ...ctx.actor, audience: 'shared' } })).not.toMatch(
        /Salary|Secret/,
      );
    }
    for (const ctx of [tom, lead]) expect(await seenBy(ctx)).not.toMatch(/Salary|Secret/);
  });

  test('search finds beginnings of words without accents, all words before any', async () => {
    await logInteraction(marta, {
      ...meeting('Škoda Auto', 'José Núñez'),
      summary: 'Renewal of the leasing contract.',
    });
    await logInteraction(marta, { ...meeting('Globex'), summary: 'Contract signed.' });
    expect((await find(tom, { query: 'skoda' })).companies).toMatchObject([{ name: 'Škoda Auto' }]);
    expect((await find(tom, { query: 'nunez' })).contacts).toMatchObject([{ name: 'José Núñez' }]);
    expect((await find(tom, { query: 'renew contract' })).interactions).toHaveLength(1);
    expect((await find(tom, { query: 'contract zzz' })).interactions).toHaveLength(2);
    expect((await find(tom, { query: '"; drop table companies; --*' })).companies).toEqual([]);
  });

  test('follow-ups are changed and completed by their owner or a lead', async () => {
    await logInteraction(marta, meeting('Acme', 'Ana Lopes'));
    const { follow_up: followUp } = await addFollowUp(marta, {
      title: 'Send the deck',
      company: { name: 'Acme' },
    });
    const done = { follow_up_id: followUp.id, action: 'done' as const };
    expect((await failure(changeFollowUp(tom, done))).code).toBe('forbidden');
    const moved = await changeFollowUp(marta, { ...done, action: 'change', due_on: '2026-12-01' });
    expect(moved.saved).toBe('Send the deck: due Tue 1 Dec 2026');
    await changeFollowUp(lead, done);
    expect((await failure(changeFollowUp(marta, done))).code).toBe('invalid');
    const [row] = await store.read
      .select()
      .from(store.tables.followUps)
      .where(eq(store.tables.followUps.id, followUp.id));
    expect(row).toMatchObject({ status: 'done', dueOn: '2026-12-01', memberId: marta.actor.memberId });
  });

  test('open follow-ups are listed by urgency, one’s own alone', async () => {
    await logInteraction(marta, meeting('Acme'));
    await addFollowUp(marta, { title: 'Some day' });
    await addFollowUp(marta, { title: 'Later', due_on: '2026-12-01', company: { name: 'Acme' } });
    await addFollowUp(marta, { title: 'Overdue', due_on: '2026-11-20' });
    await addFollowUp(tom, { title: 'Toms', due_on: '2026-11-20' });
    const titles = async (input: object) =>
      (await listMyFollowUps(marta, input)).open_follow_ups.map(({ title }) => title);
    expect(await titles({})).toEqual(['Overdue', 'Later', 'Some day']);
    expect(await titles({ due_until: '2026-11-24' })).toEqual(['Overdue']);
    expect(await titles({ company: { name: 'Acme' } })).toEqual(['Later']);
  });

  test('a job change ends one relationship and begins another', async () => {
    await logInteraction(marta, meeting('Acme', 'Ana Lopes'));
    await relate(marta, {
      contact: { name: 'Ana Lopes' },
      kind: 'works_at',
      company: { name: 'Acme' },
      ended_on: '2026-11-01',
    });
    await relate(marta, {
      contact: { name: 'Ana Lopes' },
      kind: 'works_at',
      company: { name: 'Globex' },
      started_on: '2026-11-02',
    });
    const { contact, connections } = await customer(tom, { contact: { name: 'Ana Lopes' } });
    expect(contact?.companies).toEqual(['Globex']);
    expect(connections).toEqual([{ words: 'Ana Lopes works at Acme', until: '2026-11-01' }]);
    const error = await failure(
      relate(marta, { contact: { name: 'Ana Lopes' }, kind: 'knows', other_contact: { name: 'Ana Lopes' } }),
    );
    expect(error.code).toBe('invalid');
  });

  test('a domain or an e-mail address belongs to one', async () => {
    await logInteraction(marta, meeting('Acme', 'Ana Lopes'));
    await logInteraction(marta, meeting('Globex', 'Bo Berg'));
    await saveCompany(marta, { company: { name: 'Acme' }, domain: 'acme.com' });
    expect(
      (await failure(saveCompany(tom, { company: { name: 'Globex' }, domain: 'acme.com' }))).message,
    ).toContain('Acme');
    await saveContact(marta, { contact: { name: 'Ana Lopes' }, email: 'ana@acme.com' });
    expect(
      (await failure(saveContact(tom, { contact: { name: 'Bo Berg' }, email: 'ANA@acme.com' }))).code,
    ).toBe('invalid');
  });

  test.each([
    ['a day that does not exist', { occurred_on: '2026-02-30' }],
    ['a day in the future', { occurred_on: '2027-01-01' }],
    ['an unknown field', { member_id: 'U0TOM' }],
    ['an empty summary', { summary: ' \u0000 ' }],
    ['no customer at all', { company: undefined, contacts: [] }],
    ['too many people', { contacts: Array.from({ length: 21 }, (_, at) => ({ name: `Person ${at}` })) }],
  ])('%s is refused with a reason, and nothing is written', async (_, wrong) => {
    const error = await failure(
      logInteraction(marta, { ...meeting('Acme', 'Ana Lopes'), ...wrong } as never),
    );
    expect(error.code).toBe('invalid');
    expect(await count('companies')).toBe(0);
    expect(await count('changes')).toBe(0);
  });
});
