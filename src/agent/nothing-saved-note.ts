import { z } from 'zod';
import { isWrite, type Step } from '../agent-steps.ts';

/** From here on somebody tells something rather than greets or thanks. */
const TELLING_WORDS = 3;
/** Characters between two spaces in which words are looked for: a segmenter takes four times as long for a text of twice the length. */
const LONGEST_PART = 500;
const QUESTION = /[?？؟]/;
const WORDS = new Intl.Segmenter('en', { granularity: 'word' });

/**
 * The line under the answer to a statement from which nothing was saved, unless the answer asks back: whatever it says.
 * Code cannot tell in all languages whether an answer claims that; the line is true in any case.
 */
export function noteNothingSaved(
  said: string,
  { text, steps }: { text: string; steps: readonly Step[] },
): string | undefined {
  const results = steps.filter((step) => step.kind === 'tool');
  // Who was shown a table or a card has asked for it.
  if (results.some((step) => hasSaved(step) || step.shown)) return undefined;
  if (!tellsSomething(said) || QUESTION.test(ownWords(said)) || asksBack(text)) return undefined;
  if (results.some(isWrite)) return 'Nothing new was saved from this message.';
  return results.length > 0
    ? 'Only looked up: nothing was saved from this message.'
    : 'Nothing was saved from this message.';
}

/** The result of a write that changed nothing, since all was so already. */
const Unchanged = z.object({ change_id: z.literal('') });

const hasSaved = (step: Step): boolean => isWrite(step) && !Unchanged.safeParse(step.output).success;

function tellsSomething(said: string): boolean {
  const parts = said.split(/\s+/).filter((part) => /[\p{L}\p{N}]/u.test(part));
  // Most languages have spaces between their words: a segmenter takes longer to begin than all else here.
  if (parts.filter((part) => /\p{L}/u.test(part)).length >= TELLING_WORDS) return true;
  let words = 0;
  for (const part of parts)
    for (const { isWordLike } of WORDS.segment(part.slice(0, LONGEST_PART))) {
      if (isWordLike) words += 1;
      if (words >= TELLING_WORDS) return true;
    }
  return false;
}

/** Text that others have written: code, quoted lines, quotations, links; and text after a colon or an empty line. */
const QUOTED =
  /```(?:(?!```)[\s\S])*(?:```)?|`[^`\n]*`|^[ \t]*(?:>|&gt;).*$|"[^"\n]*"|[“„][^”“\n]*[”“]|«[^«»\n]*»|「[^「」\n]*」|https?:\S+/gm;
const PASTED = /[:：](?:\s|$)|\n[ \t]*\n/;

function ownWords(text: string): string {
  return text.trim().replace(QUOTED, ' ').split(PASTED, 1)[0] ?? '';
}

/** “Who was it with?” asks back; “Logged. Anything else?” is only polite at its end. */
export function asksBack(text: string): boolean {
  const parts = text
    .replace(QUOTED, ' ')
    .split(/(?<=[.!?？؟。！…])\s*(?=[^\s.!?)])|\s[–—-]\s|\n+/)
    .filter((part) => /\p{L}/u.test(part));
  return (parts.length > 1 ? parts.slice(0, -1) : parts).some((part) => QUESTION.test(part));
}
