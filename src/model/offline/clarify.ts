import { fold } from '../../text.ts';
import type { Choice } from './acts.ts';
import { readName } from './names.ts';
import { tokenize } from './tokens.ts';

/** A name that could not be placed: several candidates, or only similar ones. */
export type Unclear = { noun: string; name: string; candidates: string[]; isSimilar: boolean };

/** Reads what a tool refused: which name, and what it could stand for. */
export function readUnclear(refusal: { message: string; candidates: string[] }): Unclear | undefined {
  const candidates = refusal.candidates.map(withoutId);
  if (candidates.length === 0) return undefined;
  const several = /^“([^”]+)” could be more than one ([\p{L} -]+?):/u.exec(refusal.message);
  if (several) return { noun: several[2] ?? '', name: several[1] ?? '', candidates, isSimilar: false };
  const similar = /^I know no ([\p{L} -]+?) “([^”]+)”/u.exec(refusal.message);
  return similar
    ? { noun: similar[1] ?? '', name: similar[2] ?? '', candidates, isSimilar: true }
    : undefined;
}

export const withoutId = (candidate: string): string => candidate.replace(/ ?\[id [^\]]*\]$/, '');

/** The question for the person. `parseQuestion` reads it back from the thread. */
export function buildQuestion({ noun, name, candidates, isSimilar }: Unclear): string {
  if (noun === 'schedule') return buildList(candidates);
  const offered =
    candidates.length > 1
      ? `${candidates.slice(0, -1).join('; ')}; or ${candidates.at(-1)}`
      : (candidates[0] ?? '');
  if (!isSimilar) return `Which “${name}” do you mean: ${offered}?`;
  const how = candidates.length > 1 ? 'with the name' : '“yes”';
  return `I know no ${noun} “${name}” yet. Do you mean ${offered}? Answer ${how}, or “new” if it is another one.`;
}

/** One line each, with the numbers they can be named by. */
const buildList = (candidates: readonly string[]) =>
  [
    candidates.length > 1 ? 'Which one do you mean?' : 'Do you mean this one?',
    ...candidates.map((each, at) => `${at + 1}. ${each}`),
  ].join('\n');

export function parseQuestion(text: string): Unclear | undefined {
  const listed = /(?:Which one do you mean|Do you mean this one)\?\s*\n([\s\S]+)$/u.exec(text)?.[1];
  if (listed) {
    const candidates = [...listed.matchAll(/^\s*\d+[.)] +(.+?)\s*$/gmu)].map(([, each = '']) => each);
    return { noun: 'schedule', name: 'schedule', candidates, isSimilar: false };
  }
  const several = /Which “([^”]+)” do you mean: (.+)\?/u.exec(text);
  if (several)
    return { noun: '', name: several[1] ?? '', candidates: offeredIn(several[2] ?? ''), isSimilar: false };
  const similar = /I know no ([\p{L} -]+?) “([^”]+)” yet\. Do you mean (.+)\? Answer (?:“yes”|with)/u.exec(
    text,
  );
  return similar
    ? {
        noun: similar[1] ?? '',
        name: similar[2] ?? '',
        candidates: offeredIn(similar[3] ?? ''),
        isSimilar: true,
      }
    : undefined;
}

const offeredIn = (text: string) => text.split(/; (?:or )?/).map((each) => each.trim());

export type Answer = Choice | 'cancel' | { name: string; rename: string };

const ORDINALS: readonly RegExp[] = [
  /\b(?:first|1st|former|1)\b/,
  /\b(?:second|2nd|latter|2)\b/,
  /\b(?:third|3rd|3)\b/,
  /\b(?:fourth|4th|4)\b/,
  /\b(?:fifth|5th|5)\b/,
];
const FILLER = new Set(
  'the one at from for of with in is it its that this a an i mean meant please yes yep yeah no not sorry actually option number company contact person guy lady just to be'.split(
    ' ',
  ),
);

/** What a message says to a question, or undefined when it is no answer to it. */
export function readAnswer(question: Unclear, text: string): Answer | undefined {
  const said = fold(text);
  const { noun, name, candidates } = question;
  const pick = (candidate: string | undefined): Choice | undefined =>
    candidate ? { name, pick: { candidate } } : undefined;
  if (said.length > 120) return undefined;
  const number = /^(?:the |no |nr |number )*(\d{1,2})$/.exec(said)?.[1];
  if (noun === 'schedule' && number && candidates[Number(number) - 1])
    return pick(candidates[Number(number) - 1]);
  if (/^(?:never ?mind|forget (?:it|that)|cancel|stop|leave it|neither|none|nobody|no)$/.test(said))
    return 'cancel';
  if (/\b(?:new|neither|none|different|another|somebody else|someone else|create)\b/.test(said))
    return { name, pick: 'new' };
  const chosen = choose(candidates, said, name);
  if (chosen) return pick(chosen);
  if (
    /^(?:yes|yep|yeah|yup|correct|right|exactly|sure|ok|okay|that one|same|indeed|he is|she is|it is|true)\b/.test(
      said,
    )
  ) {
    return candidates.length === 1 ? pick(candidates[0]) : undefined;
  }
  if (/\blast\b/.test(said)) return pick(candidates.at(-1));
  const ordinal = ORDINALS.findIndex((pattern) => pattern.test(said));
  if (ordinal >= 0) return pick(candidates[ordinal]);
  return renamed(name, text);
}

/** The candidate that has all the words of the answer, or the one that is named exactly. */
function choose(candidates: readonly string[], said: string, name: string): string | undefined {
  const words = said.split(' ').filter((word) => !FILLER.has(word));
  const asked = fold(name).split(' ');
  const telling = words.filter((word) => !asked.includes(word));
  const wanted = telling.length > 0 ? telling : words;
  if (wanted.length === 0) return undefined;
  const exact = candidates.filter((each) => fold(each.split(/,| \(|: /)[0] ?? '') === words.join(' '));
  if (exact.length === 1) return exact[0];
  const fitting = candidates.filter((each) => wanted.every((word) => fold(each).split(' ').includes(word)));
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** "Ana Mendes": another name than any that was offered. */
function renamed(name: string, text: string): Answer | undefined {
  const tokens = tokenize(
    text.replace(/^(?:(?:yes|yep|yeah|no|sorry|i mean|i meant|it's|it is|the)[, ]+){1,3}/i, ''),
  );
  const other = readName(tokens, 0);
  return other && other.end === tokens.length && tokens.length <= 4
    ? { name, rename: other.text }
    : undefined;
}

/** Whether a message makes sense only as an answer: "the second one", "the one at Globex", "new". */
export function looksLikeAnswer(text: string): boolean {
  if (text.includes('?')) return false;
  const said = fold(text);
  return (
    /^(?:yes|yep|no|ok )?\s*(?:the )?(?:one (?:at|for|from|of|with|in) |(?:first|second|third|last|former|latter)(?: one)?$|(?:it is |it s |its |that is |that s )?(?:an? |the )?(?:new|different|another)(?: (?:one|company|contact|person|customer))?$|\d$)/.test(
      said,
    ) ||
    /^(?:yes|yep|yeah|correct|right|exactly)(?: please)?$/.test(said) ||
    renamed('', text) !== undefined
  );
}
