import { normaliseQuote } from '../../text.ts';

/** Characters of the shortest quote, unless the text is shorter. */
const SHORTEST = 6;

/** Whether a quote stands in a text word for word, in whole words, and is more than a scrap of it. */
export function standsIn(quote: string, text: string): boolean {
  const [words, whole] = [normaliseQuote(quote), normaliseQuote(text)];
  if (words.length < Math.min(SHORTEST, whole.length) || words === '') return false;
  return findWhole(words, whole) >= 0;
}

/** The offset at which words begin in a text as whole words; -1 when they do not stand there. */
function findWhole(words: string, whole: string): number {
  const isInside = (a: string | undefined, b: string | undefined) =>
    /[\p{L}\p{N}]/u.test(a ?? '') && /[\p{L}\p{N}]/u.test(b ?? '');
  for (let at = whole.indexOf(words); at >= 0; at = whole.indexOf(words, at + 1)) {
    const end = at + words.length;
    if (!isInside(whole[at - 1], words[0]) && !isInside(words.at(-1), whole[end])) return at;
  }
  return -1;
}

/**
 * The sentences of a text in which words stand: a few words cut out of one may say the opposite of it. Empty when they
 * do not stand there.
 */
export function sentencesAround(quote: string, text: string): string {
  const words = normaliseQuote(quote);
  const whole = text.split('\n').map(normaliseQuote).filter(Boolean).join('\n');
  const flat = whole.replaceAll('\n', ' ');
  const at = findWhole(words, flat);
  if (words === '' || at < 0) return '';
  const isEnd = (position: number) =>
    whole[position] === '\n' ||
    (/[.!?]/.test(whole[position] ?? '') && /\s/.test(whole[position + 1] ?? ' '));
  let start = at;
  while (start > 0 && !isEnd(start - 1)) start -= 1;
  let end = at + words.length;
  while (end < whole.length && !isEnd(end - 1)) end += 1;
  return flat.slice(start, end).trim();
}
