import { isRecord } from './json-text.ts';

/** What a provider says may stand in the log up to this length. */
const MOST = 300;
/** So many words in a row that were in the request are no coincidence. */
const IN_A_ROW = 3;
const LEFT_OUT = '…';

/** Fields of a request that hold no words of people: the names of models and tools are what an operator has to know. */
const OURS = new Set(['model', 'tools', 'tool_choice', 'toolChoice', 'type', 'role', 'id']);

type Word = { text: string; from: number; to: number };

const wordsOf = (text: string): Word[] =>
  [...text.matchAll(/[\p{L}\p{N}]+/gu)].map((match) => ({
    text: match[0],
    from: match.index,
    to: match.index + match[0].length,
  }));

const compared = (words: readonly Word[]) => ` ${words.map(({ text }) => text.toLowerCase()).join(' ')} `;

/**
 * What a provider says of a request, without what it repeats of it: a refusal may hold the message that it refuses, and so what people
 * have written about customers. Runs of words that are in the request are left out, and of names and numbers also shorter ones.
 */
export function withoutRepeated(sentence: string, request: unknown): string {
  const asked = compared(wordsOf(textsIn(request).join('\n')));
  const words = wordsOf(sentence);
  const repeated = new Set<number>();
  for (const at of words.keys()) {
    const run = words.slice(at, at + IN_A_ROW);
    const pair = run.slice(0, 2);
    const isRun = run.length === IN_A_ROW && asked.includes(compared(run));
    const isPair = pair.length === 2 && pair.every(isTelling) && asked.includes(compared(pair));
    const all = isPair ? pair : [];
    for (const [further] of (isRun ? run : all).entries()) repeated.add(at + further);
  }
  return cut(leaveOut(sentence, words, repeated));
}

/** Whether a word looks like a name or a number. */
const isTelling = ({ text }: Word) => /^\p{Lu}|\p{N}|\P{ASCII}/u.test(text);

function leaveOut(sentence: string, words: readonly Word[], repeated: ReadonlySet<number>): string {
  let told = '';
  let from = 0;
  for (const [at, word] of words.entries()) {
    if (!repeated.has(at)) continue;
    if (!repeated.has(at - 1)) told += sentence.slice(from, word.from) + LEFT_OUT;
    from = word.to;
  }
  return told + sentence.slice(from);
}

const cut = (text: string) => (text.length > MOST ? `${text.slice(0, MOST)}${LEFT_OUT}` : text);

/** All texts of a request. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([field, each]) => (OURS.has(field) ? [] : textsIn(each)));
}
