import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { portableSchema } from './portable-schema.ts';
import { readArguments } from './tool-arguments.ts';

const Company = z.strictObject({
  id: z.string().optional(),
  name: z.string().optional(),
  domain: z.string().optional(),
  is_new: z.boolean().optional(),
});
const Contact = z.strictObject({
  id: z.string().optional(),
  name: z.string().optional(),
  email: z.string().optional(),
});
const Log = z.strictObject({
  kind: z.enum(['meeting', 'call', 'first_day']),
  summary: z.string(),
  company: Company.optional(),
  contacts: z.array(Contact).default([]),
  occurred_on: z.iso.date().optional(),
  is_private: z.boolean().default(false),
  limit: z.int().optional(),
  follow_up: z.strictObject({ title: z.string(), contact: z.string().optional() }).optional(),
  clear: z.array(z.enum(['email', 'phone'])).optional(),
  only: z.enum(['none', 'all']).optional(),
  params: z.array(z.strictObject({ name: z.string(), value: z.string() })).optional(),
});
const ok = { kind: 'meeting', summary: 'Lunch.' };
const anaAlone = { ...ok, contacts: [{ name: 'Ana' }] };
const ID = '01JABCDEFGHJKMNPQRSTVWXYZ0';

const quirks: [string, unknown, unknown][] = [
  ['null for a field that may be left out', { ...ok, company: null, occurred_on: null }, ok],
  [
    '"" and "null" for fields that may be left out',
    { ...ok, company: '', occurred_on: 'null', limit: '' },
    ok,
  ],
  ['{} for a field that may be left out', { ...ok, company: {}, follow_up: {} }, ok],
  ['an object with nothing but nulls', { ...ok, company: { id: null, name: '' } }, ok],
  ['[] for a field that may be left out', { ...ok, contacts: [], clear: [] }, ok],
  ['a list of nothing', { ...ok, contacts: [null, {}, { name: '' }], clear: '[]' }, ok],
  ['“None” where a company is wanted', { ...ok, company: 'None', contacts: ['N/A', 'Ana'] }, anaAlone],
  [
    'words for what is not known, also in brackets',
    {
      ...ok,
      company: { name: ' unknown ', domain: '-' },
      contacts: ['(none)', { name: 'Ana', email: 'n/a' }],
    },
    anaAlone,
  ],
  ['a word for nothing that the schema has', { ...ok, only: 'none' }, { ...ok, only: 'none' }],
  ['what only begins like nothing', { ...ok, company: 'None Ltd' }, { ...ok, company: { name: 'None Ltd' } }],
  ['a word for nothing where something is needed', { ...ok, summary: 'None' }, { ...ok, summary: 'None' }],
  ['fields that the schema does not have', { ...ok, member_id: 'x', role: 'admin', strict: true }, ok],
  ['a number as text', { ...ok, limit: '20' }, { ...ok, limit: 20 }],
  ['a boolean as text', { ...ok, is_private: 'True' }, { ...ok, is_private: true }],
  ['a boolean as number', { ...ok, is_private: 0 }, { ...ok, is_private: false }],
  ['a number where text is wanted', { ...ok, summary: 42 }, { ...ok, summary: '42' }],
  ['a list where text is wanted', { ...ok, summary: ['a', 2] }, { ...ok, summary: 'a; 2' }],
  ['a word in another case', { ...ok, kind: 'Meeting' }, ok],
  ['a word with other joints', { ...ok, kind: 'First Day' }, { ...ok, kind: 'first_day' }],
  [
    'a time where a day is wanted',
    { ...ok, occurred_on: '2026-11-24T23:30:00Z' },
    { ...ok, occurred_on: '2026-11-24' },
  ],
  ['a name where a company is wanted', { ...ok, company: 'Acme' }, { ...ok, company: { name: 'Acme' } }],
  ['an id where a company is wanted', { ...ok, company: ID }, { ...ok, company: { id: ID } }],
  [
    'names where contacts are wanted',
    { ...ok, contacts: ['Ana', 'bo@acme.com'] },
    { ...ok, contacts: [{ name: 'Ana' }, { email: 'bo@acme.com' }] },
  ],
  [
    'one contact where a list is wanted',
    { ...ok, contacts: { name: 'Ana' } },
    { ...ok, contacts: [{ name: 'Ana' }] },
  ],
  [
    'a list of one where an object is wanted',
    { ...ok, company: [{ name: 'Acme' }] },
    { ...ok, company: { name: 'Acme' } },
  ],
  [
    'an object where a name is wanted',
    { ...ok, follow_up: { title: 'Call', contact: { name: 'Ana' } } },
    { ...ok, follow_up: { title: 'Call', contact: 'Ana' } },
  ],
  ['a list as text', { ...ok, contacts: '[{"name":"Ana"}]' }, { ...ok, contacts: [{ name: 'Ana' }] }],
  ['an object as text', { ...ok, company: '{"name":"Acme"}' }, { ...ok, company: { name: 'Acme' } }],
  [
    'words of a closed list in one text',
    { ...ok, clear: 'Email, phone' },
    { ...ok, clear: ['email', 'phone'] },
  ],
  ['the arguments as text', JSON.stringify(ok), ok],
  ['the arguments as text within text', JSON.stringify(JSON.stringify(ok)), ok],
  ['the arguments in a fence', `\`\`\`json\n${JSON.stringify(ok)}\n\`\`\``, ok],
  ['the arguments among words', `Sure! ${JSON.stringify(ok)} That is it.`, ok],
  ['the arguments in a list of one', [ok], ok],
  ['the arguments below a name of their own', { name: 'log', arguments: ok }, ok],
  ['the arguments below a name, as text', { arguments: JSON.stringify(ok) }, ok],
  [
    'field names in another case',
    { ...ok, occurredOn: '2026-11-24', isPrivate: true },
    { ...ok, occurred_on: '2026-11-24', is_private: true },
  ],
];

describe.each([
  ['from the zod schema', Log],
  ['from what is sent', portableSchema(Log)],
])('%s', (_, schema) => {
  test.each(quirks)('%s', (_title, said, meant) => {
    const read = readArguments(schema, said);
    expect(read).toEqual(meant);
    expect(Log.safeParse(read).success).toBe(true);
  });

  test.each<[string, unknown]>([
    ['a list', [1, 2, 3]],
    ['broken JSON', '{"kind": "note", "summ'],
    ['a word that is not in the list', { ...ok, kind: 'lunch' }],
    ['a day that is none', { ...ok, occurred_on: 'tomorrow' }],
    ['a number that is none', { ...ok, limit: 'many' }],
    ['a text that is too deep', { summary: { deep: { deeper: 1 } }, kind: 'call' }],
    ['nothing', ''],
    ['a needed field as null', { ...ok, kind: null }],
    ['an item of a list in another form', { ...ok, params: { period: 'last-week' } }],
  ])('%s stays for the verb to refuse', (_title, said) => {
    expect(Log.safeParse(readArguments(schema, said)).success).toBe(false);
  });

  test.each<[string, (deep: string) => unknown]>([
    ['lists as text', (lists) => lists],
    ['lists', (lists) => JSON.parse(lists)],
    ['lists where text is wanted', (lists) => ({ ...ok, summary: JSON.parse(lists) })],
    ['lists where an object is wanted', (lists) => ({ ...ok, company: JSON.parse(lists) })],
    ['lists where a number is wanted', (lists) => ({ ...ok, limit: JSON.parse(lists) })],
  ])('%s within each other, ten thousand deep, stay for the verb to refuse', (_title, made) => {
    const lists = '['.repeat(10_000) + ']'.repeat(10_000);
    expect(Log.safeParse(readArguments(schema, made(lists))).success).toBe(false);
  });

  test('prototypes are no fields', () => {
    const read = readArguments(
      schema,
      JSON.parse(`{"__proto__":{"is_private":true},"kind":"call","summary":"x"}`),
    );
    expect(read).toEqual({ kind: 'call', summary: 'x' });
    expect(Object.hasOwn(read as object, 'is_private')).toBe(false);
  });
});

test('“None” is no name where a reference is needed either', () => {
  const schema = z.strictObject({ company: Company });
  expect(readArguments(schema, { company: 'None' })).toEqual({ company: {} });
  expect(readArguments(schema, { company: { name: 'N/A' } })).toEqual({ company: {} });
});

test('what was sent is not changed', () => {
  const said = { ...ok, company: 'Acme', limit: '3' };
  readArguments(Log, said);
  expect(said).toEqual({ ...ok, company: 'Acme', limit: '3' });
});
