import data from './known/common-words.json' with { type: 'json' };

const SHORTEST_STEM = 4;

/** Words that very many companies have in their names: trades, nationalities, countries and cities. */
const WORDS: ReadonlySet<string> = new Set([
  ...[data.trades, data.nationalities, data.more].flatMap((words) => words.split(' ')),
  ...[data.countries, data.cities].flatMap((places) => places.split(',')),
  // Of a country as its companies have it: “United Arab”.
  ...data.countries.split(/[, ]/).filter((word) => word.length >= SHORTEST_STEM),
]);
const MOST_WORDS = 4;
/** The ending of an adjective or of a plural: `deutsche`, `italiana`, `banks`. */
const ENDING = /(?:[aeio][snrm]?|s)$/;
const stemOf = (word: string) => word.replace(ENDING, '');
const STEMS: ReadonlySet<string> = new Set(
  [...WORDS].map(stemOf).filter((stem) => stem.length >= SHORTEST_STEM),
);

/**
 * Whether folded words are all such as very many companies have in their names: `deutsche`, `new york`, `the first bank`.
 * They stand for no company that is called so among others.
 */
export function areCommonWords(words: readonly string[]): boolean {
  if (words.length === 0) return true;
  for (let length = Math.min(words.length, MOST_WORDS); length > 0; length -= 1)
    if (isCommon(words.slice(0, length).join(' '))) return areCommonWords(words.slice(length));
  return false;
}

const isCommon = (text: string) => {
  const stem = stemOf(text);
  return WORDS.has(text) || WORDS.has(stem) || (stem.length >= SHORTEST_STEM && STEMS.has(stem));
};
