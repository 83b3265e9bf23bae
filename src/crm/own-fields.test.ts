import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { type CrmSettings, DEFAULT_CRM } from '../crm-settings.ts';
import { type CrmDesk, failure, getCustomer, newCustomersOf, openCrmDesk } from '../testing/crm-desk.ts';
import { oneOfEach, ownField } from '../testing/own-field-settings.ts';
import { wholeStore } from '../testing/store-rows.ts';
import { DIALECTS } from '../testing/stores.ts';
import { saveCompany } from './company-changes.ts';
import { saveContact } from './contact-changes.ts';
import { eraseContact } from './erasure/erase.ts';
import { find } from './find.ts';
import { listKeptValues } from './kept-values.ts';
import { mergeCustomers } from './merging/merge.ts';
import { previewMerge } from './merging/preview.ts';
import { undo } from './undo.ts';

const ALL = {
  a_text: 'Buys *by tender* <!channel>',
  a_number: 12.5,
  a_sum: '40000.5 EUR',
  a_date: '2027-01-31',
  a_yes: true,
  a_size: 'large',
  a_way: ['Sea', 'Road'],
};

describe.each(Object.entries(DIALECTS))('own fields on %s', (_, open) => {
  let desk: CrmDesk;
  let settings: CrmSettings;
  const as = (ctx: Context): Context => ({ ...ctx, crm: () => settings });
  let marta: Context;
  let lead: Context;

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    [marta, lead] = [as(desk.marta), as(desk.lead)];
  });
  afterAll(() => desk.store.close());
  beforeEach(async () => {
    settings = oneOfEach();
    await desk.clear();
  });

  const fieldsOf = async (name: string) => {
    const { fields = [] } = await getCustomer(marta, { company: { name } });
    return Object.fromEntries(fields.map(({ field, value }) => [field, value]));
  };

  test('a value of each type is kept, shown with its label, and told as old and new', async () => {
    const added = await saveCompany(marta, { company: { name: 'Acme' }, fields: ALL });
    expect(added.saved).toBe(
      'Acme: A text Buys *by tender* <!channel>; A number 12.5; A sum €40,000.50; A date 2027-01-31; A yes yes; A size Large; A way Road, Sea',
    );
    const { fields } = await getCustomer(marta, { company: { name: 'Acme' } });
    expect(fields?.[2]).toEqual({ field: 'a_sum', label: 'A sum', value: '€40,000.50' });
    const changed = await saveCompany(marta, {
      company: { name: 'Acme' },
      fields: { a_number: 13, a_size: 'Large', a_text: null },
    });
    expect(changed.saved).toBe('Acme: A number 12.5 → 13; A text Buys *by tender* <!channel> removed');
    expect(await fieldsOf('Acme')).not.toHaveProperty('a_text');
    const again = await saveCompany(marta, { company: { name: 'Acme' }, fields: { a_number: 13 } });
    expect(again).toMatchObject({ change_id: '', saved: 'Nothing: it was so already (Acme).' });
  });

  test('a number of money has its point, also for somebody who writes a comma', async () => {
    const german: Context = { ...marta, actor: { ...marta.actor, locale: 'de-DE' } };
    const save = (sum: unknown) => saveCompany(german, { company: { name: 'Acme' }, fields: { a_sum: sum } });
    expect((await failure(save(123.456))).message).toContain('more decimals than its currency');
    expect((await save(12.5)).saved.normalize('NFKC')).toBe('Acme: A sum 12,50 €');
    settings = { ...settings, currency: 'KWD' };
    expect((await save(40.125)).saved.normalize('NFKC')).toContain('40,125 KWD');
    expect((await failure(save('x'.repeat(100_000)))).code).toBe('invalid');
  });

  test('undo restores every row as it was, whatever a change did to them', async () => {
    await saveCompany(marta, { company: { name: 'Acme' }, fields: { a_number: 1, a_text: 'old words' } });
    const { change_id: only } = await saveCompany(marta, {
      company: { name: 'Acme' },
      fields: { a_text: 'other words' },
    });
    expect((await find(marta, { query: 'other' })).companies).toHaveLength(1);
    await undo(marta, { change_id: only });
    const before = await desk.everything();
    const { change_id } = await saveCompany(marta, {
      company: { name: 'Acme' },
      name: 'Acme Labs',
      fields: { a_number: null, a_text: 'new words', a_way: ['Rail'] },
    });
    expect((await find(marta, { query: 'new words' })).companies).toHaveLength(1);
    expect((await find(marta, { query: 'old' })).companies).toHaveLength(0);
    await undo(marta, { change_id });
    expect(await desk.everything()).toBe(before);
    expect((await find(marta, { query: 'old words' })).companies).toHaveLength(1);
  });

  test('a customer that was added with fields is gone after undo, with all of them', async () => {
    const { change_id } = await saveContact(marta, { contact: { name: 'Ana Lopes' }, fields: ALL });
    expect(await desk.rows('fieldValues')).toHaveLength(7);
    await undo(marta, { change_id });
    expect(await desk.rows('fieldValues')).toEqual([]);
    expect(await desk.rows('contacts')).toEqual([]);
  });

  test('what cannot be so is refused with its field, its rule and what is allowed, and nothing is written', async () => {
    const refused = async (fields: Record<string, unknown>) => {
      const { code, message } = await failure(saveCompany(marta, { company: { name: 'Acme' }, fields }));
      expect(code).toBe('invalid');
      return message;
    };
    expect(await refused({ a_size: 'Huge' })).toContain(
      'fields.a_size cannot be “Huge”: it is one of Small, Large',
    );
    expect(await refused({ a_way: ['Road', 'Air'] })).toContain('one of Road, Rail, Sea');
    expect(await refused({ a_number: 'twelve' })).toContain('fields.a_number must be a number');
    expect(await refused({ a_number: Number.POSITIVE_INFINITY })).toContain(
      'fields.a_number must be a number',
    );
    expect(await refused({ a_date: '31.01.2027' })).toContain('fields.a_date is no day');
    expect(await refused({ a_date: '2027-02-30' })).toContain('fields.a_date is no day');
    expect(await refused({ a_yes: 'maybe' })).toContain('fields.a_yes must be yes or no');
    expect(await refused({ a_sum: 'a lot' })).toContain('fields.a_sum is no amount');
    expect(await refused({ a_sum: '1.005 EUR and more' })).toContain('fields.a_sum');
    expect(await refused({ a_text: 'x'.repeat(10_000) })).toContain('fields.a_text is too long: at most 500');
    expect(await refused({ a_nunber: 1 })).toContain(
      'fields.a_nunber is no field of companies (did you mean “a_number”?): there are a_text, a_number',
    );
    expect(await refused(JSON.parse('{"__proto__": {"a_text": "x"}, "constructor": "y"}'))).toContain(
      'fields.constructor is no field',
    );
    expect(await refused({ a_size: 'Huge', a_number: 'x' })).toMatch(/a_size.*; fields\.a_number/);
    const { message } = await failure(
      saveCompany(marta, { company: { name: 'Acme' }, clear: ['domain', 'a_nothing'] }),
    );
    expect(message).toContain('clear cannot be “a_nothing”: it is one of domain, about, a_text');
    expect(await desk.rows('companies')).toEqual([]);
    expect(await desk.rows('fieldValues')).toEqual([]);
  });

  test.each([
    '"; drop table companies; --',
    '=HYPERLINK("http://x","y")',
    '<!channel> *bold* `code`',
    "O'Hara {field_values} {visible}",
    '["Road"]',
    '\u{1f469}\u200d\u{1f680} ‮evil',
  ])('a hostile text is kept as it is: %s', async (text) => {
    await saveCompany(marta, { company: { name: 'Acme' }, fields: { a_text: text } });
    expect((await fieldsOf('Acme')).a_text?.replaceAll('‮', '')).toBe(text.replaceAll('‮', ''));
  });

  test('amounts keep the digits of their currency, and one without a currency is in that of the settings', async () => {
    const said = async (text: string) => {
      await saveCompany(marta, { company: { name: 'Acme' }, fields: { a_sum: text } });
      const [row] = (await desk.rows('fieldValues')) as { amount: number; currency: string }[];
      return [row?.amount, row?.currency];
    };
    expect(await said('1500 JPY')).toEqual([1_500, 'JPY']);
    expect(await said('12.345 KWD')).toEqual([12_345, 'KWD']);
    expect(await said('€40k')).toEqual([4_000_000, 'EUR']);
    expect(await said('99.90')).toEqual([9_990, 'EUR']);
    expect(await said('10 USD')).toEqual([1_000, 'USD']);
    settings = { ...settings, currency: undefined };
    const { message } = await failure(
      saveCompany(marta, { company: { name: 'Acme' }, fields: { a_sum: '5' } }),
    );
    expect(message).toContain('fields.a_sum does not say which currency');
  });

  test('a field that is taken out of the file hides its values and keeps them, and they are there when it is back', async () => {
    await saveCompany(marta, { company: { name: 'Acme' }, fields: { a_text: 'tender', a_number: 4 } });
    settings = { ...settings, fields: settings.fields.filter(({ key }) => key !== 'a_text') };
    expect(await fieldsOf('Acme')).toEqual({ a_number: '4' });
    expect(await listKeptValues(marta)).toEqual([
      { of: 'company', field: 'a_text', count: 1, because: 'removed' },
    ]);
    const { message } = await failure(
      saveCompany(marta, { company: { name: 'Acme' }, fields: { a_text: 'x' } }),
    );
    expect(message).toContain('fields.a_text is no field');
    settings = oneOfEach();
    expect(await fieldsOf('Acme')).toEqual({ a_text: 'tender', a_number: '4' });
    expect(await listKeptValues(marta)).toEqual([]);
  });

  test('a field with another key has the values of the key that it had before', async () => {
    await saveCompany(marta, { company: { name: 'Acme' }, fields: { a_number: 4 } });
    settings = { ...DEFAULT_CRM, fields: [ownField('company', 'headcount', 'number', { was: 'a_number' })] };
    expect(await fieldsOf('Acme')).toEqual({ headcount: '4' });
    expect(await listKeptValues(marta)).toEqual([]);
    const before = await desk.everything();
    const changed = await saveCompany(marta, { company: { name: 'Acme' }, fields: { headcount: 5 } });
    expect(changed.saved).toBe('Acme: Headcount 4 → 5');
    expect(await desk.rows('fieldValues')).toMatchObject([{ field: 'headcount', number: 5 }]);
    await undo(marta, { change_id: changed.change_id });
    expect(await desk.everything()).toBe(before);
    await saveCompany(marta, { company: { name: 'Acme' }, clear: ['headcount'] });
    expect(await desk.rows('fieldValues')).toEqual([]);
  });

  test('a value of the type that a field had before is shown as it was, and told to operators', async () => {
    await saveCompany(marta, { company: { name: 'Acme' }, fields: { a_text: 'about 40', a_number: 7 } });
    settings = {
      ...DEFAULT_CRM,
      fields: [
        ownField('company', 'a_text', 'number'),
        ownField('company', 'a_number', 'one_of', { values: ['1-9', '10+'] }),
      ],
    };
    expect(await fieldsOf('Acme')).toEqual({ a_text: 'about 40', a_number: '7' });
    expect(await listKeptValues(marta)).toMatchObject([
      { field: 'a_number', because: 'other type' },
      { field: 'a_text', because: 'other type' },
    ]);
    await saveCompany(marta, { company: { name: 'Acme' }, fields: { a_text: 40 } });
    expect(await fieldsOf('Acme')).toEqual({ a_text: '40', a_number: '7' });
  });

  test('a merge keeps the value of the one that stays, or the chosen one, and undo brings both back', async () => {
    const { company } = newCustomersOf(marta);
    const [keep, merged] = [await company('Acme'), await company('Acme Iberia')];
    await saveCompany(marta, { company: { id: keep }, fields: { a_text: 'tender', a_number: 1 } });
    await saveCompany(marta, {
      company: { id: merged },
      fields: { a_text: 'direct', a_number: 2, a_size: 'Small' },
    });
    settings = { ...settings, fields: settings.fields.filter(({ key }) => key !== 'a_size') };
    const before = await desk.everything();
    const preview = await previewMerge(lead, { kind: 'company', oneId: keep, otherId: merged });
    expect(preview.ownFields).toEqual([
      { key: 'a_text', label: 'A text', keep: 'tender', merged: 'direct' },
      { key: 'a_number', label: 'A number', keep: '1', merged: '2' },
    ]);
    const { change_id } = await mergeCustomers(lead, {
      kind: 'company',
      keepId: keep,
      mergedId: merged,
      ownChoices: { a_text: 'merged' },
    });
    expect((await find(marta, { query: 'direct' })).companies).toHaveLength(1);
    expect((await find(marta, { query: 'tender' })).companies).toHaveLength(0);
    settings = oneOfEach();
    expect(await fieldsOf('Acme')).toEqual({ a_text: 'direct', a_number: '1', a_size: 'Small' });
    await undo(lead, { change_id });
    expect(await desk.everything()).toBe(before);
  });

  test('what is erased with a contact is their values, also in the history, and their name in the fields of others', async () => {
    const admin = as({ ...desk.lead, actor: { ...desk.lead.actor, role: 'admin' } });
    await saveContact(marta, {
      contact: { name: 'Ana Lopes' },
      fields: { a_text: 'born in Porto', a_date: '1980-05-17' },
    });
    await saveContact(marta, { contact: { name: 'Ana Lopes' }, fields: { a_text: 'born in Braga' } });
    await saveCompany(marta, { company: { name: 'Acme' }, fields: { a_text: 'Ask Ana Lopes first' } });
    await eraseContact(admin, { contact: { name: 'Ana Lopes' } });
    const all = await wholeStore(desk.store);
    for (const word of ['porto', 'braga', '1980-05-17', 'lopes']) expect(all).not.toContain(word);
    expect((await fieldsOf('Acme')).a_text).toMatch(/^Ask .* first$/);
    expect((await find(marta, { query: 'Lopes' })).companies).toHaveLength(0);
    expect((await find(marta, { query: 'first' })).companies).toHaveLength(1);
  });

  test('fifty fields are set, read and cleared in one change each', async () => {
    const keys = Array.from({ length: 50 }, (_, at) => `field_${at}`);
    settings = { ...DEFAULT_CRM, fields: keys.map((key) => ownField('company', key, 'text')) };
    const fields = Object.fromEntries(keys.map((key) => [key, `value of ${key}`]));
    await saveCompany(marta, { company: { name: 'Acme' }, fields });
    expect(await fieldsOf('Acme')).toEqual(fields);
    const before = await desk.everything();
    const { change_id } = await saveCompany(marta, { company: { name: 'Acme' }, clear: keys });
    expect(await desk.rows('fieldValues')).toEqual([]);
    await undo(marta, { change_id });
    expect(await desk.everything()).toBe(before);
  });
});
