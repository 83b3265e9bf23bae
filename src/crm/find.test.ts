import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type CrmDesk, meeting, openCrmDesk } from '../testing/crm-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { saveContact } from './contact-changes.ts';
import { find } from './find.ts';
import { changeInteraction } from './interaction-changes.ts';
import { logInteraction } from './interactions.ts';

describe.each(Object.entries(DIALECTS))('search on %s', (_, open) => {
  let desk: CrmDesk;
  let marta: CrmDesk['marta'];
  let tom: CrmDesk['tom'];

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    ({ marta, tom } = desk);
  });
  afterAll(() => desk.store.close());
  beforeEach(() => desk.clear());

  test('search finds a company behind any number of newer interactions', async () => {
    await logInteraction(marta, meeting('Mirador Hotels'));
    for (let call = 0; call < 12; call += 1) await logInteraction(marta, meeting('Mirador Hotels'));
    const found = await find(marta, { query: 'mirador' });
    expect(found.companies).toHaveLength(1);
    expect(found.interactions).toHaveLength(10);
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

  test('search finds a contact by the phone number, however it is written', async () => {
    await saveContact(marta, { contact: { name: 'Ana Lopes', is_new: true }, phone: '+351 912 345 678' });
    for (const query of ['+351 912 345 678', '912345678', '0351-912 345 678', '(912) 345.678', '2345678'])
      expect((await find(tom, { query })).contacts, query).toMatchObject([{ name: 'Ana Lopes' }]);
    await saveContact(marta, { contact: { name: 'Ana Lopes' }, phone: '+351 913 000 111' });
    for (const query of ['912345678', '913000111'])
      expect((await find(tom, { query })).contacts, query).toMatchObject([{ name: 'Ana Lopes' }]);
    await saveContact(marta, {
      contact: { name: 'Ana Lopes' },
      phone: '+351 914 000 222',
      clear: ['phone'],
    });
    for (const query of ['912345678', '913000111'])
      expect((await find(tom, { query })).contacts, query).toEqual([]);
    expect((await find(tom, { query: '914000222' })).contacts).toMatchObject([{ name: 'Ana Lopes' }]);
  });

  test('search finds a part of a name without spaces, a digraph, and a name with a sign', async () => {
    for (const name of ['株式会社東芝', 'Müller & Söhne', 'Đorđe Pumps', 'C++ Alliance', 'Cobol Works'])
      await logInteraction(marta, meeting(name));
    const named = async (query: string) => (await find(tom, { query })).companies.map(({ name }) => name);
    expect(await named('東芝')).toEqual(['株式会社東芝']);
    expect(await named('Mueller')).toEqual(['Müller & Söhne']);
    expect(await named('MULLER')).toEqual(['Müller & Söhne']);
    expect(await named('dorde')).toEqual(['Đorđe Pumps']);
    expect(await named('C++')).toEqual(['C++ Alliance']);
    expect((await find(tom, { query: 'C++' })).interactions).toHaveLength(1);
  });

  test('of companies and contacts the newest are found, as a dictionary orders them', async () => {
    const names = ['Zeta', 'Éclair', 'alpha', 'Beta'].map((each) => `${each} Freight`);
    for (const name of names) await logInteraction(marta, meeting(name, `${name.split(' ')[0]} Costa`));
    const inOrder = ['alpha', 'Beta', 'Éclair', 'Zeta'];
    const { companies } = await find(tom, { query: 'freight' });
    expect(companies.map(({ name }) => name)).toEqual(inOrder.map((each) => `${each} Freight`));
    const { contacts } = await find(tom, { query: 'costa' });
    expect(contacts.map(({ name }) => name)).toEqual(inOrder.map((each) => `${each} Costa`));
  });

  test('words in quotation marks are found in this order alone', async () => {
    await logInteraction(marta, { ...meeting('Globex'), summary: 'The contract renewal is signed.' });
    await logInteraction(marta, { ...meeting('Initech'), summary: 'Renewal of the contract.' });
    const companies = async (query: string) =>
      (await find(tom, { query })).interactions.map(({ company }) => company);
    expect(await companies('"contract renewal"')).toEqual(['Globex']);
    expect(await companies('"renewal contract"')).toEqual([]);
    expect(await companies('"contract" renewal')).toHaveLength(2);
  });

  test('a search that finds nothing says what to try', async () => {
    await logInteraction(marta, meeting('Globex', 'Ana Lopes'));
    expect((await find(tom, { query: '!?&' })).hint).toMatch('no word');
    expect((await find(tom, { query: '"..."' })).hint).toMatch('no word');
    expect((await find(tom, { query: 'zzzz yyyy' })).hint).toMatch('any of these');
    expect(await find(tom, { query: 'globex' })).not.toHaveProperty('hint');
  });

  test('an interaction is found by who took part, also after its text was changed', async () => {
    await logInteraction(marta, meeting('Globex', 'Ana Lopes'));
    await changeInteraction(marta, { which_company: { name: 'Globex' }, summary: 'Talked about the price.' });
    expect((await find(tom, { query: 'price lopes globex' })).interactions).toHaveLength(1);
  });
});
