import { fold } from '../../text.ts';
import { isCompanyWord, isFirstName, isLastName, isNeverName, isOrdinaryWord } from './lexicon.ts';
import type { Token } from './tokens.ts';
import { titleCase } from './words.ts';

/** What a name most likely names. */
export type Noun = 'person' | 'company' | 'unsure';

/** A run of tokens that is a name: `Ana Lopes`, `Müller & Söhne GmbH`, `karen@initech.com`. */
export type Name = { text: string; end: number; isPossessive: boolean; isLower: boolean };

const PARTICLES = new Set([
  'de',
  'da',
  'do',
  'dos',
  'das',
  'van',
  'von',
  'der',
  'den',
  'del',
  'la',
  'le',
  'di',
  'al',
  'bin',
  'el',
  'y',
  'und',
  'et',
  'y',
  'und',
  'et',
]);
const MAX_WORDS = 5;

/** The name that starts at a token, if one does. Lower-case words are names only where `lower` says so. */
export function readName(
  tokens: readonly Token[],
  at: number,
  { lower = false, initial = false }: { lower?: boolean; initial?: boolean } = {},
): Name | undefined {
  const first = tokens[at];
  if (!first || !startsName(first.text, { lower, initial })) return undefined;
  let end = at + 1;
  while (end - at < MAX_WORDS && !isPossessive(tokens[end - 1]) && continuesName(tokens, end, lower)) end++;
  const words = tokens.slice(at, end);
  const last = words.at(-1);
  const text = words.map((word, index) => (index === 0 ? '' : joint(word)) + bare(word.text)).join('');
  const isLower = !/\p{Lu}/u.test(text);
  return {
    text: isLower ? titleCase(text) : text,
    end,
    isPossessive: isPossessive(last),
    isLower,
  };
}

function startsName(word: string, { lower, initial }: { lower: boolean; initial: boolean }): boolean {
  const name = bare(word);
  if (
    name.length < 2 ||
    /'(?:m|re|ve|ll|d|t)$/i.test(name) ||
    name.includes('@') ||
    isNumber(name) ||
    isNeverName(name)
  )
    return false;
  if (!hasCapital(name)) return lower && (isFirstName(name) || !isOrdinaryWord(name));
  return !isFunctionWord(name) && (!initial || isFirstName(name) || !isOrdinaryWord(name));
}

/** Whether the token goes on with the name before it: directly, by a particle, or by `&`. */
function continuesName(tokens: readonly Token[], at: number, lower: boolean): boolean {
  const token = tokens[at];
  if (!token) return false;
  const before = bare(tokens[at - 1]?.text ?? '');
  const isInitial = before.length === 1 && /^\. ?$/.test(token.gap);
  if (token.gap === ' & ' || token.gap === ' + ')
    return hasCapital(token.text) && (isCompanyWord(token.text) || !isFirstName(before));
  if (token.gap !== ' ' && !isInitial) return false;
  const word = bare(token.text);
  if (PARTICLES.has(word)) return hasCapital(tokens[at + 1]?.text ?? '') && tokens[at + 1]?.gap === ' ';
  if (isCompanyWord(word) && hasCapital(word)) return true;
  if (isNumber(word) || word.includes('@') || isNeverName(word) || isFunctionWord(word)) return false;
  if (hasCapital(word)) return true;
  return lower && !hasCapital(before) && word.length > 2 && (isLastName(word) || !isOrdinaryWord(word));
}

const FUNCTION_WORDS = new Set(
  (
    'a an the and or but so of at from with to in on by for about as if when while because that this these those he she ' +
    'they we you it his her their our my me us him them who what where why how which is are was were be been has have had ' +
    'do does did will would can could should must not re over after before until since into out up down than then there here'
  ).split(' '),
);

const isFunctionWord = (word: string) => FUNCTION_WORDS.has(word.toLowerCase());
const hasCapital = (word: string) => /\p{Lu}/u.test(word);
const isNumber = (word: string) => /^\p{N}[\p{N}.,]*(?:st|nd|rd|th|k|m|bn|%|am|pm)?$/iu.test(word);
const isPossessive = (token: Token | undefined) => /'s$|s'$/.test(token?.text ?? '');
const bare = (word: string) => word.replace(/'s?$/, '');
const joint = ({ gap }: Token) => gap.replace(/\s+/g, ' ');

/** What a name most likely names, by its words alone. */
export function guessNoun(name: string): Noun {
  const words = name.split(/\s+/);
  const [first = ''] = words;
  if (words.some((word, at) => (at > 0 && isCompanyWord(word)) || /&|\d/.test(word))) return 'company';
  if (isFirstName(first)) return 'person';
  if (words.length === 1) return 'unsure';
  if (isOrdinaryWord(first)) return 'company';
  return words.length === 2 && !isOrdinaryWord(words[1] ?? '') ? 'person' : 'unsure';
}

/** `karen@initech.com` -> what may be said about its owner without inventing: a name only if it is one. */
export function readAddress(email: string): { name?: string; company?: { name: string; domain: string } } {
  const [local = '', domain = ''] = email.toLowerCase().split('@');
  const parts = local.split(/[._-]/).filter((part) => /^\p{L}{2,}$/u.test(part));
  const isPerson = parts.length > 0 && parts.length < 4 && isFirstName(parts[0] ?? '');
  return {
    ...(isPerson ? { name: titleCase(parts.join(' ')) } : {}),
    ...(FREE_MAIL.has(domain.split('.')[0] ?? '')
      ? {}
      : { company: { name: titleCase(domain.split('.').at(-2) ?? domain), domain } }),
  };
}

const FREE_MAIL = new Set(
  'gmail googlemail outlook hotmail live yahoo icloud me proton protonmail gmx web aol mail'.split(' '),
);

export const sameName = (a: string, b: string) => fold(a) === fold(b);
