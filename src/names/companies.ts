import { foldWords } from '../folding.ts';
import { withoutArticles } from './articles.ts';
import { isEnding, normaliseDomain } from './domains.ts';
import { isSureJoint, JOINT } from './joints.ts';
import { takeLegalForms, withoutAnyForm } from './legal-forms.ts';
import { remembered } from './remembered.ts';

/** Articles that stand in front of a name. All but `the` may as well be a part of it: `La Caixa`, `De Beers`. */
const ARTICLES = new Set('the le la les el los las der die das den det il lo gli de het al o os'.split(' '));
/** The Arabic article, written onto the word behind it. */
const ARABIC_ARTICLE = /^ال(?=\p{Script=Arabic}{3})/u;
/** Initials with a dot behind each: `J.P. Morgan`, `E.ON`. */
const DOTTED = /(?<![\p{L}\p{M}\p{N}])(?:\p{L}\.)+(?=\p{L}|\s|,|$)/gu;

/** The name of a company, taken apart. */
export type ParsedCompany = {
  /** The folded words that make the name, without article in front and legal form: `ben & jerrys`. */
  words: string[];
  /** Which legal forms are said: `ltd` for both `Ltd` and `Limited`. */
  forms: string[];
  /** Called a company, which is no form: `Ford Motor Company`. */
  isCompany: boolean;
  /** What stands in front as a legal form may be a word of the name: `AS Roma`. */
  isLoose: boolean;
  article: string | undefined;
  /** The domain where the name is one, with or without a legal form: `booking.com`, `Booking.com B.V.` */
  domain: string | undefined;
};

/** Takes the name of a company apart. */
export const parseCompany = remembered(readCompany);

function readCompany(name: string): ParsedCompany {
  const { words: said, forms, isCompany, isLoose } = takeLegalForms(wordsOf(name));
  const isLast = said.length > 1 && said.at(-1) === 'the' && /,\s*the\b/i.test(name);
  const { words: named, article } = isLast ? { words: said.slice(0, -1), article: 'the' } : takeArticle(said);
  return {
    words: joinLetters(named.map((word, at) => jointOf(word, at, named))),
    forms,
    isCompany,
    isLoose,
    article,
    domain: domainOf(name, said),
  };
}

/** The folded words of a name without legal forms and articles of Arabic and Hebrew, wherever in it they stand. */
export const plainWords = remembered((name: string): string[] =>
  withoutArticles(withoutAnyForm(wordsOf(name))),
);

/** The folded words of a text as they stand in the names of companies: `Ben and Jerry's called` -> ben & jerrys called. */
export function companyWords(text: string): string[] {
  return wordsOf(text).map(jointOf);
}

function wordsOf(text: string): string[] {
  const plain = text.includes('.') ? text.replace(DOTTED, (letters) => letters.replaceAll('.', '')) : text;
  return foldWords(plain).flatMap((word) => (word.includes('&') ? word.split(/(?<=.)(&)(?=.)/u) : word));
}

function takeArticle(words: readonly string[]): { words: readonly string[]; article: string | undefined } {
  const [first = '', second = ''] = words;
  // “O” of “O 2” is a letter.
  if (ARTICLES.has(first) && second.length > 1) return { words: words.slice(1), article: first };
  if (!ARABIC_ARTICLE.test(first)) return { words, article: undefined };
  return { words: [first.replace(ARABIC_ARTICLE, ''), ...words.slice(1)], article: 'ال' };
}

/** `words`: those of the name without its legal forms. */
function domainOf(name: string, words: readonly string[]): string | undefined {
  if (!name.includes('.') || name.includes('@')) return undefined;
  const [first = ''] = name.trim().split(/[\s,]+/, 1);
  const domain = normaliseDomain(first);
  if (!domain || !isEnding(domain)) return undefined;
  return first === name.trim() || foldWords(first).join(' ') === words.join(' ') ? domain : undefined;
}

/** A word of a name, or `&` where it is one for it. Spanish has `e` for `y` in front of an i: `López e Hijos`. */
function jointOf(word: string, at: number, words: readonly string[]): string {
  if (at === 0 || at === words.length - 1) return word;
  if (isSureJoint(word)) return JOINT;
  return word === 'e' && /^h?i/.test(words[at + 1] ?? '') ? 'y' : word;
}

const LETTER = /^[\p{L}\p{N}]$/u;

/** Letters that stand alone side by side as one word: `j p morgan` is `jp morgan`. */
function joinLetters(words: readonly string[]): string[] {
  const joined: string[] = [];
  let open = false;
  for (const word of words) {
    const isLetter = word.length < 3 && LETTER.test(word);
    if (isLetter && open) joined.push(`${joined.pop() ?? ''}${word}`);
    else joined.push(word);
    open = isLetter;
  }
  return joined;
}
