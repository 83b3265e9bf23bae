import { expect, test } from 'vitest';
import { z } from 'zod';
import { listUnread } from './unread-arguments.ts';

const Contact = z.strictObject({ name: z.string().optional(), email: z.string().optional() });
const Relate = z.strictObject({
  kind: z.string(),
  contact: Contact,
  others: z.array(Contact).optional(),
  due_on: z.string().nullish(),
  fields: z.record(z.string(), z.string()).optional(),
});
const ok = { kind: 'works_at', contact: { name: 'Ana' } };

const calls: [string, unknown, string[]][] = [
  ['nothing, where all is known', { ...ok, dueOn: '2026-12-01', fields: { any: 'x' } }, []],
  ['a field of what is within', { ...ok, contact: { name: 'Ana', title: 'Advisor' } }, ['contact.title']],
  ['a field of some of a list, once', { ...ok, others: [{ title: 'a' }, { title: 'b' }] }, ['others.title']],
  ['what is sent as text, and in a wrapper', { arguments: JSON.stringify({ ...ok, note: 'x' }) }, ['note']],
  ['nothing of what says nothing', { ...ok, note: null, tags: [], title: 'N/A', more: {} }, []],
  ['a field of the one of a list', { ...ok, others: { title: 'a' } }, ['others.title']],
  ['a name that every object has', { ...ok, constructor: 'x' }, ['constructor']],
  ['nothing of text where an object is wanted', { ...ok, contact: 'Ana' }, []],
  ['nothing where there is nothing to read', 'hello', []],
];

test.each(calls)('the model is told of %s', (_, raw, unread) => {
  expect(listUnread(Relate, raw)).toEqual(unread);
});

test('a call of many made-up fields does not fill the window', () => {
  const made = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`${at}`.padEnd(500, 'x'), at]));
  const told = listUnread(Relate, { ...ok, ...made });
  expect(told).toHaveLength(8);
  expect(told.every((each) => each.length <= 60)).toBe(true);
});
