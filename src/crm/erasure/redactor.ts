import { domainToASCII } from 'node:url';
import { readEmail } from '../../names/addresses.ts';
import { createNameFinder, type FindNames, type Found } from './name-finder.ts';
import { createPhoneFinder } from './phone-finder.ts';

const ERASED = '(erased)';

/** The words by which somebody is known, and by which others are. */
export type ErasedWords = {
  /** Forms of names, see `nameForms`. */
  names: readonly string[];
  /** Finds names of others that are like these, or have these in them: they are left where they stand in their own letters. */
  spares: FindNames;
  /** E-mail addresses; each also with a tag (`ana+crm@…`), unless it has one. */
  emails: readonly string[];
  phones: readonly string[];
};

/** Gives a text without the words that are erased. */
export type Redact = (text: string) => string;

/** Makes what takes words out of texts, in whatever way they are written. */
export function createRedactor({ names, spares, emails, phones }: ErasedWords): Redact {
  const addresses = emails.flatMap((email) => addressPattern(email) ?? []);
  const findPhones = createPhoneFinder(phones);
  const findNames = createNameFinder(names);
  return (text) => {
    const unreached = addresses.reduce((rest, pattern) => rest.replace(pattern, ERASED), text);
    const unphoned = replaceAll(unreached, findPhones(unreached));
    const found = findNames(unphoned);
    return found.length === 0 ? unphoned : replaceAll(unphoned, placesOf(found, spares(unphoned)));
  };
}

/** The places from which a name goes: the longest of those that begin there, and none within a name that is spared. */
function placesOf(found: readonly Found[], others: readonly Found[]): Found[] {
  const spared = new Set(others.filter(({ isOwn }) => isOwn));
  const inOrder = [...spared, ...found].toSorted(
    (one, other) => one.start - other.start || other.end - one.end,
  );
  let done = 0;
  const first = inOrder.filter(({ start, end }) => {
    const isFirst = start >= done;
    if (isFirst) done = end;
    return isFirst;
  });
  return first.filter((place) => !spared.has(place));
}

function replaceAll(text: string, places: readonly { start: number; end: number }[]): string {
  let result = '';
  let done = 0;
  for (const { start, end } of places) {
    result += text.slice(done, start) + ERASED;
    done = end;
  }
  return result + text.slice(done);
}

/** Fields that follow from a name beside them, which others may share with somebody. */
export const DERIVED = /^(?:name|first|stem|sort)Key$/;

/** A JSON value with every text in it redacted. */
export function redactDeep<Value>(value: Value, redact: Redact): Value {
  return redactAny(value, redact) as Value;
}

function redactAny(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((each) => redactAny(each, redact));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, DERIVED.test(key) ? each : redactAny(each, redact)]),
  );
}

const escaped = (literal: string) => literal.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** An address that is no part of a longer one: not `ana@acme.com` in `mariana@acme.com`. Undefined where it is none. */
function addressPattern(email: string): RegExp | undefined {
  const read = readEmail(email);
  if (!read) return undefined;
  const [local = '', host = ''] = read.address.split(/@(?=[^@]*$)/);
  const tag = local === read.local ? "(?:\\+[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{}~.-]*)?" : '';
  const hosts = [...new Set([host, host.normalize('NFD'), domainToASCII(host)])].map(escaped).join('|');
  return new RegExp(
    `(?<![\\p{L}\\p{N}][._%+-]*)${escaped(local)}${tag}@(?:${hosts})(?![\\p{L}\\p{N}-]|\\.[\\p{L}\\p{N}])`,
    'giu',
  );
}
