import { fold } from '../../text.ts';
import { isLocation, isOrdinaryWord, isPlace, JOB_TITLE } from './lexicon.ts';
import { guessNoun, readName } from './names.ts';
import type { Token } from './tokens.ts';

/** A name in a clause, and what the words around it say about its part. */
export type Mention = {
  name: string;
  at: number;
  end: number;
  slot: 'participant' | 'company' | 'topic' | 'colleague' | 'other';
  email?: string;
  title?: string;
  isLower: boolean;
};

const TAKES_OBJECT = new Set(
  (
    'met called phoned rang emailed e-mailed mailed messaged texted pinged dmed dmd visited saw contacted reached told asked ' +
    'sent showed meeting calling emailing seeing visiting hosted briefed pitched whatsapped interviewed invited thanked ' +
    'call email e-mail text message ping meet visit ask tell thank invite remind chase lunch dinner coffee gave owe ' +
    'caught seen forwarded shared wrote spoke talked heard presented demoed ran bumped'
  ).split(' '),
);
const WITH = new Set(['with', 'to', 'into', 'between', 'w', 'w/']);
const AT = new Set(['at', 'of', '@', 'for']);
const SKIPPED = new Set(
  'the a an their our my his her its new old potential dear mr mrs ms dr prof contact friend buddy customer client lead prospect again'.split(
    ' ',
  ),
);
const TOPIC = new Set(
  'account renewal deal contract project team folks people guys offer proposal case pilot rollout opportunity'.split(
    ' ',
  ),
);
const ON_OUR_SIDE = new Set(['colleague', 'colleagues', 'teammate', 'coworker', 'co-worker']);

export function readMentions(tokens: readonly Token[]): Mention[] {
  const mentions: Mention[] = [];
  let at = 0;
  while (at < tokens.length) {
    const previous = mentions.at(-1);
    const mention = readMention(tokens, at, mentions);
    if (
      mention?.email &&
      previous?.end === at &&
      previous.name &&
      !previous.email &&
      /[(,<]/.test(tokens[at]?.gap ?? '')
    ) {
      mentions[mentions.length - 1] = {
        ...previous,
        ...titleAfter(tokens, mention.end),
        email: mention.email,
        end: mention.end,
      };
    } else if (mention) mentions.push(mention);
    at = Math.max(mention?.end ?? 0, at + 1);
  }
  return mentions;
}

function readMention(tokens: readonly Token[], at: number, earlier: readonly Mention[]): Mention | undefined {
  const token = tokens[at];
  if (!token) return undefined;
  const slot = slotOf(tokens, at, earlier);
  if (/^[^@\s]+@[^@\s]+\.\p{L}{2,}$/u.test(token.text)) {
    return { name: '', email: token.text, at, end: at + 1, slot: 'participant', isLower: false };
  }
  if (/^@./.test(token.text)) {
    const called = [{ ...token, text: token.text.slice(1) }, ...tokens.slice(at + 1, at + 4)];
    const { text = token.text.slice(1), end = 1 } = readName(called, 0) ?? {};
    return { name: text, at, end: at + end, slot: 'colleague', isLower: false };
  }
  const name = readName(tokens, at, {
    lower: slot === 'participant' || slot === 'company',
    initial: at === 0,
  });
  if (!name || (at === 0 && TAKES_OBJECT.has(fold(token.text)))) return undefined;
  if (at === 0 && !opensClause(tokens, name.end, name.isPossessive)) return undefined;
  if (slot === 'company' && (isPlace(name.text) || isLocation(name.text.split(' ')[0] ?? '')))
    return undefined;
  const mention = { name: name.text, at, end: name.end, isLower: name.isLower };
  if (isOurSide(tokens, at, name.end)) return { ...mention, slot: 'colleague' };
  if (name.isPossessive)
    return { ...mention, slot: isFollowedByPerson(tokens, name.end) ? 'company' : 'other' };
  if (isTopic(tokens, at, name.end)) return { ...mention, slot: 'topic' };
  return { ...mention, slot, ...titleAfter(tokens, name.end) };
}

/** What the words before a name say about its part in the sentence. */
function slotOf(tokens: readonly Token[], at: number, earlier: readonly Mention[]): Mention['slot'] {
  const token = tokens[at];
  const previous = earlier.at(-1);
  if (at === 0 || !token) return 'participant';
  const isAfterMention = previous?.end === at;
  if (isAfterMention && /\(/.test(token.gap)) return 'company';
  if (previous?.title && at - previous.end === previous.title.split(/[ -]/).length && /^,/.test(token.gap))
    return 'company';
  if (isAfterMention && /^\s*(?:,|\/|&|;)\s*$/.test(token.gap)) return previous.slot;
  let before = at - 1;
  while (before > 0 && before > at - MAX_SKIPPED && isSkipped(tokens, before)) before--;
  const word = wordAt(tokens, before);
  const gap = tokens[before + 1]?.gap ?? '';
  if (word === 'and') return joins(tokens, before, previous) ? 'participant' : 'other';
  if (word === 'from') return describesPerson(before, previous) ? 'company' : 'participant';
  if (AT.has(word) || /@/.test(gap))
    return word === 'for' && !describesPerson(before, previous) ? 'other' : 'company';
  if (word === 'with' && isCompanion(tokens, earlier)) return 'other';
  if (WITH.has(word) || TAKES_OBJECT.has(word) || /\bw\/\s*$/.test(gap)) return 'participant';
  if (fold(tokens[before - 1]?.text ?? '') === 'to' || before === 0)
    return isNamedPerson(tokens, at) ? 'participant' : 'other';
  if (/[:\n]|[.,] *$/.test(gap) && (before === 0 || isOrdinaryWord(word))) return 'participant';
  return 'other';
}

/** In "visited Acme with Tom" Tom went along: a colleague as likely as a customer. */
function isCompanion(tokens: readonly Token[], [first]: readonly Mention[]): boolean {
  return first !== undefined && VISITS.has(wordAt(tokens, first.at - 1));
}

const VISITS = new Set(['met', 'visited', 'saw', 'hosted']);

const wordAt = (tokens: readonly Token[], at: number) => {
  const word = tokens[at]?.text ?? '';
  return word === '@' ? 'at' : fold(word);
};

/** "to answer Bob", "send Ana the deck": a verb at the beginning takes people, not topics. */
function isNamedPerson(tokens: readonly Token[], at: number): boolean {
  const name = readName(tokens, at);
  return name !== undefined && !name.isPossessive && guessNoun(name.text) === 'person';
}

const MAX_SKIPPED = 8;

/** Determiners, forms of address and job titles between the connecting word and the name. */
function isSkipped(tokens: readonly Token[], at: number): boolean {
  const word = fold(tokens[at]?.text ?? '');
  return SKIPPED.has(word) || ON_OUR_SIDE.has(word) || JOB_TITLE.test(word);
}

function joins(tokens: readonly Token[], and: number, previous: Mention | undefined): boolean {
  if (previous && previous.end >= and - 6 && previous.slot !== 'other') return true;
  return /^(?:i|me|we|us|myself)$/i.test(tokens[and - 1]?.text ?? '');
}

/** Whether the word at `at` stands right behind a person, or behind their job title. */
function describesPerson(at: number, previous: Mention | undefined): boolean {
  return previous !== undefined && previous.slot === 'participant' && at - previous.end <= 5;
}

/** A name that opens a clause is its subject; anything else there is an ordinary word with a capital. */
function opensClause(tokens: readonly Token[], next: number, isPossessive: boolean): boolean {
  const token = tokens[next];
  if (!token || isPossessive || /[(,:/&]/.test(token.gap)) return true;
  const word = fold(token.text);
  return /^(?:and|from|at|of)$/.test(word) || isOrdinaryWord(word);
}

function isOurSide(tokens: readonly Token[], at: number, end: number): boolean {
  const after = tokens
    .slice(end, end + 4)
    .map(({ text }) => fold(text))
    .join(' ');
  const before = tokens.slice(Math.max(0, at - 2), at).map(({ text }) => fold(text));
  if (/^(?:and|or) (?:i|me|myself)\b/.test(after)) return true;
  if (/^from our (?:team|side|office)/.test(after)) return true;
  if (before.some((word) => ON_OUR_SIDE.has(word))) return true;
  return /^(?:i|me) and$/.test(before.join(' '));
}

function isFollowedByPerson(tokens: readonly Token[], next: number): boolean {
  const rest = tokens.slice(next, next + 4);
  const title = JOB_TITLE.exec(rest.map(({ text }) => text).join(' '))?.[0].split(' ').length ?? 0;
  return readName(rest, title) !== undefined;
}

function isTopic(tokens: readonly Token[], at: number, end: number): boolean {
  return fold(tokens[at - 1]?.text ?? '') === 'the' && TOPIC.has(fold(tokens[end]?.text ?? ''));
}

function titleAfter(tokens: readonly Token[], end: number): { title?: string } {
  const token = tokens[end];
  if (!token || !/[,(]/.test(token.gap)) return {};
  const rest = tokens.slice(end, end + 8);
  const title = JOB_TITLE.exec(rest.map(({ text, gap }, at) => (at === 0 ? text : gap + text)).join(''))?.[1];
  return title ? { title } : {};
}
