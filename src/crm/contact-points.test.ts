import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type CrmDesk, failure, getCustomer, openCrmDesk } from '../testing/crm-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { saveContact } from './contact-changes.ts';
import { readPersonView } from './contacts.ts';
import { logInteraction } from './interactions.ts';
import { undo } from './undo.ts';

describe.each(Object.entries(DIALECTS))('addresses and numbers of contacts on %s', (_, open) => {
  let desk: CrmDesk;
  let marta: CrmDesk['marta'];
  let ana: string;

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    ({ marta } = desk);
  });
  afterAll(() => desk.store.close());
  beforeEach(async () => {
    await desk.clear();
    const contact = { name: 'Ana Lopes', email: 'ana@acme.example', phone: '+351 912 345 678' };
    ana = (await saveContact(marta, { contact, company: { name: 'Acme' } })).contact.id;
  });

  const view = async () => (await getCustomer(marta, { contact: { id: ana } })).contact;
  const log = (contact: object) =>
    logInteraction(marta, {
      kind: 'call',
      summary: 'Talked.',
      company: { name: 'Acme' },
      contacts: [{ id: ana, ...contact }],
      again: true,
    });

  test('a title that is said in passing is kept where none is known; of another one it is said that it was not kept', async () => {
    expect((await log({ title: 'CFO' })).other_title).toBeUndefined();
    expect((await log({ title: 'cfo' })).other_title).toBeUndefined();
    expect((await log({ title: 'CEO' })).other_title).toEqual([
      '“CEO” was not kept, as Ana Lopes is known as “CFO”: save_contact changes it',
    ]);
    expect((await view())?.title).toBe('CFO');
    await saveContact(marta, { contact: { id: ana }, title: 'CEO' });
    expect((await view())?.title).toBe('CEO');
  });

  test('what is said in passing of somebody known is kept besides, told, and undone with the change', async () => {
    const before = await desk.everything();
    const said = { email: 'ana.lopes@home.example', phone: '+351 213 456 789' };
    const logged = await log(said);
    expect(logged.kept_besides).toEqual([
      'ana.lopes@home.example is kept as a further address of Ana Lopes',
      '+351 213 456 789 is kept as a further number of Ana Lopes',
    ]);
    expect(await view()).toMatchObject({
      email: 'ana@acme.example',
      emails: ['ana@acme.example', said.email],
      phone: '+351 912 345 678',
      phones: ['+351 912 345 678', said.phone],
    });
    const again = await saveContact(marta, { contact: { email: said.email }, title: 'CEO' });
    expect(again).toMatchObject({ contact: { id: ana, email: 'ana@acme.example' } });
    await undo(marta, { change_id: again.change_id });
    await undo(marta, { change_id: logged.change_id });
    expect(await desk.everything()).toBe(before);
  });

  test('an address or a number that is known in another form is no further one', async () => {
    const logged = await log({ email: 'mailto:Ana+crm@ACME.example', phone: '00351 912345678' });
    expect(logged).not.toHaveProperty('kept_besides');
    expect(await view()).not.toHaveProperty('emails');
  });

  test('a new address is the first one, and the old one is kept until it is cleared', async () => {
    const { change_id, ...saved } = await saveContact(marta, {
      contact: { id: ana },
      email: 'ana@globex.example',
      phone: '+351 213 456 789',
    });
    expect(saved).toMatchObject({
      saved: expect.stringContaining('email ana@acme.example → ana@globex.example'),
      kept_besides: [expect.stringContaining('ana@acme.example'), expect.stringContaining('912 345 678')],
    });
    const back = await saveContact(marta, { contact: { id: ana }, email: 'ana@acme.example' });
    expect(back.contact.emails).toEqual(['ana@acme.example', 'ana@globex.example']);
    await undo(marta, { change_id: back.change_id });
    await undo(marta, { change_id });
    expect(await view()).toMatchObject({ email: 'ana@acme.example', phone: '+351 912 345 678' });
    await saveContact(marta, { contact: { id: ana }, email: 'ana@globex.example' });
    await saveContact(marta, { contact: { id: ana }, clear: ['email', 'phone'] });
    expect(await view()).toEqual({ id: ana, name: 'Ana Lopes', companies: ['Acme'] });
  });

  test('an address belongs to one contact, also a further one and one of a free mail service', async () => {
    await log({ email: 'ana.lopes@gmail.com' });
    const taken = saveContact(marta, { contact: { name: 'Bo Berg' }, email: 'Ana.Lopes+x@gmail.com' });
    expect(await failure(taken)).toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('already belongs to Ana Lopes'),
    });
    const other = saveContact(marta, { contact: { name: 'Bo Berg', email: 'ana.lopes@gmail.com' } });
    expect((await failure(other)).choices?.map(({ id }) => id)).toEqual([ana]);
    expect(await desk.rows('contacts')).toHaveLength(1);
  });

  test('the number of the front desk makes nobody one with a colleague', async () => {
    const company = { name: 'Acme' };
    const saved = await saveContact(marta, {
      contact: { name: 'Bo Berg', phone: '+351 912 345 678' },
      company,
    });
    expect(saved.created).toEqual(['contact Bo Berg']);
  });

  test('what is no number is told, and the rest is saved', async () => {
    const logged = await log({ phone: 'call the desk', email: 'ana@acme' });
    expect(logged.not_kept).toEqual([
      '“ana@acme” is no e-mail address, and was not kept',
      '“call the desk” is no phone number, and was not kept',
    ]);
    expect(await desk.rows('interactions')).toHaveLength(1);
  });

  test('where all that was said of somebody known cannot be read, nothing is saved, and what it should be is told', async () => {
    const before = await desk.everything();
    const bad = failure(saveContact(marta, { contact: { id: ana }, email: 'ana@acme' }));
    expect(await bad).toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(
        /^Nothing was saved: “ana@acme” is no e-mail address.*email such as ana@acme\.com/,
      ),
    });
    const { name } = await readPersonView(marta, ana);
    for (const email of ['ana@acme', 'ana at acme'])
      expect((await failure(saveContact(marta, { contact: { name, email } }))).code).toBe('invalid');
    expect((await failure(saveContact(marta, { contact: { email: 'ana@acme' } }))).message).toContain(
      'Nothing was saved',
    );
    expect(await desk.everything()).toBe(before);
    const both = await saveContact(marta, { contact: { id: ana }, email: 'ana@acme', title: 'CTO' });
    expect([both.contact.title, both.not_kept]).toEqual([
      'CTO',
      ['“ana@acme” is no e-mail address, and was not kept'],
    ]);
  });

  test('of somebody whose address alone was known the name is kept once it is said', async () => {
    await saveContact(marta, { contact: { email: 'eva@rhein.example' } });
    const { contacts } = await logInteraction(marta, {
      kind: 'email',
      summary: 'Wrote.',
      contacts: [{ name: 'Eva Klein', email: 'eva@rhein.example' }],
    });
    expect(contacts).toMatchObject([{ name: 'Eva Klein' }]);
    expect(await desk.rows('contacts')).toHaveLength(2);
  });
});
