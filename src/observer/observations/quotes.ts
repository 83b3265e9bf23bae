import { fold, normaliseQuote } from '../../text.ts';
import { isStopWord } from '../signals/stop-words.ts';

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

/** A topic as it is compared: its words, folded. */
export const topicKey = (text: string): string => fold(text);

/** Whether a topic has a word in it that says something. */
export function standsAlone(topic: string): boolean {
  return topic.split(' ').some((word) => word.length > 1 && !isStopWord(word));
}

/** Whether the words of a topic stand in a text beside each other, the last of them as the beginning of a word: `login` in `logins`. */
export function hasTopic(text: string, topic: string): boolean {
  return topic !== '' && ` ${fold(text)}`.includes(` ${topic}`);
}

/** The first sentence of a text in which a topic stands. */
export function sentenceWith(text: string, topic: string): string | undefined {
  return text
    .split(/(?<=[.!?])\s+|\n+/)
    .map((each) => each.trim())
    .find((each) => hasTopic(each, topic));
}
