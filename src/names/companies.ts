import { foldWords } from '../folding.ts';
import { normaliseDomain } from './domains.ts';
import { isSureJoint, JOINT } from './joints.ts';
import { takeLegalForms } from './legal-forms.ts';

const ARTICLE = 'the';
/** Initials with a dot behind each: `J.P. Morgan`, `E.ON`. */
const DOTTED = /(?<![\p{L}\p{M}\p{N}])(?:\p{L}\.)+(?=\p{L}|\s|,|$)/gu;

/** The name of a company, taken apart. */
export type ParsedCompany = {
  /** The folded words that make the name, without article and legal form: `ben & jerrys`. */
  words: readonly string[];
  /** Which legal forms are said: `ltd` for both `Ltd` and `Limited`. */
  forms: readonly string[];
  /** What stands in front as a legal form may be a word of the name: `AS Roma`. */
  isLoose: boolean;
  hasArticle: boolean;
  /** The domain where the name is one: `booking.com`. */
  domain: string | undefined;
};

export function parseCompany(name: string): ParsedCompany {
  const known = parsed.get(name);
  if (known) return known;
  if (parsed.size >= MOST_PARSED) parsed.clear();
  const fresh = takeApart(name);
  parsed.set(name, fresh);
  return fresh;
}

/** Names that were taken apart lately: one name is compared with many, and each comparison looks at it several times. */
const parsed = new Map<string, ParsedCompany>();
const MOST_PARSED = 1_000;

function takeApart(name: string): ParsedCompany {
  const { words: said, forms, isLoose } = takeLegalForms(wordsOf(name));
  const [first, ...others] = said;
  const isFirst = first === ARTICLE && others.length > 0;
  const isLast = said.length > 1 && said.at(-1) === ARTICLE && /,\s*the\b/i.test(name);
  const named = isFirst ? others : said.slice(0, isLast ? -1 : undefined);
  return {
    words: joinLetters(named.map((word, at) => (isJoint(word, at, named.length) ? JOINT : word))),
    forms,
    isLoose,
    hasArticle: isFirst || isLast,
    domain: /[\s@]/.test(name.trim()) ? undefined : normaliseDomain(name),
  };
}

/** The folded words of a text as they stand in the names of companies: `Ben and Jerry's called` -> ben & jerrys called. */
export function companyWords(text: string): string[] {
  const words = wordsOf(text);
  return words.map((word, at) => (isJoint(word, at, words.length) ? JOINT : word));
}

function wordsOf(text: string): string[] {
  const plain = text.replace(DOTTED, (letters) => letters.replaceAll('.', ''));
  return foldWords(plain).flatMap((word) => word.split(/(?<=.)(&)(?=.)/u));
}

const isJoint = (word: string, at: number, length: number) => at > 0 && at < length - 1 && isSureJoint(word);

/** Letters that stand alone side by side as one word: `j p morgan` is `jp morgan`. */
function joinLetters(words: readonly string[]): string[] {
  const joined: string[] = [];
  let open = false;
  for (const word of words) {
    const isLetter = /^[\p{L}\p{N}]$/u.test(word);
    if (isLetter && open) joined.push(`${joined.pop() ?? ''}${word}`);
    else joined.push(word);
    open = isLetter;
  }
  return joined;
}
