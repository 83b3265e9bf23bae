import { expect, test } from 'vitest';
import { findDays, withoutDays } from './dates.ts';

const TUESDAY = '2026-11-24';

test.each([
  ['yesterday', '2026-11-23', '2026-11-23'],
  ['on Monday', '2026-11-23', '2026-11-30'],
  ['on Tuesday', '2026-11-24', '2026-12-01'],
  ['Friday', '2026-11-20', '2026-11-27'],
  ['last Friday', '2026-11-20', '2026-11-20'],
  ['Monday last week', '2026-11-16', '2026-11-16'],
  ['two weeks ago', '2026-11-10', '2026-11-10'],
  ['3 December', '2025-12-03', '2026-12-03'],
  ['by the 5th', '2026-11-05', '2026-12-05'],
  ['next week', '2026-12-04', '2026-12-04'],
  ['end of the month', '2026-11-30', '2026-11-30'],
  ['end of February', '2026-02-28', '2027-02-28'],
  ['2026-12-24', '2026-12-24', '2026-12-24'],
])('"%s" is %s in what happened and %s in what is to come', (text, past, future) => {
  expect(findDays(text, TUESDAY)).toEqual([expect.objectContaining({ past, future })]);
});

test.each([
  'at 3pm',
  'for two hours',
  'we sat down',
  'you may call',
  '3/4 of the team',
  'in a second',
  'v1.2',
])('"%s" is no day', (text) => {
  expect(findDays(text, TUESDAY)).toEqual([]);
});

test('a task is told without its day', () => {
  expect(withoutDays('send the deck to Ana by Friday', TUESDAY)).toBe('send the deck to Ana');
});

test('days do not depend on the zone of the machine', () => {
  const zone = process.env.TZ;
  const days = ['Pacific/Auckland', 'America/Los_Angeles', 'UTC'].map((name) => {
    process.env.TZ = name;
    return findDays('yesterday and on 3 March', TUESDAY).map(({ past }) => past);
  });
  process.env.TZ = zone;
  expect(new Set(days.map(String)).size).toBe(1);
});
