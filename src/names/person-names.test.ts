import { expect, test } from 'vitest';
import { areAddressedApart, personKeys, withoutHonorific } from './person-names.ts';

test.each([
  ['Herr Schmidt', 'schmidt', 'schmidt'],
  ['Herrn Schmidt', 'schmidt', 'schmidt'],
  ['Frau Dr. Eva Klein', 'eva klein', 'eva'],
  ['Mr. John Smith', 'john smith', 'john'],
  ['Señora García', 'garcia', 'garcia'],
  ['M. Dupont', 'dupont', 'dupont'],
  ['Mme Dupont', 'dupont', 'dupont'],
  ['Ana Lopes', 'ana lopes', 'ana'],
  ['Dr', 'dr', 'dr'],
])('“%s” is found by “%s” and by “%s”', (name, nameKey, firstKey) => {
  expect(personKeys(name)).toMatchObject({ nameKey, firstKey });
});

test('a form of address is taken off a name as it is written', () => {
  expect(withoutHonorific('Frau Dr. Eva Klein')).toBe('Eva Klein');
  expect(withoutHonorific('Ana Lopes')).toBe('Ana Lopes');
});

test('a man and a woman of one name are two people', () => {
  expect(areAddressedApart('Herr Schmidt', 'Frau Schmidt')).toBe(true);
  expect(areAddressedApart('Herr Schmidt', 'Herrn Schmidt')).toBe(false);
  expect(areAddressedApart('Dr. Schmidt', 'Frau Schmidt')).toBe(false);
  expect(areAddressedApart('Schmidt', 'Frau Schmidt')).toBe(false);
});
