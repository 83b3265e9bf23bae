import { expect, test } from 'vitest';
import { asWritten, completeName, personKeys, withoutHonorific } from './person-names.ts';

test.each([
  ['Herr Schmidt', 'schmidt', 'schmidt'],
  ['Herrn Schmidt', 'schmidt', 'schmidt'],
  ['Frau Dr. Eva Klein', 'eva klein', 'eva'],
  ['Mr. John Smith', 'john smith', 'john'],
  ['Señora García', 'garcia', 'garcia'],
  ['M. Dupont', 'dupont', 'dupont'],
  ['Mme Dupont', 'dupont', 'dupont'],
  ['राम', 'राम', 'राम'],
  ['रमा', 'रमा', 'रमा'],
  ['田中さん', '田中', '田中'],
  ['Ana Lopes', 'ana lopes', 'ana'],
  ['Dr', 'dr', 'dr'],
])('“%s” has the keys “%s” and “%s”', (name, nameKey, firstKey) => {
  expect(personKeys(name)).toEqual({ nameKey, firstKey });
});

test('a form of address is taken off a name as it is written', () => {
  expect(withoutHonorific('Frau Dr. Eva Klein')).toBe('Eva Klein');
  expect(withoutHonorific('Ana Lopes')).toBe('Ana Lopes');
});

test('a form of address stands on a card as it stands in front of a name by itself', () => {
  expect(['Herrn Schmidt', 'г-ну Петрову', 'Herrmann', 'Mr Smith'].map(asWritten)).toEqual([
    'Herr Schmidt',
    'г-н Петрову',
    'Herrmann',
    'Mr Smith',
  ]);
});

test.each([
  ['Herr Schmidt', 'Hans Schmidt', 'Herr Hans Schmidt'],
  ['Herr Schmidt', 'Herrn Dr. Hans Schmidt', 'Herr Dr. Hans Schmidt'],
  ['Schmidt', 'Hans Schmidt', 'Hans Schmidt'],
  ['Ana', 'Ana Lopes', 'Ana Lopes'],
  ['Ana Lopes', 'Ana Maria Lopes', undefined],
  ['Herr Schmidt', 'Schmidt', undefined],
  ['Ana', 'Eva Klein', undefined],
])('“%s” who is “%s” is called “%s”', (known, said, name) => {
  expect(completeName(known, said)).toBe(name);
});
