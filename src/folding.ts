/**
 * Letters as they are compared, script by script. Marks are stripped only where people leave them out when they type:
 * over Latin and Greek letters, stress over Cyrillic ones, and the points of Arabic and Hebrew. In all other scripts a mark
 * is a letter: the vowel signs of Devanagari or Thai, the dakuten of kana. No two letters of such a script are ever joined.
 */

/** Letters that no decomposition takes apart, as people type them without the keyboard for them. */
const TYPED: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ŋ: 'ng',
  ĸ: 'k',
  // Capitals are the same for both.
  ı: 'i',
  ς: 'σ',
  // Letters that keyboards of Persian and Urdu have of their own.
  ٱ: 'ا',
  ی: 'ي',
  ک: 'ك',
  // Letters of the Latin alphabets of Polynesia that look like an apostrophe and are typed as one.
  ʻ: '',
  ʼ: '',
};
/** Letters with a stroke, a hook, dots or a hamza, which no decomposition takes off; people type the plain letter. */
const MARKED: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ŧ: 't',
  ə: 'e',
  ƒ: 'f',
  ɓ: 'b',
  ɗ: 'd',
  ƙ: 'k',
  ƴ: 'y',
  ɛ: 'e',
  ɔ: 'o',
  ё: 'е',
  أ: 'ا',
  إ: 'ا',
  آ: 'ا',
};
const PLAIN_LETTERS: Readonly<Record<string, string>> = { ...TYPED, ...MARKED };
const HAS_PLAIN_LETTER = new RegExp(`[${Object.keys(PLAIN_LETTERS).join('')}]`, 'gu');
const IS_TYPED = new RegExp(`[${Object.keys(TYPED).join('')}]`, 'gu');

/** Signs of a brand, which are no letters: NFKC would make letters of them. */
const BRAND_SIGNS = /[™®©℠]/gu;
/** What nobody sees: joiners, soft hyphens, selectors of a variant. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}+/gu;
const WITH_DIACRITICS =
  /([\p{Script=Latin}\p{Script=Greek}])[\u0300-\u036F\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20F0\uFE20-\uFE2F]+/gu;
/** Stress, written over a letter of which it makes no other letter. */
const STRESS = /(\p{Script=Cyrillic})[\u0300\u0301]+/gu;
/** The points of Arabic and Hebrew, and the stroke that makes an Arabic word longer. */
const POINTS =
  /[\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7\u064B-\u0652\u0656-\u065F\u0670\u06D6-\u06ED\u0640]+/gu;
/** What a capital İ becomes in small letters. */
const DOT_OF_I = /i\u0307/gu;
/** Most names have none. */
const QUOTED = /['’‘`´ʹ′＇׳]/u;
const APOSTROPHE = /(?<=[\p{L}\p{M}])['’‘`´ʹ′＇׳](?=\p{L})/gu;

/** Most names, in which nothing but capitals is to be folded. */
const PLAIN = /^[ -~]*$/;

/** One text as its letters are compared: `Đorđe` is `dorde`, `Ｍüller` is `muller`, `राम` stays `राम`. Signs are kept. */
export function foldLetters(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase();
  return foldMarked(text)
    .normalize('NFD')
    .replace(WITH_DIACRITICS, '$1')
    .replace(POINTS, '')
    .normalize('NFC')
    .replace(STRESS, '$1')
    .replace(HAS_PLAIN_LETTER, (letter) => PLAIN_LETTERS[letter] ?? letter);
}

/** The same with all marks on their letters: `Đorđe` is `đorđe`. */
function foldMarked(text: string): string {
  const lower = text.replace(BRAND_SIGNS, ' ').normalize('NFKC').toLowerCase();
  return lower
    .replace(INVISIBLE, '')
    .replace(DOT_OF_I, 'i')
    .normalize('NFC')
    .replace(IS_TYPED, (letter) => TYPED[letter] ?? letter)
    .replace(/\p{Nd}/gu, digitOf);
}

/** A digit of any script as 0 to 9: the digits of a script stand in order, and each ten begins where none is before. */
function digitOf(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  if (code < 128) return digit;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(code - zero);
}

/** What is a part of a name though it is no letter: `C++`, `F#`, `Disney+`, `AT&T`. */
const SIGNS = '+#&';
const IN_WORD = /[\p{L}\p{N}&]/u;
const NO_PART_OF_WORDS = new RegExp(`[^\\p{L}\\p{M}\\p{N}${SIGNS}]+`, 'gu');

/** The folded words of a text. A sign that touches a letter or a digit is part of its word, and `&` alone is a word. */
export function foldWords(text: string): string[] {
  return wordsOf(foldLetters(text));
}

/** The folded words of a text, with all marks on their letters. */
export function foldWordsWithMarks(text: string): string[] {
  return wordsOf(PLAIN.test(text) ? text.toLowerCase() : foldMarked(text));
}

/** Whether there may be a mark on a letter of a text. */
export const mayHaveMarks = (text: string): boolean => !PLAIN.test(text);

const wordsOf = (folded: string): string[] =>
  (QUOTED.test(folded) ? folded.replace(APOSTROPHE, '') : folded)
    .replace(NO_PART_OF_WORDS, ' ')
    .split(' ')
    .filter((word) => IN_WORD.test(word) || word === '+');
