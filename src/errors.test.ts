import { expect, test } from 'vitest';
import { z } from 'zod';
import { describeIssues } from './errors.ts';

/** What is said of as many wrong values as there are. */
const told = (wrong: number) => {
  const { error } = z.array(z.number('no number')).safeParse(Array.from({ length: wrong }, () => 'x'));
  return error && describeIssues(error);
};

test('many problems are told by the first of them, with how many more there are', () => {
  expect(told(2)).toBe('0: no number; 1: no number');
  expect(told(8)).toMatch(/; 7: no number$/);
  expect(told(20)).toMatch(/^0: no number; .*; 7: no number; and 12 more$/);
});
