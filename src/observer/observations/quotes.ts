import { normaliseQuote } from '../../text.ts';

/** Characters of the shortest quote, unless the text is shorter. */
const SHORTEST = 6;

/** Whether a quote stands in a text word for word, in whole words, and is more than a scrap of it. */
export function standsIn(quote: string, text: string): boolean {
  const [words, whole] = [normaliseQuote(quote), normaliseQuote(text)];
  if (words.length < Math.min(SHORTEST, whole.length) || words === '') return false;
  const isInside = (a: string | undefined, b: string | undefined) =>
    /[\p{L}\p{N}]/u.test(a ?? '') && /[\p{L}\p{N}]/u.test(b ?? '');
  for (let at = whole.indexOf(words); at >= 0; at = whole.indexOf(words, at + 1)) {
    const end = at + words.length;
    if (!isInside(whole[at - 1], words[0]) && !isInside(words.at(-1), whole[end])) return true;
  }
  return false;
}
