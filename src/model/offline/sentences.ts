import { isOrdinaryWord } from './lexicon.ts';
import type { Message } from './message.ts';
import { isOneEditApart } from './words.ts';

/** One sentence: what is searched for meaning (quotes blanked, typos mended), and the writer's own words. */
export type Sentence = {
  text: string;
  own: string;
  /** The writer asked in so many words for this to be noted: "log that I…". */
  isOrder: boolean;
};

const MAX_SENTENCES = 40;
const ABBREVIATION =
  /(?:^|[\s(])(?:mr|mrs|ms|dr|prof|st|ltd|inc|co|corp|vs|e\.g|i\.e|approx|resp|no|\p{L})\.$/iu;

export function splitSentences({ own, masked }: Message): Sentence[] {
  const sentences: Sentence[] = [];
  for (const { start, end } of sentenceSpans(masked)) {
    const sentence = readSentence(masked.slice(start, end), own.slice(start, end));
    if (sentence) sentences.push(sentence);
    if (sentences.length >= MAX_SENTENCES) return sentences;
  }
  return sentences;
}

/** Where each sentence stands, with the space before it. */
export function sentenceSpans(text: string): { start: number; end: number }[] {
  const spans: { start: number; end: number }[] = [];
  let start = 0;
  for (const match of text.matchAll(/[.!?]+["')]*(?=\s)|\n+|;(?=\s)/g)) {
    const end = match.index + match[0].length;
    if (match[0].startsWith('.') && ABBREVIATION.test(text.slice(Math.max(0, end - 8), end))) continue;
    spans.push({ start, end });
    start = end;
  }
  return [...spans, { start, end: text.length }];
}

/** What people put before what they mean. */
const OPENERS = [
  /^\s*(?:[-•·]|\d{1,2}[.)])\s+/,
  /^\s*(?:(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|yo)\b(?: (?:there|all|team|everyone|bot))?(?: ?@?rapport\b)?|@?rapport\b|@u[a-z0-9]{6,})\s*[,!:.-]?\s+/i,
  /^\s*(?:please|pls|kindly|so|ok(?:ay)?|well|also|oh|and|btw|by the way|just a note|quick (?:update|note|one)|update|fyi|heads up)\b\s*[,:-]*\s+/i,
  /^\s*(?:can|could|would|will) you\b(?: please| kindly)?\s+(?=\S)/i,
  /^\s*i(?:'d| would) like (?:you )?to (?=log|note|record|add|save)/i,
  /^\s*i (?:want|need) (?:you )?to (?=log|record|save)/i,
];
const ORDER =
  /^\s*(?:log|record|save|enter|write down|note(?: down)?|jot down|add(?=(?: that\b| a (?:note|call|meeting|email)\b| an email\b|:)))(?: (?:it|this|the following|an? interaction))?(?: (?:that|down))*\s*:?\s+/i;

function readSentence(masked: string, own: string): Sentence | undefined {
  let cut = 0;
  let isOrder = false;
  for (let round = 0; round < 6; round++) {
    const rest = masked.slice(cut);
    const order = ORDER.exec(rest);
    const opener = order ?? OPENERS.map((each) => each.exec(rest)).find(Boolean);
    if (!opener || opener[0].length >= rest.trimEnd().length) break;
    isOrder ||= Boolean(order);
    cut += opener[0].length;
  }
  const text = masked.slice(cut).trim();
  return text ? { text: mendTypos(text), own: own.slice(cut).trim(), isOrder } : undefined;
}

const EXPECTED =
  'called emailed meeting lunch dinner coffee spoke talked yesterday tomorrow today monday tuesday wednesday thursday friday met with about'.split(
    ' ',
  );

/** One wrong letter in the words that rules look for: `caled`, `yesteday`. */
function mendTypos(text: string): string {
  return text.replace(/(?<![\p{L}\p{N}@.'-])\p{Ll}{4,10}(?![\p{L}\p{N}@'-])/gu, (word) => {
    if (isOrdinaryWord(word) || EXPECTED.includes(word)) return word;
    return (
      EXPECTED.find((each) => each.length > 3 && each[0] === word[0] && isOneEditApart(each, word)) ?? word
    );
  });
}
