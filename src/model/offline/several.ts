import { type Act, isAboutSomebody } from './acts.ts';
import { findDays, pastDay } from './dates.ts';
import { readParties } from './parties.ts';
import { aboutParties, cleanSummary, type Reading } from './reading.ts';
import type { Sentence } from './sentences.ts';
import type { InteractionKind } from './triggers.ts';
import { capitalise } from './words.ts';

const NUMBERS = ['two', 'three', 'four', 'five', 'six', 'seven', 'eight'];
const KINDS: Record<string, InteractionKind> = {
  call: 'call',
  chat: 'call',
  conversation: 'call',
  'e-mail': 'email',
  email: 'email',
  message: 'message',
};
const HEAD = new RegExp(
  `^(?:(?:i|we)(?:'ve)? )?(?:(?:had|did|made|held|took|went to) )?(?:(?<count>\\d|${NUMBERS.join('|')}|several|some|many) )?(?:\\p{L}+ )?(?<noun>meeting|call|visit|demo|lunch|dinner|coffee|workshop|chat|conversation|e-?mail|message)(?:s|es)\\b(?<rest>[^:.;]{0,40}?)(?<link>:| with) (?=\\S)`,
  'iu',
);

/** "Had 3 meetings today: Acme, Globex and Initech" is three meetings. */
export function readSeveral({ text }: Sentence, reading: Reading): Act[] | undefined {
  const head = HEAD.exec(text);
  const { count = '', noun = '', rest = '', link } = head?.groups ?? {};
  if (!head || /\b(?:next|tomorrow|upcoming)\b/i.test(rest)) return undefined;
  const items = text
    .slice(head[0].length)
    .replace(/[.!]+$/, '')
    .split(/\s*[,;]\s*(?:and |then )?|\s+and (?:then |also )?/i)
    .filter(Boolean);
  const number = Number(count) || NUMBERS.indexOf(count.toLowerCase()) + 2;
  if (items.length < 2) return undefined;
  const kind = KINDS[noun.toLowerCase()] ?? 'meeting';
  const acts = items.flatMap(
    (item) => readItem(item, { kind, noun, day: onlyDay(text, reading) }, reading) ?? [],
  );
  const isClear =
    link !== ' with' || number === items.length || acts.every(({ about }) => about.people.length === 0);
  return isClear && acts.length === items.length ? acts : undefined;
}

/** A day that is said once counts for all of them. */
function onlyDay(text: string, { today }: Reading): string | undefined {
  const days = findDays(text, today);
  return days.length === 1 ? days[0]?.past : undefined;
}

type Log = Extract<Act, { type: 'log' }>;

function readItem(
  item: string,
  { kind, noun, day: common }: { kind: InteractionKind; noun: string; day: string | undefined },
  reading: Reading,
): Log | undefined {
  const { today, self, colleagues, isPrivate, focus } = reading;
  const about = aboutParties(readParties(`met ${item}`, { self, colleagues }), '', focus);
  if (!isAboutSomebody(about)) return undefined;
  const day = pastDay(item, today) ?? common;
  return {
    type: 'log',
    kind,
    summary: cleanSummary(`${capitalise(noun)} with ${item}`),
    about,
    occurred_on: day && day <= today ? day : today,
    is_private: isPrivate,
  };
}
