import { expect, test } from 'vitest';
import { isSamePhone, readPhone } from './phones.ts';

test.each([
  ['+351 912 345 678', undefined, '+351912345678'],
  ['00351 912 345 678', undefined, '+351912345678'],
  ['(030) 901820', 'DE', '+4930901820'],
  ['tel:+49-30-901820', undefined, '+4930901820'],
  ['<tel:+4930901820|030 901820>', undefined, '+4930901820'],
  ['＋４９ ３０ ９０１８２０', undefined, '+4930901820'],
  ['+١٢١٢٥٥٥٠١٢٣', undefined, '+12125550123'],
  ['912 345 678', undefined, undefined],
])('“%s” said in %s is %s', (text, country, number) => {
  expect(readPhone(text, country)?.number).toBe(number);
});

test.each(['12', 'call me', '+351 912 345 678 912 345 678', 'room twelve 1234'])(
  '“%s” is no number',
  (text) => {
    expect(readPhone(text)).toBeUndefined();
  },
);

test.each([
  ['+351 912 345 678', '912 345 678', true],
  ['+49 30 901820', '030 901820', true],
  ['+351 912 345 678', '+351 912 345 679', false],
  ['+351 912 345 678', '678', false],
  ['+49 30 901820 ext. 12', '+49 30 901820 ext. 13', false],
])('“%s” and “%s” are one number: %s', (one, other, expected) => {
  const [a, b] = [readPhone(one), readPhone(other)];
  expect(Boolean(a && b && isSamePhone(a, b))).toBe(expected);
  expect(Boolean(a && b && isSamePhone(b, a))).toBe(expected);
});
