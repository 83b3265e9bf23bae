import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { DEFAULT_CRM } from '../crm-settings.ts';
import { SQL_WORDS } from '../store/reporting/sql-words.ts';
import { judgeCrm } from './crm-text.ts';

const settingsOf = (text: string) => {
  const judged = judgeCrm(text);
  if ('problems' in judged) throw new Error(JSON.stringify(judged.problems));
  return judged.settings;
};
const faultsOf = (text: string) => {
  const judged = judgeCrm(text);
  return 'problems' in judged ? judged.problems.map(({ line, reason }) => `${line}: ${reason}`) : [];
};
/** The faults of a file with one field of a company, which stands on its third line. */
const faultsOfField = (key: string, rest: string) =>
  faultsOf(`companies:\n  fields:\n    ${key}: { ${rest} }`);

test('a file with nothing but comments says nothing', () => {
  expect(settingsOf('# Nothing yet.\ncompanies:\n  fields:\n#    a: {}\n')).toEqual(DEFAULT_CRM);
  expect(settingsOf('')).toEqual(DEFAULT_CRM);
});

test('the shipped file and that of the local workspace are good, also with all that they suggest', () => {
  const shipped = readFileSync(join(import.meta.dirname, '../../crm.yaml'), 'utf8');
  expect(settingsOf(shipped)).toEqual(DEFAULT_CRM);
  const all = settingsOf(shipped.replace(/^# (?=currency)/m, '').replace(/^#(?= {4})/gm, ''));
  expect(all.currency).toBe('EUR');
  expect(all.fields.map(({ of, key }) => `${of}.${key}`)).toEqual([
    'company.industry',
    'company.contract_until',
    'contact.interests',
    'deal.competitor',
  ]);
  const demo = readFileSync(join(import.meta.dirname, '../playground/demo-crm.yaml'), 'utf8');
  expect(settingsOf(demo).fields).toHaveLength(3);
});

test('stages and fields are read with names made of their keys, and chances as percent or share', () => {
  const settings = settingsOf(`
currency: JPY
stages:
  - { id: first_talk, probability: 12.5% }
  - { id: offer, name: Offer sent, probability: 0.5 }
  - { id: won, status: won }
  - { id: lost, status: lost }
contacts:
  fields:
    floor:
      type: one_of
      values: [1, 2]
      description: Where they sit.
      was: storey
`);
  expect(settings).toEqual({
    currency: 'JPY',
    stages: [
      { id: 'first_talk', name: 'First talk', probability: 0.125, status: 'open' },
      { id: 'offer', name: 'Offer sent', probability: 0.5, status: 'open' },
      { id: 'won', name: 'Won', probability: 1, status: 'won' },
      { id: 'lost', name: 'Lost', probability: 0, status: 'lost' },
    ],
    fields: [
      {
        of: 'contact',
        key: 'floor',
        label: 'Floor',
        type: 'one_of',
        description: 'Where they sit.',
        values: ['1', '2'],
        was: 'storey',
      },
    ],
  });
});

describe('is refused, with its line', () => {
  test.each([
    ['currancy: EUR', ['1: unknown key “currancy” (did you mean “currency”?)']],
    ['currency: Euro', ['1: currency: must be a currency of ISO 4217 in capitals, such as EUR']],
    ['companies:\n  feilds: {}', ['2: companies: unknown key “feilds” (did you mean “fields”?)']],
    ['currency: EUR\ncurrency: USD', ['2: Map keys must be unique']],
    ['a: &x [1]\nb: *x', ['1: anchors (&x) are not allowed', '2: aliases (*x) are not allowed']],
    ['companies: !!js/function x', ['1: Unresolved tag: tag:yaml.org,2002:js/function']],
    ['__proto__: {}', ['1: nothing can be called “__proto__”']],
    ['- a', ['1: Invalid input: expected object, received array']],
  ])('%s', (text, problems) => expect(faultsOf(text)).toEqual(problems));

  test('a field of a wrong key, type, description or value', () => {
    expect(faultsOfField('Size', 'type: text, description: x')[0]).toMatch(
      /^3: companies.fields.Size: must be lower case/,
    );
    expect(faultsOfField('x'.repeat(41), 'type: text, description: x')[0]).toContain('at most 40 characters');
    expect(faultsOfField('size', 'type: one-of, description: x, values: [a]')[0]).toContain(
      'did you mean “one_of”?',
    );
    expect(faultsOfField('size', 'type: text')[0]).toBe('3: companies.fields.size.description: is missing');
    expect(faultsOfField('size', 'type: text, description: x, lable: y')[0]).toContain(
      'did you mean “label”?',
    );
    expect(faultsOfField('size', 'type: one_of, description: x')[0]).toContain('values: is missing');
    expect(faultsOfField('size', 'type: text, description: x, values: [a]')[0]).toContain(
      'text has no values',
    );
    expect(faultsOfField('size', 'type: one_of, description: x, values: [Big, big]')[0]).toContain(
      'stands there twice',
    );
    expect(faultsOfField('size', "type: several_of, description: x, values: ['a, b']")[0]).toContain('comma');
    expect(faultsOfField('size', "type: several_of, description: x, values: ['a\"b']")[0]).toContain(
      'quotation mark',
    );
    expect(
      faultsOfField('size', `type: one_of, description: x, values: [${Array(51).fill('v')}]`)[0],
    ).toContain('at most 50');
    expect(faultsOf('companies:\n  fields:\n    size: text')[0]).toContain(
      'must have a type and a description',
    );
  });

  test.each([
    'name',
    'domain',
    'created_on',
    'about',
    'contacts',
    'constructor',
    'prototype',
    'order',
    'select',
    'user',
    'sort_key',
  ])('a field called %s', (key) => expect(faultsOfField(key, 'type: text, description: x')).toHaveLength(1));

  test.each(['__proto__', '"; drop table companies; --', '_private', '9lives', 'a__b', 'ünder'])(
    'a field called %s',
    (key) =>
      expect(
        faultsOf(`companies:\n  fields:\n    ? ${JSON.stringify(key)}\n    : { type: text, description: x }`),
      ).toHaveLength(1),
  );

  test('a field whose column in reports is another one’s', () => {
    const [first] = faultsOf(`
deals:
  fields:
    price: { type: money, description: x }
    price_currency: { type: text, description: y }`);
    expect(first).toBe(
      '5: deals.fields.price_currency: its column “price_currency” in reports is taken: choose another key',
    );
  });

  test('a former key that is a field still, or of two', () => {
    const found = faultsOf(`
contacts:
  fields:
    one: { type: text, description: x }
    two: { type: text, description: x, was: one }
    three: { type: text, description: x, was: old }
    four: { type: text, description: x, was: old }`);
    expect(found).toEqual([
      '5: contacts.fields.two.was: “one” is still a field here: take that out, or leave “was” out',
      '6: contacts.fields.three.was: “old” was also four: one of the two',
      '7: contacts.fields.four.was: “old” was also three: one of the two',
    ]);
  });

  test('stages without one that is won, of one id, or without a chance', () => {
    const [one] = faultsOf(
      'stages:\n  - { id: a, probability: 1% }\n  - { id: b, probability: 2% }\n  - { id: c, status: lost }',
    );
    expect(one).toBe('2: stages: no stage has the status won');
    const twice = faultsOf(
      'stages:\n  - { id: a }\n  - { id: a, status: won, probability: 50% }\n  - { id: c, status: lost }',
    );
    expect(twice).toEqual([
      '2: stages.0.probability: is missing: how likely a deal here is won, such as 30%',
      '3: stages.1.id: another stage has the id “a”',
      '3: stages.1.probability: what is won is so for certain: leave it out',
    ]);
    expect(faultsOf('stages: [{ id: a, probability: 30 }, { id: b }, { id: c }]')[0]).toContain(
      'from 0% to 100%',
    );
  });

  test('more than fifty fields, and a file that is too large or too deep', () => {
    const fields = (count: number) =>
      `companies:\n  fields:\n${Array.from({ length: count }, (_, at) => `    f${at}: { type: text, description: x }`).join('\n')}`;
    expect(settingsOf(fields(50)).fields).toHaveLength(50);
    expect(faultsOf(fields(51))[0]).toContain('at most 50 fields');
    expect(faultsOf(`# ${'x'.repeat(200_000)}`)[0]).toContain('is larger than');
    expect(faultsOf(`currency: ${'['.repeat(5_000)}`).length).toBeGreaterThan(0);
    expect(faultsOf(`currency: [${'a,'.repeat(20_000)}]`)[0]).toContain('words and signs');
  });
});

test('150 fields with long descriptions and lists are read', () => {
  const values = Array.from({ length: 20 }, (_, at) => `Value number ${at}`).join(', ');
  const part = (name: string) =>
    `${name}:\n  fields:\n${Array.from(
      { length: 50 },
      (_, at) =>
        `    ${name}_field_${at}:\n      label: Label ${at}\n      type: several_of\n      values: [${values}]\n      description: ${'word '.repeat(50)}\n`,
    ).join('')}`;
  expect(settingsOf(['companies', 'contacts', 'deals'].map(part).join('')).fields).toHaveLength(150);
});

test('SQLite takes every key that is no word of SQL as a column', () => {
  const db = new Sqlite(':memory:');
  const select = (key: string) =>
    db.prepare(`select ${key} from (select '7' as "${key}") v where ${key} = '7'`).pluck().get();
  for (const key of ['size', 'rowid', 'key', 'value', 'position', 'date', 'name_of', 'filter']) {
    expect(SQL_WORDS.has(key)).toBe(false);
    expect(select(key)).toBe('7');
  }
  db.close();
});
