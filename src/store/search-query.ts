import { foldWords } from '../folding.ts';
import { DOTTED, INITIALS, readable, searchBody, withDigraphs, wordsAtApostrophes } from './search-body.ts';
import { KNOWN_DIGITS, longGroups, PHONE, phoneDigits } from './search-phones.ts';
import { askedWords, closeGaps, endsUnspaced, storedDigits, storedWords } from './search-words.ts';

/** Stored words that follow each other. The last one may be the beginning of a longer one, unless it is whole. */
export type Way = { readonly words: readonly string[]; readonly isWhole: boolean };
/** What a row is to have, in any of these ways of writing it. */
export type Term = readonly Way[];

/** What a query asks for. `any`: what at least one of is to be there if no row has all; empty where nothing less is wanted. */
export type Asked = { readonly all: readonly Term[]; readonly any: readonly Term[] };

const LIMITS = {
  /** Characters of a query that are looked at. */
  text: 1_000,
  /** Words or phrases of a query that are looked for. */
  terms: 12,
} as const;

const QUOTED = /["“”„«»「『]([^"“”„«»「」『』]*)["“”«»」』]/gu;
/** What holds words together: `ana@acme.com`, `Jean-Pierre`. Whatever else stands between words leaves them apart. */
const TOGETHER = /[\p{L}\p{M}\p{N}\p{Cf}+#&.@_/:'’‘`´ʹ′＇׳·\u2010-\u2013-]+/gu;
const ALONE = /[\p{L}\p{M}\p{N}\p{Cf}+#&'’‘`´ʹ′＇׳]+/gu;
/** `Acme` of `Acme's`. */
const POSSESSOR = /^[\p{L}\p{M}\p{N}]+(?=['’]s$)/giu;
/** How the address of a page or a mailbox begins, which nobody writes down. */
const ADDRESS = /\b(?:https?:\/\/|mailto:|tel:)(?:www\.)?|\bwww\./giu;

/**
 * Reads a query. Words in quotation marks are wanted in this order and as they are; what hangs together is wanted together;
 * digits of a phone number are wanted however they are put apart. Nothing is asked for where there are only signs.
 */
export function readQuery(query: string): Asked {
  const phrases: Term[] = [];
  const [numbers, parts]: [Term[], Term[]] = [[], []];
  const said = readable(query.slice(0, LIMITS.text).replace(ADDRESS, ' '))
    .replace(QUOTED, (_, phrase: string) => {
      phrases.push(phraseTerm(closeGaps(phrase)));
      return ' ';
    })
    .replace(PHONE, (number) => {
      const term = phoneTerm(number);
      if (term.length === 0) return number;
      numbers.push(term);
      parts.push(...longGroups(number).map(phoneTerm));
      return ' ';
    });
  const pieces = said.match(TOGETHER) ?? [];
  const quoted = phrases.filter(isAsked);
  const all = distinct([...quoted, ...numbers, ...pieces.flatMap(termsOf)]);
  const words = quoted.length > 0 ? [] : distinct([...numbers, ...parts, ...pieces.flatMap(wordTerms)]);
  return { all, any: words.length > 1 ? words : [] };
}

/** Whether a query has something in it to look for. */
export const isSearchable = (query: string): boolean => readQuery(query).all.length > 0;

/** Gives what tells whether a text has all the words that somebody types. */
export function findingBy(query: string): (text: string) => boolean {
  const sought = readQuery(query).all.map((term) => term.map(asStored));
  return (text) => {
    const body = ` ${searchBody([text])} `;
    return sought.length > 0 && sought.every((ways) => ways.some((way) => body.includes(way)));
  };
}

const isAsked = (term: Term) => term.length > 0;

function distinct(terms: readonly Term[]): Term[] {
  const kept = new Map(terms.filter(isAsked).map((term) => [JSON.stringify(term), term]));
  return [...kept.values()].slice(0, LIMITS.terms);
}

const phraseTerm = (phrase: string): Term => waysOf(phrase).map(asTheyAre);

/** Folded words in this order, the last one as it is. A script without spaces has no end of a word. */
export const asTheyAre = (words: readonly string[]): Way => ({
  words: inOrder(words),
  isWhole: !endsUnspaced(words.at(-1) ?? ''),
});

/** What hangs together as one term; a name that begins with a dot is one more. */
function termsOf(piece: string): Term[] {
  const dotted = [...piece.matchAll(DOTTED)].map(([word]) => [beginning(askedWords(foldDotted(word)))]);
  const ways = [piece, ...piece.matchAll(POSSESSOR)].flatMap((written) => waysOf(String(written)));
  const initials = [...piece.matchAll(INITIALS)].map(([word]) => beginning([foldWords(word).join('')]));
  const isOnlyDotted = dotted.length === 1 && foldWords(piece).length === 1;
  return isOnlyDotted
    ? dotted
    : [...dotted, [...ways.map((words) => beginning(inOrder(words))), ...initials]];
}

/** The words of what hangs together, each for itself, without the end of the name of a host. */
function wordTerms(piece: string): Term[] {
  const words = piece.match(ALONE) ?? [];
  const telling = words.length > 1 && /\.\p{L}{2,}$/u.test(piece) ? words.slice(0, -1) : words;
  return [...telling, ...wordsAtApostrophes(piece)].flatMap(termsOf);
}

/** The words of a text in each way in which they may have been written; none where it has none. */
function waysOf(text: string): string[][] {
  const words = foldWords(text);
  if (!words.some(hasLetter)) return [];
  const digraphs = withDigraphs(text);
  const wide = digraphs === undefined ? undefined : foldWords(digraphs);
  // A single word with `ue` finds one with `ü` by what is stored of that; words in order are stored in one way alone.
  const narrow =
    words.length > 1
      ? words.map((word) => word.replace(/([uoa])e|aa/g, (_, letter) => letter ?? 'a'))
      : undefined;
  const ways = new Map([words, wide, narrow].flatMap((way) => (way ? [[way.join(' '), way] as const] : [])));
  return [...ways.values()];
}

const hasLetter = (word: string) => /[\p{L}\p{N}]/u.test(word);
const beginning = (words: string[]): Way => ({ words, isWhole: false });
const foldDotted = (word: string) => `.${foldWords(word).join('')}`;

/** How folded words that follow each other are stored; the last one may go on. */
const inOrder = (words: readonly string[]): string[] => [
  ...words.slice(0, -1).flatMap(storedWords),
  ...askedWords(words.at(-1) ?? ''),
];

/**
 * A phone number: one that ends with these digits, or of which these are all and a country before them; or the same digits in
 * the same order as words. None where it is no phone number.
 */
function phoneTerm(number: string): Term {
  const digits = phoneDigits(number);
  if (!digits) return [];
  const shorter = Array.from({ length: digits.length - KNOWN_DIGITS }, (_, at) => digits.slice(at + 1));
  return [
    beginning([storedDigits(digits)]),
    ...shorter.map((end) => ({ words: [storedDigits(end)], isWhole: true })),
    ...waysOf(number).map((words) => beginning(inOrder(words))),
  ];
}

/** How a way stands in a body between two spaces. */
export const asStored = ({ words, isWhole }: Way): string => ` ${words.join(' ')}${isWhole ? ' ' : ''}`;
