import { readName } from './names.ts';
import { isColleague, isSelf } from './parties.ts';
import { readSpan, type Span, withoutSpan } from './report-spans.ts';
import { type Token, tokenize } from './tokens.ts';

/** What was said along with a report, before it is known which params the report takes. */
export type Said = {
  span?: Span;
  /** Names of customers. */
  names: string[];
  /** Names of colleagues; `me` for the person. */
  members: string[];
  /** `60 days`, `top 5`, by the word that goes with the number. */
  numbers: Record<string, number>;
  /** Params by their own names: `days=60`. */
  given: Record<string, string>;
  /** All of it, for words that a report knows as values: `only meetings`. */
  text: string;
};

type Known = { today: string; self: string; colleagues: readonly string[] };

/** `rest`: the text without the words that name the report; only there names are looked for. */
export function readSaid(
  { text, rest, lower }: { text: string; rest: string; lower: boolean },
  known: Known,
): Said {
  const span = readSpan(text, known.today);
  const named = namesIn(withoutSpan(withoutPairs(rest), known.today), { ...known, lower });
  const members = named.filter((name) => isMention(name) || isOurs(name, known));
  return {
    ...(span ? { span } : {}),
    names: named.filter((name) => !members.includes(name)),
    members: [
      ...(OWN.test(rest) ? ['me'] : []),
      ...members.map((name) => (isSelf(name, known.self) ? 'me' : name.replace(/^@/, ''))),
    ],
    numbers: readNumbers(text),
    given: Object.fromEntries(
      [...text.matchAll(PAIR)].map(([, name = '', value = '']) => [name, bare(value)]),
    ),
    text,
  };
}

/** Whether anything was said that a report could take. */
export const saysNothing = ({ span, names, members, numbers, given, text }: Said): boolean =>
  !span &&
  names.length + members.length + Object.keys(numbers).length + Object.keys(given).length === 0 &&
  !/\b(?:only|just|with|without|meetings?|calls?|e-?mails?|messages?|notes?)\b/i.test(text);

const OWN = /\b(?:mine|for me|by me|my own|myself)\b|\bmy (?!team|colleagues|company)/i;
const PAIR = /(?<![\p{L}\p{N}_])([a-z][a-z_]{0,39})=("[^"]{0,100}"|[^\s",;]{1,100})/gu;

const bare = (value: string) => value.replace(/^"|"$/g, '').replace(/[.!?]$/, '');
const withoutPairs = (text: string) => text.replace(PAIR, ' ');

/** What is left of a text when nothing remains to be said with it. */
export function withoutSaid(text: string, { names, members, span }: Said, today: string): string {
  let left = withoutPairs(text);
  for (const name of [...names, ...members])
    left = left.replace(new RegExp(`(?<!\\p{L})${literal(name)}(?!\\p{L})`, 'giu'), ' ');
  return (span ? withoutSpan(left, today) : left).replace(NUMBERED, ' ');
}

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const COUNTS: Record<string, number> = { two: 2, three: 3, four: 4, five: 5, six: 6, ten: 10, twelve: 12 };
const COUNT = `(\\d{1,4}|${Object.keys(COUNTS).join('|')})`;
const NUMBERED = new RegExp(
  `\\b(?:top ${COUNT}|(?:for|in|over|since)? ?${COUNT} (?:day|week|month)s?)\\b`,
  'gi',
);
const DAYS: Record<string, number> = { day: 1, week: 7, month: 30 };

function readNumbers(text: string): Record<string, number> {
  const numbers: Record<string, number> = {};
  for (const [phrase, top, count] of text.matchAll(NUMBERED)) {
    const value = (said: string) => COUNTS[said.toLowerCase()] ?? Number(said);
    const unit = /(day|week|month)s?$/i.exec(phrase)?.[1]?.toLowerCase();
    if (top) numbers.top = value(top);
    else if (count && unit) numbers.days = value(count) * (DAYS[unit] ?? 1);
  }
  return numbers;
}

const BEFORE_NAME = /^(?:of|for|with|at|about|from|by|and|was|is|did|does|has)$/;
/** Words after which even a lower-case word is a customer. */
const BEFORE_LOWER = /^(?:of|for|with|at|about|from)$/;

/** Names of people and companies; written in lower case those of colleagues, and where `lower` allows it any. */
function namesIn(text: string, known: Known & { lower: boolean }): string[] {
  const tokens = tokenize(text);
  const names: string[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const before = tokens[at - 1]?.text.toLowerCase() ?? '';
    const ours = BEFORE_NAME.test(before) ? oursAt(tokens[at], known) : undefined;
    const name = readName(tokens, at, {
      lower: known.lower && BEFORE_LOWER.test(before),
      initial: at === 0,
    });
    if (!name && !ours) continue;
    names.push(name?.text ?? ours ?? '');
    at = Math.max(at, (name?.end ?? 0) - 1);
  }
  return [...new Set(names)];
}

function oursAt(token: Token | undefined, known: Known): string | undefined {
  const word = token?.text.replace(/'s$/, '') ?? '';
  return isMention(word) || isOurs(word, known) ? word : undefined;
}

/** Only colleagues can be mentioned. */
const isMention = (word: string) => /^@./.test(word);

const isOurs = (name: string, { self, colleagues }: Known) =>
  isSelf(name, self) || isColleague(name, colleagues);
