import { foldLetters } from '../../folding.ts';
import { writtenOut } from '../../names/likeness.ts';

/** Where a name stands in a text. `isOwn`: in its very letters, or with its umlauts written out. */
export type Found = { name: string; start: number; end: number; isOwn: boolean };

/** Scripts in which words stand next to each other without a space: each letter is looked at by itself. */
const UNSPACED =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}ー々〆';
const IS_UNSPACED = new RegExp(`[${UNSPACED}]`, 'u');
const WORDS = new RegExp(`[${UNSPACED}]\\p{M}*|(?:(?![${UNSPACED}])[\\p{L}\\p{M}\\p{N}])+`, 'gu');

/** Characters that may stand between the words of a name: `Ana  Lopes`, `*Ana* *Lopes*`. */
const MOST_BETWEEN = 4;
const MOST_BETWEEN_UNSPACED = 1;
/** What stands within a single name: `O’Brien`, `Jean-Luc`. */
const WITHIN = /^['’‘`´ʹ′＇׳\u00AD‐‑-]?$/u;
const COMMA = /[,،、，]/u;
/** What ends a part of a sentence: no name goes on behind it. */
const STOP = /[;!?؟！？。|]/u;

const KATAKANA = /[\u30A1-\u30F6]/gu;
/** How far katakana stand behind the hiragana of the same sound. */
const BEHIND_HIRAGANA = 0x60;

/** A text as its letters are compared: a name in katakana is the same in hiragana. */
const comparable = (text: string): string =>
  foldLetters(text).replace(KATAKANA, (letter) =>
    String.fromCodePoint((letter.codePointAt(0) ?? 0) - BEHIND_HIRAGANA),
  );

/** `folded`: as it is compared, also with its umlauts written out. `own`: its letters with their marks, in small ones. */
type Word = { text: string; start: number; end: number; folded: string[]; own: string };

export function wordsOf(text: string): Word[] {
  return [...text.matchAll(WORDS)].map(({ 0: word, index }) => ({
    text: word,
    start: index,
    end: index + word.length,
    folded: [...new Set([comparable(word), comparable(writtenOut(word))])],
    own: word.normalize('NFKC').toLowerCase(),
  }));
}

/** A name in the tree. `isSingle`: it has no space in it, and stands in texts as one word, with a capital if it has one. */
type Name = { name: string; own: readonly string[]; isSingle: boolean; isLower: boolean };
type Node = { next: Map<string, Node>; names: Name[] };

/** Finds names in texts: in any case, accents and white space, but only as whole words. Gives all, also those within others. */
export type FindNames = (text: string) => Found[];

/** `anyCase`: `will` is found for `Will`, too. */
export function createNameFinder(names: Iterable<string>, { anyCase = false } = {}): FindNames {
  const root: Node = { next: new Map(), names: [] };
  const marks = new Set<string>();
  for (const name of new Set(names)) {
    addName(root, name);
    for (const letters of longestOf(wordsOf(name)).folded) marks.add(letters);
  }
  return (text) => {
    if (![text, writtenOut(text)].some((each) => hasAny(each, marks))) return [];
    const words = wordsOf(text);
    return words.flatMap((_, from) => findFrom({ root, text, words, from, anyCase }));
  };
}

const NOT_COMPARED = /[^\p{L}\p{M}\p{N}]+/gu;

/** Whether a text has the letters of one of these words at all: most have not, and need not be taken apart. */
function hasAny(text: string, marks: ReadonlySet<string>): boolean {
  const letters = comparable(text).replace(NOT_COMPARED, '');
  for (const mark of marks) if (letters.includes(mark)) return true;
  return false;
}

const longestOf = (words: readonly Word[]): Pick<Word, 'folded'> =>
  words.toSorted((one, other) => other.text.length - one.text.length)[0] ?? { folded: [] };

/** Words of the longest name that is looked for, and letters of one without spaces. */
const MOST_WORDS = 24;

function addName(root: Node, name: string): void {
  const words = wordsOf(name);
  if (words.length === 0 || words.length > MOST_WORDS) return;
  let ends = [root];
  for (const [at, { folded, start }] of words.entries()) {
    const before = words[at - 1];
    if (before && COMMA.test(name.slice(before.end, start))) ends = ends.map((end) => grow(end, ','));
    ends = ends.flatMap((end) => folded.map((letters) => [...letters].reduce(grow, end)));
  }
  const known = {
    name,
    own: ownOf(words),
    isSingle: !/\s/.test(name.trim()) && !IS_UNSPACED.test(name),
    isLower: isLower(words[0]?.text),
  };
  for (const end of new Set(ends)) end.names.push(known);
}

function grow(node: Node, letter: string): Node {
  const next = node.next.get(letter) ?? { next: new Map(), names: [] };
  node.next.set(letter, next);
  return next;
}

const ownOf = (words: readonly Word[]) => {
  const own = words.map((word) => word.own).join('');
  return [own, writtenOut(own)];
};

type Looking = { root: Node; text: string; words: readonly Word[]; from: number; anyCase: boolean };

/** The names that begin with the word at `from`. */
function findFrom({ root, text, words, from, anyCase }: Looking): Found[] {
  const found: Found[] = [];
  let ends = [root];
  let isOneWord = true;
  let isInverted = false;
  for (let at = from; at < words.length; at += 1) {
    const [before, word] = [words[at - 1], words[at]];
    if (!word) return found;
    if (before && at > from) {
      const between = text.slice(before.end, word.start);
      const most = IS_UNSPACED.test(word.text) ? MOST_BETWEEN_UNSPACED : MOST_BETWEEN;
      if (between.length > most || STOP.test(between)) return found;
      isOneWord &&= WITHIN.test(between);
      isInverted ||= COMMA.test(between);
      const behindComma = ends.flatMap((end) => end.next.get(',') ?? []);
      if (COMMA.test(between)) ends = behindComma;
      else if (isInCapitals(words.slice(from, at), word)) ends = [...ends, ...behindComma];
    }
    ends = ends.flatMap((end) => word.folded.flatMap((letters) => follow(end, letters) ?? []));
    if (ends.length === 0) return found;
    const known = new Set(ends.flatMap(({ names }) => names));
    if (known.size === 0 || (isInverted && isInList({ text, words, from, to: at }))) continue;
    const said = words.slice(from, at + 1);
    for (const name of known) {
      if (name.isSingle && !isOneWord) continue;
      if (!anyCase && isWordOfLanguage(name, said)) continue;
      const isOwn = ownOf(said).some((letters) => name.own.includes(letters));
      found.push({ name: name.name, start: said[0]?.start ?? 0, end: word.end, isOwn });
    }
  }
  return found;
}

/** Whether a comma parts two people of a list, as in `with Rui Lopes, Ana Costa`: another name goes on right before or behind. */
function isInList({ text, words, from, to }: Omit<Looking, 'root' | 'anyCase'> & { to: number }): boolean {
  const [last, first, end, next] = [words[from - 1], words[from], words[to], words[to + 1]];
  const isName = (word: Word) => !isLower(word.text) && word.text !== word.text.toLowerCase();
  const goesOn = end && next && text.slice(end.end, next.start) === ' ' && isName(next);
  const isStart = !last || /(?:^|[.!?:;•\n-]\s*)$/u.test(text.slice(0, last.start));
  const wentBefore = last && first && /^[ .]{1,2}$/.test(text.slice(last.end, first.start)) && isName(last);
  return goesOn === true || (wentBefore === true && !isStart);
}

function follow(node: Node, letters: string): Node | undefined {
  let at: Node | undefined = node;
  for (const letter of letters) at = at?.next.get(letter);
  return at;
}

/** `will` for a single `Will`; an initial in a small letter. */
const isWordOfLanguage = ({ isSingle, isLower: isSmall }: Name, said: readonly Word[]) =>
  (isSingle && !isSmall && isLower(said[0]?.text)) ||
  (!isSingle && said.some(({ text }) => text.length === 1 && isLower(text)));

/** `LOPES Ana`: the surname first, as in lists. */
const isInCapitals = (said: readonly Word[], next: Word) =>
  isAllCapitals(next.text) === false && said.every(({ text }) => isAllCapitals(text) === true);

/** Undefined of what has no small letters, or is one letter. */
function isAllCapitals(word: string): boolean | undefined {
  if (word.length < 2 || word.toLowerCase() === word.toUpperCase()) return undefined;
  return word === word.toUpperCase();
}

function isLower(word = ''): boolean {
  const [start = ''] = word;
  return start !== start.toUpperCase();
}
