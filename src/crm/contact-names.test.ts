import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type CrmDesk, failure, getCustomer, meeting, openCrmDesk } from '../testing/crm-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { saveCompany } from './company-changes.ts';
import { saveContact } from './contact-changes.ts';
import { logInteraction } from './interactions.ts';
import { undo } from './undo.ts';

describe.each(Object.entries(DIALECTS))('names of contacts on %s', (_, open) => {
  let desk: CrmDesk;
  let marta: CrmDesk['marta'];
  let eva: string;
  const company = { name: 'Acme' };

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    ({ marta } = desk);
  });
  afterAll(() => desk.store.close());
  beforeEach(async () => {
    await desk.clear();
    eva = (await saveContact(marta, { contact: { name: 'Eva Klein' }, company })).contact.id;
  });

  test('a part of a name that can mean one colleague only means them, and it is told who was taken', async () => {
    const logged = await logInteraction(marta, meeting('Acme', 'Dr Klein'));
    expect(logged).toMatchObject({
      contacts: [{ id: eva, name: 'Eva Klein' }],
      contacts_meant: [{ said: 'Dr Klein', name: 'Eva Klein', because: 'only the surname was said' }],
    });
    expect(await logInteraction(marta, meeting('Acme', 'Eva'))).toMatchObject({
      contacts_meant: [{ said: 'Eva', name: 'Eva Klein', because: 'only the given name was said' }],
    });
    expect(await logInteraction(marta, meeting('Acme', 'Dr. Eva Klein'))).not.toHaveProperty(
      'contacts_meant',
    );
    await saveContact(marta, { contact: { name: 'Rolf Klein' }, company });
    expect((await failure(logInteraction(marta, meeting('Acme', 'Dr Klein')))).choices).toHaveLength(2);
  });

  test('where no company is said, a part of a name means the only one of all who has it', async () => {
    expect((await getCustomer(marta, { contact: { name: 'Eva' } })).contact?.id).toBe(eva);
    await saveContact(marta, { contact: { name: 'Eva Stone' }, company: { name: 'Globex' } });
    expect((await failure(getCustomer(marta, { contact: { name: 'Eva' } }))).choices).toHaveLength(2);
    expect((await logInteraction(marta, meeting('Initech', 'Eva'))).created).toContain('contact Eva');
  });

  test('the old name goes on meaning somebody who was renamed', async () => {
    await saveContact(marta, { contact: { id: eva }, name: 'Eva Gross' });
    const logged = await logInteraction(marta, meeting('Acme', 'Eva Klein'));
    expect(logged).toMatchObject({
      contacts: [{ id: eva }],
      contacts_meant: [{ said: 'Eva Klein', name: 'Eva Gross', because: 'it is known by this name, too' }],
    });
  });

  test('nobody is called as a colleague is, unless it is said that they are two', async () => {
    const { contact: other } = await saveContact(marta, { contact: { name: 'Maria Stone' }, company });
    const rename = (more: object) =>
      saveContact(marta, { contact: { id: other.id, ...more }, name: 'Dr. Eva Klein' });
    expect(await failure(rename({}))).toMatchObject({
      code: 'conflict',
      pair: { kind: 'contact', oneId: other.id, otherId: eva },
    });
    expect((await rename({ is_new: true })).contact.name).toBe('Dr. Eva Klein');
    const [oneId, otherId] = [eva, other.id].toSorted();
    expect(await desk.rows('duplicates')).toMatchObject([{ oneId, otherId, status: 'different' }]);
  });

  test('a form of address tells two of one surname apart, and stays in front of a fuller name', async () => {
    const log = (contact: object, ctx = marta) =>
      logInteraction(ctx, {
        kind: 'call',
        summary: 'Talked.',
        company,
        contacts: [contact] as never,
        again: true,
      });
    const [herr] = (await log({ name: 'Herrn Schmidt' })).contacts ?? [];
    const [frau] = (await log({ name: 'Frau Schmidt' })).contacts ?? [];
    expect([herr?.name, frau?.name]).toEqual(['Herr Schmidt', 'Frau Schmidt']);
    expect((await log({ name: 'Mr Schmidt' })).contacts).toEqual([herr]);
    const asked = await failure(log({ name: 'Hans Schmidt' }));
    expect(asked.choices?.map(({ id }) => id)).toEqual([herr?.id, frau?.id]);
    const answers = { pressed: [], isAnswer: async () => true, isToldApart: async () => true };
    const { contacts } = await log({ id: herr?.id, name: 'Hans Schmidt' }, { ...marta, answers });
    expect(contacts).toEqual([{ id: herr?.id, name: 'Herr Hans Schmidt' }]);
    expect((await log({ name: 'Hans Schmidt' })).contacts).toEqual(contacts);
    expect((await log({ name: 'Fr. Schmidt' })).contacts).toEqual([frau]);
    expect(await desk.rows('aliases')).toEqual([]);
  });

  test('a name completes somebody of whom the address alone is known, and is asked about where it may be another', async () => {
    await saveCompany(marta, { company: { name: 'Acme' }, domain: 'acme.com' });
    const mailed = await logInteraction(marta, {
      kind: 'email',
      summary: 'Wrote.',
      contacts: [{ email: 'ana.lopes@acme.com' }],
    });
    const [bare] = mailed.contacts ?? [];
    expect(bare?.name).toBe('ana.lopes@acme.com');
    const met = await logInteraction(marta, meeting('Acme', 'Ana Lopes'));
    expect(met).toMatchObject({
      contacts: [{ id: bare?.id, name: 'Ana Lopes' }],
      contacts_meant: [{ said: 'Ana Lopes', because: 'the name is like the e-mail address' }],
    });
    const { contact } = await getCustomer(marta, { contact: { name: 'Ana Lopes' } });
    expect(contact).toMatchObject({ id: bare?.id, email: 'ana.lopes@acme.com', companies: ['Acme'] });
    await undo(marta, { change_id: met.change_id });
    expect((await getCustomer(marta, { contact: { id: bare?.id } })).contact?.name).toBe(
      'ana.lopes@acme.com',
    );
    // With the address in hand, whichever of the two fields it is said in.
    const saved = await saveContact(marta, {
      contact: { name: 'Ana Lopes' },
      email: 'ana.lopes@acme.com',
      company,
    });
    expect(saved.contact).toMatchObject({ id: bare?.id, name: 'Ana Lopes' });
    // Somebody at no company, or of whom the initial fits.
    await logInteraction(marta, {
      kind: 'email',
      summary: 'Wrote.',
      contacts: [{ email: 'b.stone@globex.com' }],
    });
    expect((await failure(logInteraction(marta, meeting('Acme', 'Bob Stone')))).choices).toHaveLength(1);
    // And the other way round: the address of somebody who is known by name.
    const again = await logInteraction(marta, {
      ...meeting('Acme'),
      contacts: [{ email: 'eva.klein@acme.com' }],
    });
    expect(again.contacts).toEqual([{ id: eva, name: 'Eva Klein' }]);
    const { contact: known } = await getCustomer(marta, { contact: { id: eva } });
    expect(known?.email).toBe('eva.klein@acme.com');
  });

  test('somebody new of a known name is remembered to be another', async () => {
    const contacts = [{ name: 'E. Klein' }];
    const log = { kind: 'call' as const, summary: 'Talked.', company };
    expect((await failure(logInteraction(marta, { ...log, contacts }))).choices).toMatchObject([{ id: eva }]);
    await logInteraction(marta, { ...log, contacts: [{ name: 'E. Klein', is_new: true }] });
    expect(await desk.rows('duplicates')).toMatchObject([
      { kind: 'contact', because: 'initials', status: 'different', decidedBy: marta.actor.memberId },
    ]);
  });

  test('a name that answers what was asked is another name of who was chosen; any other is not', async () => {
    const asked: unknown[] = [];
    const answers = {
      pressed: [],
      isAnswer: async (_: unknown, which: { name: string }) =>
        asked.push(which) > 0 && which.name === 'E. Klein',
      isToldApart: async () => false,
    };
    const choose = (name: string) =>
      logInteraction({ ...marta, answers }, { ...meeting('Acme'), contacts: [{ id: eva, name }] });
    await choose('E. Klein');
    await choose('Evi Klein');
    await choose('Bob Stone');
    expect(await desk.rows('aliases')).toMatchObject([
      { contactId: eva, name: 'E. Klein', source: 'answer' },
    ]);
    expect((await logInteraction(marta, meeting('Acme', 'E. Klein'))).contacts).toMatchObject([{ id: eva }]);
  });
});
