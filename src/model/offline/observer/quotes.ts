import { sentenceSpans } from '../sentences.ts';
import { readRequest } from '../wishes.ts';

const MAX_QUOTE = 200;

/** The first sentence of a text, as it stands there; cut where a word ends. */
export function firstSentence(text: string): string {
  const said = text.trim();
  const [first] = sentenceSpans(said);
  return cut(said.slice(0, first?.end));
}

function cut(text: string): string {
  const said = text.trim();
  if (said.length <= MAX_QUOTE) return said;
  return (
    /^[\s\S]*\S(?=\s)/.exec(said.slice(0, MAX_QUOTE + 1))?.[0] ?? said.slice(0, MAX_QUOTE)
  ).toWellFormed();
}

/** The sentence of a text that speaks of the form of answers in this way; the beginning where none does alone. */
export function wishIn(text: string, { slot, value }: { slot: string; value: string }): string {
  const sentences = sentenceSpans(text).map(({ start, end }) => text.slice(start, end).trim());
  const found = sentences.find((sentence) =>
    readRequest(sentence).wishes.some((wish) => wish.slot === slot && wish.value === value),
  );
  return cut(found ?? text);
}
