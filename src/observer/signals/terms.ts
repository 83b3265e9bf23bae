import { isStopWord } from './stop-words.ts';
import { wordsIn } from './words.ts';

/** A word or two words that stand beside each other in a text. */
export type Term = {
  /** The words, folded. */
  readonly key: string;
  /** As they are written here. */
  readonly written: string;
  /** Whether something of the same sentence stands before them. */
  readonly isInside: boolean;
  /** Whether they are written as a name: with capitals. */
  readonly isNamed: boolean;
};

/** A word in a script that writes spaces between words. */
const WORD = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]{4,24}$/u;
const TOKEN = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu;
const NAMED = /^\p{Lu}/u;
const BEGINS = /^\s*$|[.!?:;\n•*“"(–—-]\s*$/u;

type Token = { written: string; word: string | undefined; start: number; end: number };

/** The terms of a text that may be what it is about, each as often as it stands there. */
export function termsIn(text: string): Term[] {
  const tokens = [...text.matchAll(TOKEN)].map(({ 0: written, index: start }): Token => {
    const [word, ...rest] = wordsIn(written);
    const mayBe = word !== undefined && rest.length === 0 && WORD.test(word) && !isStopWord(word);
    return { written, word: mayBe ? word : undefined, start, end: start + written.length };
  });
  return tokens.flatMap(({ written, word, start, end }, at): Term[] => {
    if (word === undefined) return [];
    const isInside = !BEGINS.test(text.slice(Math.max(0, start - 4), start));
    const isNamed = NAMED.test(written);
    const single = { key: word, written, isInside, isNamed };
    const next = tokens[at + 1];
    if (!next?.word || text.slice(end, next.start).trim() !== '') return [single];
    const pair = text.slice(start, next.end).replace(/\s+/g, ' ');
    const isNamedPair = isNamed && NAMED.test(next.written);
    return [single, { key: `${word} ${next.word}`, written: pair, isInside, isNamed: isNamedPair }];
  });
}
