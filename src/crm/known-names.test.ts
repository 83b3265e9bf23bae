import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type CrmDesk, failure, getCustomer, meeting, openCrmDesk } from '../testing/crm-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { saveCompany } from './company-changes.ts';
import { saveContact } from './contact-changes.ts';
import { logInteraction } from './interactions.ts';

describe.each(Object.entries(DIALECTS))('names that are known on %s', (_, open) => {
  let desk: CrmDesk;
  let marta: CrmDesk['marta'];
  let tom: CrmDesk['tom'];
  let rows: CrmDesk['rows'];
  let everything: CrmDesk['everything'];

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    ({ marta, tom, rows, everything } = desk);
  });
  afterAll(() => desk.store.close());
  beforeEach(() => desk.clear());

  const count = async (name: Parameters<CrmDesk['rows']>[0]) => (await rows(name)).length;

  test('the first label of a domain is a short form, too; with a legal form, or where another name is as near, it is asked', async () => {
    await saveCompany(marta, { company: { name: 'Kestrel Foods', domain: 'kfoods.com' } });
    expect((await logInteraction(marta, meeting('KFoods'))).company?.name).toBe('Kestrel Foods');
    expect((await logInteraction(marta, meeting('Kestrel'))).company?.name).toBe('Kestrel Foods');
    expect((await failure(logInteraction(marta, meeting('Kestrel Ltd')))).code).toBe('not_found');
    await saveCompany(marta, { company: { name: 'Kestral', is_new: true } });
    expect((await failure(logInteraction(marta, meeting('Kestrel')))).candidates).toHaveLength(2);
    const other = { ...meeting('x'), company: { name: 'Kestrel', domain: 'kestrel.org', is_new: true } };
    expect((await logInteraction(marta, other)).created).toEqual(['company Kestrel']);
  });

  test('of many similar companies the first are named, and how many others there are', async () => {
    for (const word of 'Air Sea Rail Road Port Dock Hall Gate Yard Quay'.split(' '))
      await saveCompany(marta, { company: { name: `Kestrel ${word}`, is_new: true } });
    const refused = await failure(logInteraction(marta, meeting('Kestrel')));
    expect(refused).toMatchObject({ code: 'not_found', candidates: { length: 8 }, more: '2' });
    expect(refused.message).toContain('; and 2 more. Ask which one is meant');
  });

  test('a short form with a domain that is not like the name is asked about, wherever the domain stands', async () => {
    await saveCompany(marta, { company: { name: 'Mirador Hotels' } });
    await saveCompany(marta, { company: { name: 'Grupo MH', domain: 'hotelaria.pt' } });
    const before = await everything();
    const foreign = [
      () => saveCompany(marta, { company: { name: 'Mirador' }, domain: 'evil.com' }),
      () => saveCompany(marta, { company: { name: 'Mirador', domain: 'evil.com' } }),
      () => logInteraction(marta, { ...meeting('x'), company: { name: 'Mirador', domain: 'evil.com' } }),
      () => saveCompany(marta, { company: { name: 'Hotelaria' }, domain: 'evil.com' }),
    ];
    for (const work of foreign)
      expect(await failure(work())).toMatchObject({ code: 'not_found', candidates: [expect.anything()] });
    expect(await everything()).toBe(before);
    for (const domain of ['mirador.com', 'mirador-hotels.com', 'miradorhotels.com']) {
      const saved = await saveCompany(marta, { company: { name: 'Mirador' }, domain });
      expect(saved.company).toMatchObject({ name: 'Mirador Hotels', domain });
    }
    await saveCompany(marta, { company: { name: 'Mirador Hotels' }, domain: 'evil.com' });
  });

  test('“Herrn Schmidt” is “Herr Schmidt”, and “Frau Schmidt” is not', async () => {
    await logInteraction(marta, meeting('Deutsche Bahn', 'Herr Schmidt'));
    await logInteraction(marta, meeting('Deutsche Bahn', 'Herrn Schmidt'));
    await logInteraction(marta, meeting('Deutsche Bahn', 'Schmidt'));
    expect(await rows('contacts')).toHaveLength(1);
    expect((await logInteraction(marta, meeting('Deutsche Bahn', 'Frau Schmidt'))).created).toEqual([
      'contact Frau Schmidt',
    ]);
    expect(
      (await failure(logInteraction(marta, meeting('Deutsche Bahn', 'Schmidt')))).candidates,
    ).toHaveLength(2);
    const herr = { kind: 'call' as const, summary: 'x', contacts: [{ name: 'Herr' }] };
    expect((await logInteraction(marta, { ...herr, company: { name: 'Siemens' } })).created).toContain(
      'contact Herr',
    );
  });

  test('somebody of a known name with another address is asked about, unless it is said that they are new', async () => {
    const company = { name: 'Quayside Couriers' };
    await saveContact(marta, { contact: { name: 'Callum Reid', email: 'callum@quayside.example' }, company });
    const other = { name: 'Callum Reid', email: 'callum.reid@quayside.example' };
    const log = (contact: object) =>
      logInteraction(marta, { kind: 'email', summary: 'x', company, contacts: [contact], again: true });
    const error = await failure(log(other));
    expect(error).toMatchObject({ code: 'ambiguous' });
    expect(error.candidates).toEqual([
      expect.stringMatching(/^Callum Reid.*callum@quayside.example.*\[id \w+\]$/),
    ]);
    expect(await rows('interactions')).toEqual([]);
    const id = /\[id (\w+)\]/.exec(error.candidates[0] ?? '')?.[1] ?? '';
    expect(error.choices).toEqual([{ kind: 'contact', id, label: expect.stringContaining('Callum Reid (') }]);
    expect(await log({ ...other, id })).toMatchObject({
      kept_besides: ['callum.reid@quayside.example is kept as a further address of Callum Reid'],
    });
    expect(await rows('contacts')).toHaveLength(1);
    expect((await failure(log({ ...other, is_new: true }))).message).toContain(
      'already belongs to Callum Reid',
    );
    await log({ ...other, email: 'c.reid@quayside.example', is_new: true });
    expect(await rows('contacts')).toHaveLength(2);
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

  test('“Acme Ltd” and “Acme GmbH” may be two, and “Acme” is then asked about', async () => {
    await logInteraction(marta, meeting('Acme Ltd'));
    expect((await failure(logInteraction(marta, meeting('Acme GmbH')))).code).toBe('ambiguous');
    await logInteraction(marta, { ...meeting('x'), company: { name: 'Acme GmbH', is_new: true } });
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

  test('a misspelt company is asked about, and created only when it is said to be new', async () => {
    await logInteraction(marta, meeting('Mirador'));
    const error = await failure(logInteraction(marta, meeting('Miradour')));
    expect(error.message).toContain('a similar one: Mirador (the names are spelt much alike');
    expect(await count('companies')).toBe(1);
    await logInteraction(marta, { ...meeting('x'), company: { name: 'Miradour', is_new: true } });
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
    expect((await failure(logInteraction(marta, meeting('Globex', 'Ana Lopes')))).message).toContain(
      'somebody of this name is known at another company',
    );
    await logInteraction(marta, { ...meeting('Globex'), contacts: [{ name: 'Ana Lopes', is_new: true }] });
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
});
