import { expect, test } from 'vitest';
import { remembered } from './remembered.ts';

test('a name is read once, and again after very many others', () => {
  const read: string[] = [];
  const lengthOf = remembered((text) => {
    read.push(text);
    return { length: text.length };
  });
  expect(lengthOf('Ana')).toBe(lengthOf('Ana'));
  expect(read).toEqual(['Ana']);
  for (let at = 0; at < 5_000; at += 1) lengthOf(String(at));
  expect(lengthOf('Ana')).toEqual({ length: 3 });
  expect(read.filter((text) => text === 'Ana')).toHaveLength(2);
});
