import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readArguments } from '../model/tool-arguments.ts';
import { type CrmDesk, failure, getCustomer, meeting, openCrmDesk } from '../testing/crm-desk.ts';
import { CRM_TABLES } from '../testing/store-rows.ts';
import { DIALECTS } from '../testing/stores.ts';
import { saveCompany } from './company-changes.ts';
import { SaveContact, saveContact } from './contact-changes.ts';
import { eraseContact } from './erasure/erase.ts';
import { find } from './find.ts';
import { addFollowUp, listMyFollowUps } from './follow-ups.ts';
import { logInteraction } from './interactions.ts';
import { addNote } from './notes.ts';
import { relate } from './relationships.ts';
import { undo } from './undo.ts';

describe.each(Object.entries(DIALECTS))('what is known of customers on %s', (_, open) => {
  let desk: CrmDesk;
  let marta: CrmDesk['marta'];
  let tom: CrmDesk['tom'];
  let lead: CrmDesk['lead'];
  let rows: CrmDesk['rows'];
  let everything: CrmDesk['everything'];
  let store: CrmDesk['store'];
  let team: CrmDesk['team'];

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    ({ marta, tom, lead, rows, everything, store, team } = desk);
  });
  afterAll(() => desk.store.close());
  beforeEach(() => desk.clear());

  test('a lead is saved with address and phone in one call, without an interaction', async () => {
    const saved = await saveContact(marta, {
      contact: { name: 'Peter Müller', email: 'peter@speditionmueller.de', phone: '+49 170 1234567' },
      company: { name: 'Spedition Müller GmbH', domain: 'speditionmueller.de' },
    });
    expect(saved).toMatchObject({
      saved: 'Peter Müller (Spedition Müller GmbH): email peter@speditionmueller.de; phone +49 170 1234567',
      contact: { name: 'Peter Müller', phone: '+49 170 1234567' },
      company: { name: 'Spedition Müller GmbH' },
      created: ['company Spedition Müller GmbH', 'contact Peter Müller'],
    });
    expect(JSON.stringify(saved)).not.toMatch(/key|createdAt|null/i);
    expect(await rows('interactions')).toEqual([]);
    await undo(marta, { change_id: saved.change_id });
    for (const name of CRM_TABLES) expect(await rows(name)).toEqual([]);
  });

  test('a known contact gets what is new, and `clear` empties a field; undo brings each back', async () => {
    await logInteraction(marta, meeting('Acme', 'Ana Lopes'));
    const before = await everything();
    const first = await saveContact(marta, { contact: { name: 'Ana' }, title: 'CFO', email: 'ana@acme.com' });
    const between = await everything();
    const second = await saveContact(marta, { contact: { name: 'Ana', title: 'CEO' }, clear: ['email'] });
    expect(second.saved).toBe('Ana Lopes: title CFO → CEO; email ana@acme.com removed');
    expect(second.contact).toEqual({
      id: second.contact.id,
      name: 'Ana Lopes',
      title: 'CEO',
      companies: ['Acme'],
    });
    await undo(marta, { change_id: second.change_id });
    expect(await everything()).toBe(between);
    await undo(marta, { change_id: first.change_id });
    expect(await everything()).toBe(before);
  });

  test('what is to be known of somebody new may stand in `contact` or beside it, or stand alone', async () => {
    const about = { email: 'eva@rhein.example', phone: '+49 221 1', title: 'Head of fleet' };
    const name = 'Eva Klein';
    const company = { name: 'Rhein Transport' };
    const { email, ...others } = about;
    const ways: SaveContact[] = [
      { contact: { name, ...about }, company },
      { contact: { name }, company, ...about },
      { contact: { name, email }, company, ...others },
      readArguments(SaveContact, { name, company: 'Rhein Transport', ...about }) as SaveContact,
      readArguments(SaveContact, { contact: name, company, ...about }) as SaveContact,
    ];
    for (const way of ways) {
      const saved = await saveContact(marta, way);
      expect(saved.contact).toEqual({ id: saved.contact.id, name, ...about, companies: ['Rhein Transport'] });
      expect(saved.created).toEqual(['company Rhein Transport', 'contact Eva Klein']);
      await undo(marta, { change_id: saved.change_id });
    }
    expect((await failure(saveContact(marta, { title: 'CFO' } as SaveContact))).message).toContain('contact');
  });

  test('of somebody known the fields beside `contact` are what is to be, also a new name', async () => {
    await saveContact(marta, { contact: { name: 'Eva Klein', email: 'eva@old.example' } });
    const changed = await saveContact(marta, {
      contact: { name: 'Eva' },
      name: 'Eva Gross',
      email: 'eva@new.example',
    });
    expect(changed.saved).toBe(
      'Eva Gross: name Eva Klein → Eva Gross; email eva@old.example → eva@new.example',
    );
    expect(await rows('contacts')).toHaveLength(1);
  });

  test('an address that somebody else has is refused by name, whatever tool brings it', async () => {
    await saveContact(marta, { contact: { name: 'Bo Berg', email: 'bo@globex.com' } });
    const { contact } = await saveContact(marta, { contact: { name: 'Ana Lopes' } });
    const said = { contact: { id: contact.id, email: 'bo@globex.com' } };
    expect((await failure(saveContact(marta, said))).message).toContain('already belongs to Bo Berg');
    const logged = logInteraction(marta, { kind: 'call', summary: 'x', contacts: [said.contact] });
    expect((await failure(logged)).message).toContain('already belongs to Bo Berg');
  });

  test('a company is added or changed; what it does is added to what is known, and replaced only with clear', async () => {
    const company = { name: 'Acme' };
    const made = await saveCompany(marta, { company, domain: 'acme.com', about: 'Makes anvils.' });
    expect(made).toMatchObject({ company: { domain: 'acme.com' }, created: ['company Acme'] });
    const before = await everything();
    const more = await saveCompany(marta, { company, about: 'Has three sites.' });
    expect(more.company.about).toBe('Makes anvils.\nHas three sites.');
    const renamed = await saveCompany(marta, {
      company,
      name: 'Acme Ltd',
      about: 'Anvils.',
      clear: ['about', 'domain'],
    });
    expect(renamed.company).toEqual({ id: made.company.id, name: 'Acme Ltd', about: 'Anvils.' });
    for (const { change_id } of [renamed, more]) await undo(marta, { change_id });
    expect(await everything()).toBe(before);
    await undo(marta, { change_id: made.change_id });
    expect(await rows('companies')).toEqual([]);
  });

  test('a note is added with its day, below what was known, and only once', async () => {
    await logInteraction(marta, meeting('Bluefin Logistics', 'Henrik Dahl'));
    const contact = { name: 'Henrik' };
    await addNote(marta, { contact, note: 'Prefers e-mail.' });
    const before = await everything();
    const noted = await addNote(marta, { contact, note: 'Hates calls before 10.' });
    expect(noted.saved).toBe('Henrik Dahl: Hates calls before 10.');
    expect(noted.contact).toMatchObject({ name: 'Henrik Dahl', companies: ['Bluefin Logistics'] });
    const about = '24 Nov 2026: Prefers e-mail.\n24 Nov 2026: Hates calls before 10.';
    expect((await getCustomer(tom, { contact: { name: 'Henrik Dahl' } })).contact?.about).toBe(about);
    expect((await addNote(tom, { contact, note: 'Prefers e-mail.' })).saved).toMatch(
      /^Nothing: it was so already/,
    );
    expect((await find(marta, { query: 'hates calls' })).contacts).toMatchObject([{ name: 'Henrik Dahl' }]);
    await undo(marta, { change_id: noted.change_id });
    expect(await everything()).toBe(before);
    const onCompany = await addNote(marta, { company: { name: 'Bluefin' }, note: 'Closed in August.' });
    expect(onCompany.company).toMatchObject({
      name: 'Bluefin Logistics',
      about: '24 Nov 2026: Closed in August.',
    });
  });

  test('words that stand in the middle of what is known are something else', async () => {
    const company = { name: 'Acme' };
    await addNote(marta, { company, note: 'No longer wants the Pro plan' });
    await addNote(marta, { company, note: 'wants the Pro plan' });
    const { about } = (await saveCompany(marta, { company, about: 'the Pro plan' })).company;
    expect(about?.split('\n').map((each) => each.replace(/^24 Nov 2026: /, ''))).toEqual([
      'No longer wants the Pro plan',
      'wants the Pro plan',
      'the Pro plan',
    ]);
    expect((await saveCompany(marta, { company, about: 'the Pro plan' })).change_id).toBe('');
  });

  test('what is known has a bound, and the refusal says what to do', async () => {
    const contact = { name: 'Ana Lopes' };
    const note = (at: number) => addNote(marta, { contact, note: `${at}${'x'.repeat(980)}` });
    for (let at = 0; at < 8; at += 1) await note(at);
    const error = await failure(note(8));
    expect(error.message).toContain('Log this as an interaction of kind note instead');
  });

  test('details go with an erased contact, and lose the name where others took part', async () => {
    const admin = await team.as('ada', { role: 'admin' });
    const details = 'Ana Lopes said SECRETPLAN.';
    await logInteraction(marta, { ...meeting('Acme', 'Ana Lopes'), details });
    await logInteraction(marta, {
      ...meeting('Acme', 'Ana Lopes', 'Rui Costa'),
      details: 'Ana Lopes and Rui agreed.',
    });
    await eraseContact(admin, { contact: { name: 'Ana Lopes' } });
    const kept = await store.read.select().from(store.tables.interactions);
    expect(kept.map((each) => each.details)).toEqual(['(erased) and Rui agreed.']);
    for (const name of [...CRM_TABLES, 'changes'] as const)
      expect(JSON.stringify(await rows(name))).not.toMatch(/lopes|SECRETPLAN/i);
    expect((await find(marta, { query: 'agreed rui' })).interactions).toHaveLength(1);
  });

  test('private details are shown to nobody else', async () => {
    const logged = await logInteraction(marta, {
      ...meeting('Acme'),
      details: 'SECRETPLAN',
      is_private: true,
    });
    expect(logged.interaction).toMatchObject({ is_private: true });
    for (const ctx of [tom, lead, { ...marta, actor: { ...marta.actor, audience: 'shared' as const } }]) {
      const seen = [
        await find(ctx, { query: 'secretplan' }),
        await getCustomer(ctx, { company: { name: 'Acme' } }),
      ];
      expect(JSON.stringify(seen)).not.toContain('SECRETPLAN');
    }
    expect((await find(marta, { query: 'secretplan' })).interactions).toHaveLength(1);
  });

  test('a customer is told with phones, notes, connections, and promises on both sides', async () => {
    await logInteraction(marta, meeting('Acme', 'Ana Lopes', 'Rui Costa'));
    await saveContact(marta, { contact: { name: 'Ana Lopes' }, phone: '+351 1' });
    await addNote(marta, { contact: { name: 'Rui Costa' }, note: 'Golfs.' });
    await relate(marta, {
      contact: { name: 'Rui Costa' },
      kind: 'reports_to',
      other_contact: { name: 'Ana Lopes' },
    });
    await relate(marta, { contact: { name: 'Sara Holm' }, kind: 'advises', company: { name: 'Acme' } });
    await addFollowUp(marta, { title: 'Call Ana', contact: { name: 'Ana Lopes' } });
    await addFollowUp(tom, { title: 'Send the contract', company: { name: 'Acme' } });
    const company = await getCustomer(tom, { company: { name: 'Acme' } });
    expect(company).toMatchObject({
      company: { name: 'Acme' },
      people: [{ phone: '+351 1' }, { about: '24 Nov 2026: Golfs.' }],
      connections: [{ words: 'Rui Costa reports to Ana Lopes' }, { words: 'Sara Holm advises Acme' }],
      open_follow_ups: [{ title: 'Call Ana', company: 'Acme' }, { title: 'Send the contract' }],
    });
    const contact = await getCustomer(tom, { contact: { name: 'Ana Lopes' } });
    expect(contact).toMatchObject({
      contact: { phone: '+351 1', companies: ['Acme'] },
      connections: [{ words: 'Rui Costa reports to Ana Lopes' }],
      open_follow_ups: [{ title: 'Call Ana' }, { title: 'Send the contract', owner: 'tom' }],
    });
    expect(JSON.stringify([company, contact])).not.toMatch(/Key"|createdAt/);
    const { open_follow_ups } = await listMyFollowUps(marta, { company: { name: 'Acme' } });
    expect(open_follow_ups).toMatchObject([{ title: 'Call Ana' }]);
  });
});
