import { fold } from '../../text.ts';

export type Span = { start: number; end: number };

/** A word and what stands before it. `isFirst`: a sentence or a line begins with it. `isShouted`: no small letters, `EUR`. */
export type Word = Span & { key: string; gap: string } & Record<
    'isCapital' | 'isShouted' | 'isFirst',
    boolean
  >;

/** As much of a message as is read, in characters; all of it is kept. */
export const MAX_READ = 6_000;

/** Letters of other scripts than ours make words of their own: `Tamura Partsの`. */
const WORD = /[\p{sc=Latin}\p{M}\p{N}]+(?:['’-][\p{sc=Latin}\p{M}\p{N}]+)*|(?:(?!\p{sc=Latin})\p{L})+/gu;
export const ADDRESS = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
const NO_WORDS = new RegExp(`${ADDRESS.source}|\\bhttps?://\\S+|<[@#!][^>]*>`, 'g');

export function wordsOf(text: string): Word[] {
  const plain = text.slice(0, MAX_READ).replace(NO_WORDS, (found) => ' '.repeat(found.length));
  let last = 0;
  return [...plain.matchAll(WORD)].map(({ 0: said, index }) => {
    const gap = plain.slice(last, index);
    const isFirst = last === 0 || /[.!?:\n•]|^\s*[-–]\s/.test(gap);
    last = index + said.length;
    const key = fold(said.replace(/['’]s$/, ''));
    const isCapital = /^\p{Lu}/u.test(said);
    const isShouted = !/\p{Ll}/u.test(said);
    return { key, start: index, end: last, gap, isCapital, isShouted, isFirst };
  });
}

export const findWords = (words: readonly Word[], keys: readonly string[]) =>
  words.findIndex((_, at) => keys.every((key, after) => words[at + after]?.key === key));

export const isWithin = (one: Span, other: Span) =>
  one !== other && other.start <= one.start && one.end <= other.end;
export const overlaps = (one: Span, other: Span) => one.start < other.end && other.start < one.end;

/** The parts of a text between full stops, commas and the like, with their places. */
export const clausesOf = (text: string): (Span & { text: string })[] =>
  [...text.slice(0, MAX_READ).matchAll(CLAUSE)].map(({ 0: said, index }) => {
    return { text: said, start: index, end: index + said.length };
  });
const CLAUSE = /(?:[^.,;!?()\n –-]|[.,](?=\S)| (?![–-] )|[–-](?! ))+/g;

/** The first sentence on one line; cut where a word ends. */
export function firstSentence(text: string, max: number): string {
  const [first = ''] = /^.*?(?:[.!?](?=\s)|$)/m.exec(text.trim()) ?? [];
  const said = first.replace(/\s+/g, ' ').trim();
  return said.length <= max ? said : `${cutAtWord(said, max - 1)}…`;
}

export function cutAtWord(text: string, max: number): string {
  if (text.length <= max) return text;
  return (/^[\s\S]*\S(?=\s)/.exec(text.slice(0, max + 1))?.[0] ?? text.slice(0, max)).toWellFormed();
}

export const capitalise = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const QUOTED = /^\s*(?:>|&gt;|\|)/;
const HEADER =
  /^\s*\*?(?:from|to|cc|sent|date|subject|von|an|gesendet|betreff|de|para|enviado|asunto|assunto|objet|à|envoyé)\*?\s*:\s*\S/i;
const FORWARDED =
  /^\s*(?:-{2,}\s*(?:original|forwarded|weitergeleitete|mensaje|message)|begin forwarded message|(?:on|am|le|el) .{4,120}(?:wrote|schrieb|écrit|escribió)\s*:)/i;

/** What the writer says, and what they paste from somebody else: from the first line of a mail's head on, and quotes. */
export function splitPasted(text: string): { own: string; pasted: string } {
  const lines = text.split('\n');
  const isMail = lines.filter((line) => HEADER.test(line)).length > 1;
  const at = lines.findIndex((line) => FORWARDED.test(line) || (isMail && HEADER.test(line)));
  const mine = at === -1 ? lines : lines.slice(0, at);
  const quoted = mine.filter((line) => QUOTED.test(line));
  const own = mine.filter((line) => !quoted.includes(line)).join('\n');
  return { own: own.trim(), pasted: [...quoted, ...lines.slice(mine.length)].join('\n').trim() };
}
