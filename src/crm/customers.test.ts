import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { compareInOrder } from '../names/sort-order.ts';
import { type CrmDesk, getCustomer, meeting, openCrmDesk } from '../testing/crm-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { logInteraction } from './interactions.ts';
import { relate } from './relationships.ts';

/** Names that nobody takes for one another. */
const PEOPLE = [
  ...['Ana Lopes', 'Rui Costa', 'Lars Nygaard', 'Grace Holloway', 'Dev Menon', 'Amir Patel', 'Ingrid Berg'],
  ...[
    'Tomas Novak',
    'Yuki Tanaka',
    'Olga Petrova',
    'Pedro Alves',
    'Signe Dahl',
    'Bruno Keller',
    'Chloe Martin',
  ],
  ...['Hugo Weiss', 'Mina Park', 'Noor Haddad', 'Felix Braun', 'Zofia Lis', 'Kwame Mensah', 'Vera Lindqvist'],
  ...['Ivo Horvat', 'Elif Kaya'],
];

const IN_ORDER = PEOPLE.toSorted(compareInOrder);

describe.each(Object.entries(DIALECTS))('customers on %s', (_, open) => {
  let desk: CrmDesk;
  beforeAll(async () => {
    desk = await openCrmDesk(await open());
  });
  afterAll(() => desk.store.close());
  beforeEach(() => desk.clear());

  test('of a company the first twenty people in the order of a dictionary are shown who work there today, and how many more', async () => {
    const { marta } = desk;
    const company = { name: 'Acme' };
    for (let at = 0; at < PEOPLE.length; at += 5)
      await logInteraction(marta, meeting('Acme', ...PEOPLE.slice(at, at + 5)));
    const all = await getCustomer(marta, { company });
    expect(all.people?.map(({ name }) => name)).toEqual(IN_ORDER.slice(0, 20));
    expect(all.more_people).toBe(3);
    const leave = (name: string) =>
      relate(marta, { contact: { name }, kind: 'works_at', company, ended_on: '2026-11-01' });
    for (const name of IN_ORDER.slice(0, 2)) await leave(name);
    const fewer = await getCustomer(marta, { company });
    expect(fewer.people?.map(({ name }) => name)).toEqual(IN_ORDER.slice(2, 22));
    expect(fewer.more_people).toBe(1);
    await leave('Rui Costa');
    expect(await getCustomer(marta, { company })).not.toHaveProperty('more_people');
  });
});
