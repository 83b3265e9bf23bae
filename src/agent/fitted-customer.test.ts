import { expect, test } from 'vitest';
import type { Customer } from '../crm/customers.ts';
import { fitCustomer } from './fitted-customer.ts';

const many = <Entry>(count: number, make: (at: number) => Entry) =>
  Array.from({ length: count }, (_, at) => make(at));

const HUGE: Customer = {
  company: { id: '01A', name: 'Globex', about: 'Hates calls. '.repeat(100) },
  people: many(20, (at) => ({ id: `01P${at}`, name: `Person ${at}`, about: 'x'.repeat(300) })),
  more_people: 480,
  connections: many(20, (at) => ({ words: `Person ${at} knows Ana Lopes` })),
  interactions: many(10, (at) => ({
    ...{ id: `01I${at}`, kind: 'call' as const, occurred_on: '2026-11-20', member: 'Marta' },
    summary: 'They want a quote. '.repeat(40),
  })),
  open_follow_ups: many(30, (at) => ({
    id: `01F${at}`,
    title: `Call them again about depot ${at}`,
    owner: 'Marta',
  })),
};

test('what is known of a huge customer is shortened list by list, says what is left out, and how to get it', () => {
  const fitted = fitCustomer(HUGE, 6_000);
  expect(JSON.stringify(fitted).length).toBeLessThanOrEqual(6_000);
  expect(Object.keys(fitted).slice(0, 2)).toEqual(['company', 'open_follow_ups']);
  expect(fitted.company).toEqual(HUGE.company);
  const people = fitted.people ?? [];
  expect(people.length).toBeGreaterThan(0);
  expect(people).toEqual(HUGE.people?.slice(0, people.length));
  expect(fitted.more_people).toBe(500 - people.length);
  expect(fitted.more_interactions).toBe(10 - fitted.interactions.length);
  expect(fitted.interactions.length).toBeGreaterThan(0);
  expect(fitted.rest).toContain('get_customer with contact');
});

test('what fits is left as it is', () => {
  const small = { ...HUGE, more_people: undefined };
  expect(fitCustomer(small as Customer, 100_000)).toEqual(small);
});

test('that there may be more follow-ups than are read is said', () => {
  const followUps = many(50, (at) => ({ id: `01F${at}`, title: 'Call', owner: 'Marta' }));
  const read = { ...HUGE, open_follow_ups: followUps };
  expect(fitCustomer(read, 100_000).more_follow_ups).toBe('perhaps');
  const left = 50 - fitCustomer(read, 4_000).open_follow_ups.length;
  expect(fitCustomer(read, 4_000).more_follow_ups).toBe(left > 0 ? `at least ${left}` : 'perhaps');
});
