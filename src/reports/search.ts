import { fold } from '../text.ts';
import type { ReportDefinition } from './definition.ts';

type Searchable = Pick<ReportDefinition, 'name' | 'title' | 'description' | 'examples'>;

/** How much a word counts, by the part of the definition it stands in. */
const WEIGHTS = { name: 5, title: 4, examples: 2, description: 1 } as const;
/** How much of that a word counts which only begins like the word of the query. */
const PREFIX_SHARE = 0.6;

/** Words of questions that name no report. */
const NOISE = new Set(
  'a an and are at by did do does for from give have how i in is it last list many me much my of on or our report reports run show tell that the this to us was we were what which who with you'.split(
    ' ',
  ),
);

/** The words of reports, for search. */
export type SearchIndex = {
  /** Finds the names of the reports that fit a query, the best first. */
  search(query: string): string[];
};

/** Builds the index of reports; it is built once for each state of the catalog, and asked often. */
export function buildSearchIndex(reports: readonly Searchable[]): SearchIndex {
  const postings = new Map<string, Map<string, number>>();
  for (const report of reports) {
    for (const [word, weight] of weighWords(report)) {
      const found = postings.get(word) ?? new Map<string, number>();
      postings.set(word, found.set(report.name, weight));
    }
  }
  const words = [...postings.keys()].sort();

  /** The words of the index that begin with a prefix. */
  function* beginning(prefix: string): Generator<string> {
    for (let at = lowerBound(words, prefix); words[at]?.startsWith(prefix); at += 1) yield words[at] ?? '';
  }

  return {
    search: (query) => {
      const scores = new Map<string, number>();
      for (const wanted of wordsOf(query)) {
        const best = new Map<string, number>();
        for (const word of beginning(wanted)) {
          const found = postings.get(word) ?? new Map<string, number>();
          const rarity = Math.log(1 + reports.length / found.size);
          for (const [name, weight] of found) {
            const score = weight * rarity * (word === wanted ? 1 : PREFIX_SHARE);
            best.set(name, Math.max(best.get(name) ?? 0, score));
          }
        }
        for (const [name, score] of best) scores.set(name, (scores.get(name) ?? 0) + score);
      }
      return [...scores].sort(([a, x], [b, y]) => y - x || a.localeCompare(b)).map(([name]) => name);
    },
  };
}

function weighWords({ name, title, description, examples }: Searchable): Map<string, number> {
  const weights = new Map<string, number>();
  const parts = { name, title, description, examples: examples.join(' ') };
  for (const [part, weight] of Object.entries(WEIGHTS)) {
    for (const word of wordsOf(parts[part as keyof typeof parts])) {
      weights.set(word, Math.max(weights.get(word) ?? 0, weight));
    }
  }
  return weights;
}

/** Folded words without noise, in their simplest form: `companies` and `company` are one. */
function wordsOf(text: string): string[] {
  const words = fold(text)
    .split(' ')
    .filter((word) => word && !NOISE.has(word))
    .map((word) => word.replace(/(?<=\w{2})ies$/, 'y').replace(/(?<=\w{3}[^s])s$/, ''));
  return [...new Set(words)];
}

function lowerBound(words: readonly string[], wanted: string): number {
  let [low, high] = [0, words.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((words[middle] ?? '') < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
