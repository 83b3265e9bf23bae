/**
 * Folded words as the indexes of both engines keep them. The engines take a text apart at other characters: what not both
 * keep as a letter (a sign in a name, the vowel signs of India, rare letters) is written as two letters of the script of the
 * Yi instead, so that a word stays one word, and the beginning of a word the beginning of what is stored.
 */

/** What both engines keep in a word: letters of common scripts, and digits. */
const KEPT =
  /^(?:[a-z0-9]|(?=\p{L})[\u00AA-\u086F\u0900-\u0C39\u0C85-\u0CB9\u0D05-\u0DC6\u0E01-\u0E2E\u0E30-\u0E45\u0E81-\u10FA\u1780-\u17B3\u1E00-\u1FFF\u3041-\u30FE\u3400-\u4DB5\u4E00-\u9FA5\uAC00-\uD7A3])+$/u;
const YI = 0xa000;
/** Letters of the Yi that are used: two of them are enough for every character. */
const YI_LETTERS = 1_056;
/** Words are cut to as many characters. Postgres refuses longer ones than 2,046 bytes, and nobody types so many. */
const LONGEST = 60;

/** Scripts that are written without spaces between words, or in which words are put together: their letters go in pairs. */
const UNSPACED =
  '\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Hang}\\p{scx=Thai}\\p{scx=Lao}\\p{scx=Khmr}\\p{scx=Mymr}';
const RUNS = new RegExp(`[${UNSPACED}]+|[^${UNSPACED}]+`, 'gu');
const IS_UNSPACED = new RegExp(`^[${UNSPACED}]`, 'u');
const ENDS_UNSPACED = new RegExp(`[${UNSPACED}]$`, 'u');
const ASCII = /^[ -~]*$/;
const GAPS = new RegExp(`(?<=[${UNSPACED}])[ \\u3000・･]+(?=[${UNSPACED}])`, 'gu');
const PLAIN = /^(?![0-9]+e)[a-z0-9]{1,60}$/;
/** Postgres reads digits, an e and digits as a number, and what follows as another word. */
const LIKE_A_NUMBER = /^([0-9]+)e/;

/** Whether the last letter of a word is of a script without spaces. */
export const endsUnspaced = (word: string): boolean => ENDS_UNSPACED.test(word);

/** A text with no space where its script needs none: `山田 太郎` is written `山田太郎` as well. */
export const closeGaps = (text: string): string => (ASCII.test(text) ? text : text.replace(GAPS, ''));

/** What is stored of a folded word: itself, or the pairs of its letters and then the last one, `東芝社` as `東芝 芝社 社`. */
export function storedWords(word: string): string[] {
  if (PLAIN.test(word)) return [word];
  return runsOf(word).flatMap((run) =>
    IS_UNSPACED.test(run) ? [...pairsOf(run), lastOf(run)] : [kept(run)],
  );
}

/** What is stored of the folded words of a text. */
export const storedText = (words: readonly string[]): string =>
  words.every((word) => PLAIN.test(word)) ? words.join(' ') : words.flatMap(storedWords).join(' ');

/** What follows each other where a folded word is stored, or the beginning of one: its last pair may be followed by more. */
export function askedWords(word: string): string[] {
  if (PLAIN.test(word)) return [word];
  const runs = runsOf(word);
  const last = runs.at(-1) ?? '';
  const before = runs.slice(0, -1).flatMap(storedWords);
  if (!IS_UNSPACED.test(last)) return [...before, kept(last)];
  const pairs = pairsOf(last);
  return [...before, ...(pairs.length > 0 ? pairs : [kept(last)])];
}

const runsOf = (word: string): string[] => word.match(RUNS) ?? [];

function pairsOf(run: string): string[] {
  const letters = [...run];
  return letters.slice(1).map((letter, at) => kept(`${letters[at]}${letter}`));
}

const lastOf = (run: string) => kept([...run].at(-1) ?? '');

/** A word in characters that both engines keep. */
function kept(word: string): string {
  const short = word.length > LONGEST ? [...word].slice(0, LONGEST).join('') : word;
  const letters = KEPT.test(short)
    ? short
    : [...short].map((each) => (KEPT.test(each) ? each : asYi(each))).join('');
  return letters.replace(LIKE_A_NUMBER, (_, digits: string) => digits + asYi('e'));
}

function asYi(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return String.fromCharCode(YI + Math.floor(code / YI_LETTERS), YI + (code % YI_LETTERS));
}

/** The digits of a phone number from the last one on, behind one letter of the Yi, which no other word has alone. */
export const storedDigits = (digits: string): string =>
  String.fromCharCode(YI) + [...digits].toReversed().join('');
