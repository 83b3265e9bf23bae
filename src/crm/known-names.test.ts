import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type CrmDesk, failure, meeting, openCrmDesk } from '../testing/crm-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { saveCompany } from './company-changes.ts';
import { saveContact } from './contact-changes.ts';
import { logInteraction } from './interactions.ts';

describe.each(Object.entries(DIALECTS))('names that are known on %s', (_, open) => {
  let desk: CrmDesk;
  let marta: CrmDesk['marta'];
  let rows: CrmDesk['rows'];
  let everything: CrmDesk['everything'];

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    ({ marta, rows, everything } = desk);
  });
  afterAll(() => desk.store.close());
  beforeEach(() => desk.clear());

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

  test('a short form with a domain that is not like the name is asked about, wherever the domain stands', async () => {
    await saveCompany(marta, { company: { name: 'Mirador Hotels' } });
    await saveCompany(marta, { company: { name: 'Grupo MH', domain: 'hotelaria.pt' } });
    const before = await everything();
    const foreign = [
      saveCompany(marta, { company: { name: 'Mirador' }, domain: 'evil.com' }),
      saveCompany(marta, { company: { name: 'Mirador', domain: 'evil.com' } }),
      logInteraction(marta, { ...meeting('x'), company: { name: 'Mirador', domain: 'evil.com' } }),
      saveCompany(marta, { company: { name: 'Hotelaria' }, domain: 'evil.com' }),
    ];
    for (const work of foreign)
      expect(await failure(work)).toMatchObject({ code: 'not_found', candidates: [expect.anything()] });
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
      logInteraction(marta, { kind: 'email', summary: 'x', company, contacts: [contact] });
    const error = await failure(log(other));
    expect(error).toMatchObject({ code: 'ambiguous' });
    expect(error.candidates).toEqual([
      expect.stringMatching(/^Callum Reid.*callum@quayside.example.*\[id \w+\]$/),
    ]);
    expect(await rows('interactions')).toEqual([]);
    const id = /\[id (\w+)\]/.exec(error.candidates[0] ?? '')?.[1] ?? '';
    await log({ ...other, id });
    expect(await rows('contacts')).toHaveLength(1);
    await log({ ...other, is_new: true });
    expect(await rows('contacts')).toHaveLength(2);
  });
});
