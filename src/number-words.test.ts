import { describe, expect, test } from 'vitest';
import { numberWordsIn } from './number-words.ts';

const valuesOf = (text: string) => numberWordsIn(text).map(({ readings }) => readings[0]?.[0]);

describe('a number in words is read', () => {
  test.each([
    ['four meetings', 4],
    ['Twenty-five of them', 25],
    ['twenty-one', 21],
    ['one hundred and twenty customers', 120],
    ['two thousand five hundred', 2_500],
    ['a dozen calls', 12],
    ['hundreds of tickets', 100],
    ['vier Termine', 4],
    ['fünfundzwanzig Kunden', 25],
    ['einundzwanzig', 21],
    ['sechzehn', 16],
    ['zweihundertfünfzig', 250],
    ['dreimal', 3],
    ['dreifache Menge', 3],
    ['trois fois', 3],
    ['quatre-vingt-dix', 90],
    ['soixante-dix', 70],
    ['veinticinco clientes', 25],
    ['treinta y dos', 32],
    ['vinte e quatro', 24],
    ['venticinque clienti', 25],
    ['vijfentwintig klanten', 25],
    ['tjugofem kunder', 25],
    ['åtta', 8],
    ['四件の商談', 4],
    ['二十五人', 25],
    ['三百社', 300],
    ['十倍', 10],
  ])('%s', (text, value) => {
    expect(valuesOf(text)).toEqual([value]);
  });
});

describe('a multiple or a share in words is read', () => {
  test.each([
    ['twice as many', 2],
    ['calls doubled', 2],
    ['doppelt so viele', 2],
    ['hat sich verdoppelt', 2],
    ['le double', 2],
    ['duplicaron', 2],
    ['raddoppiate', 2],
    ['verdubbeld', 2],
    ['tripled', 3],
    ['half of them', 0.5],
    ['die Hälfte', 0.5],
    ['la moitié', 0.5],
    ['a third of all', 1 / 3],
    ['two thirds', 2 / 3],
    ['ein Viertel', 0.25],
    ['un tercio', 1 / 3],
  ])('%s', (text, value) => {
    expect(valuesOf(text)).toContain(value);
  });
});

describe('no number is read in', () => {
  test.each([
    'one of the customers',
    'the renewal is due, and once more at that',
    'the second half of the year',
    'in the third quarter',
    'a third party',
    '12 million and 3 dozen',
    'They often attend tense tennis talks',
    'Otto has a new offer',
    'weigh the freight, seize the day',
    '三菱と一緒に',
    '',
  ])('%s', (text) => {
    expect(numberWordsIn(text)).toEqual([]);
  });
});

test('words beside each other are one number, or several', () => {
  expect(numberWordsIn('four and five').map(({ readings }) => readings)).toEqual([[[9], [4, 5]]]);
});

test('a long text is read at once', () => {
  const before = performance.now();
  numberWordsIn('two and '.repeat(500) + 'zwei'.repeat(2_000));
  expect(performance.now() - before).toBeLessThan(1_000);
});
