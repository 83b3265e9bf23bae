import { expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { createBatcher } from './batched-writes.ts';

test('everything pushed in one turn is committed together', async () => {
  const commits: number[][] = [];
  const push = createBatcher(systemClock, async (items: number[]) => {
    commits.push(items);
    return items.map((item) => item * 2);
  });
  expect(await Promise.all([push(1), push(2), push(3)])).toEqual([2, 4, 6]);
  expect(await push(4)).toBe(8);
  expect(commits).toEqual([[1, 2, 3], [4]]);
});

test('a failed commit rejects its own pushes and no others', async () => {
  const push = createBatcher(systemClock, async (items: string[]) => {
    if (items.includes('bad')) throw new Error('disk full');
    return items;
  });
  const results = await Promise.allSettled([push('bad'), push('with it')]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await push('good')).toBe('good');
});
