import fc from 'fast-check';
import { expect, inject, test } from 'vitest';
import { foldLetters, foldWords } from './folding.ts';

test.each([
  ['Đorđe', 'dorde'],
  ['Œuvre', 'oeuvre'],
  ['Þór', 'thor'],
  ['Ħal Għaxaq', 'hal ghaxaq'],
  ['Işık', 'isik'],
  ['IŞIK', 'isik'],
  ['İstanbul', 'istanbul'],
  ['STRAẞE', 'strasse'],
  ['Nguyễn', 'nguyen'],
  ['Ａｃｍｅ ｶﾞｽ', 'acme ガス'],
  ['ΣΊΣΥΦΟΣ', 'σισυφοσ'],
  ['Сергей Ёлкин', 'сергей елкин'],
  ['Ки́ев', 'киев'],
  ['شَرِكَة', 'شركة'],
  ['أحمد', 'احمد'],
  ['שָׁלוֹם', 'שלום'],
  ['Store ١٢', 'store 12'],
  ['Depot १२', 'depot 12'],
  ['ﬁnanz', 'finanz'],
  ['Acme™', 'acme '],
  ['می‌خواهم', 'ميخواهم'],
])('“%s” is compared as “%s”', (text, folded) => {
  expect(foldLetters(text)).toBe(folded);
});

test.each([
  ['राम', 'रमा'],
  ['パンダ', 'ハンダ'],
  ['ばば', 'はは'],
  ['ก่า', 'กา'],
  ['მარი', 'მარა'],
  ['Андрей', 'Андреи'],
  ['їжа', 'іжа'],
  ['కళ', 'కాళ'],
  ['क़', 'क'],
  ['강', '간'],
  ['שם', 'שן'],
])('“%s” and “%s” are two words', (one, other) => {
  expect(foldLetters(one)).not.toBe(foldLetters(other));
});

test.each([
  ['C++', ['c++']],
  ['F#', ['f#']],
  ['Disney+', ['disney+']],
  ['AT&T', ['at&t']],
  ['Müller & Söhne', ['muller', '&', 'sohne']],
  ['O’BRIEN', ['obrien']],
  ["O'Brien", ['obrien']],
  ['Jean-Luc', ['jean', 'luc']],
  [' — ', []],
  ['🍏', []],
])('the words of “%s”', (text, words) => {
  expect(foldWords(text)).toEqual(words);
});

/** Scripts in which a mark is a letter; every assigned letter and mark of each. */
const PLAIN = [
  'Devanagari',
  'Bengali',
  'Gurmukhi',
  'Gujarati',
  'Tamil',
  'Telugu',
  'Kannada',
  'Malayalam',
  'Sinhala',
  'Thai',
  'Lao',
  'Khmer',
  'Myanmar',
  'Tibetan',
  'Thaana',
  'Ethiopic',
  'Georgian',
  'Hangul',
  'Hiragana',
  'Katakana',
  'Hebrew',
];

test.each(PLAIN)('two texts that differ in a letter of %s are never joined', (script) => {
  const lettersOf = new RegExp(`\\p{Script=${script}}`, 'u');
  // Letters of Hebrew are told apart, its points are not.
  const kind = script === 'Hebrew' ? /\p{L}/u : /[\p{L}\p{M}]/u;
  const letters: string[] = [];
  for (let code = 0x500; code < 0x1_1000; code += 1) {
    const letter = String.fromCodePoint(code);
    const isOwn = lettersOf.test(letter) && kind.test(letter);
    // A letter that Unicode itself writes in two ways, or in two cases, or that nobody sees, is one letter.
    if (isOwn && letter.normalize('NFKC') === letter && letter.toLowerCase() === letter) letters.push(letter);
  }
  const seen = letters.filter((letter) => !/\p{Default_Ignorable_Code_Point}/u.test(letter));
  expect(seen.length).toBeGreaterThan(20);
  const word = fc.string({ unit: fc.constantFrom(...seen), minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(word, word, (one, other) => {
      fc.pre(one.normalize('NFKC') !== other.normalize('NFKC'));
      expect(foldLetters(one)).not.toBe(foldLetters(other));
      expect(foldWords(`x${one}`)).not.toEqual(foldWords(`x${other}`));
    }),
    { seed: inject('seed'), numRuns: 300 },
  );
  for (const letter of seen) {
    const folded = foldLetters(`x${letter}`);
    expect(folded, `U+${letter.codePointAt(0)?.toString(16)}`).toBe(`x${letter}`.normalize('NFKC'));
  }
});

test('what is folded stays as it is when it is folded again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), (text) => {
      expect(foldWords(foldWords(text).join(' '))).toEqual(foldWords(text));
    }),
    { seed: inject('seed'), numRuns: 1000 },
  );
});
