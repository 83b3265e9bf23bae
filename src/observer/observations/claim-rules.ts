import { numberWordsIn } from '../../number-words.ts';
import { knownNumbers, quotesOnly } from '../../numbers-in-text.ts';
import { fold } from '../../text.ts';
import { LIMITS } from './limits.ts';

/** Why a proposal is refused, in a few words that are counted and shown to reviewers. */
export const REFUSAL_REASONS = {
  unknown_signal: 'not backed by a signal of this night',
  known: 'known already',
  dismissed: 'dismissed before, and nothing much is new',
  too_many: 'more than one night may hold',
  no_evidence: 'no evidence',
  few_quotes: 'too few quotes, or of too few customers',
  too_old: 'quotes what is too old',
  names: 'names somebody who is to be left out',
  unknown_source: 'cites what is not there, or not this member’s to cite',
  edited_quote: 'quotes words that do not stand there',
  unrelated: 'quotes what says something else',
  not_own_words: 'rests on quoted or pasted text',
  too_long: 'too long',
  markup: 'holds a link or markup',
  order: 'tells the assistant what to do',
  numbers: 'holds numbers that were not counted',
  off_subject: 'does not name what it is about',
  not_so: 'did not hold when it was counted again',
} as const;
export type RefusalReason = keyof typeof REFUSAL_REASONS;

/** A rule that is broken, and what the observer is to change. */
export type Problem = { readonly reason: RefusalReason; readonly fix: string };

const ADDRESS = /\bhttps?:|\bwww\.|\S+@\S+\.\S+/i;
const LINK = /\b[\w-]{2,}\.[a-z]{2,}\b/i;
const MARKUP = /[<>*_`~|#{}[\]\\]|\n|:[a-z_]+:/;

/** Words that are meant for an assistant, and are not about a customer. */
const INJECTIONS = [
  /\b(?:ignore|disregard|forget|override|bypass)\b[^.]{0,40}\b(?:instructions?|prompts?|rules?|guidelines?|everything|above|previous|prior|earlier|safety)\b/i,
  /\b(?:system|developer|hidden) (?:prompt|message|instructions?)\b|\bjailbreak|\bprompt injection/i,
  /\byou (?:are now|must|should|shall|will|have to|need to|ought to)\b|\b(?:the )?(?:assistant|bot|rapport|model|ai|agent) (?:must|should|shall|has to|needs to|will now|is to|can now|may now)\b/i,
];

/** Sentences that begin, or go on, with an order. */
const ORDERS = [
  /^\W*(?:please|do not|don't|make sure|be sure|remember to|from now on|act as|pretend|respond|reply|answer|tell|send|forward|delete|drop|approve|grant|give|run|execute|call|use|include|add|export|reveal|share|disclose|email|mail|copy|cc|bcc|say)\b/i,
  /[.;:,]\s*(?:always|never|please|do not|don't|make sure|be sure|from now on|so|then|therefore)?\s*(?:reply|respond|answer|send|forward|delete|approve|grant|run|execute|export|reveal|disclose|bcc|cc)\b/i,
];

/** Orders to always or never do something; that a customer always wrote is no order. */
const STANDING_ORDERS = [
  /^\W*(?:always|never)\b|^\W*it\W+please\b/i,
  /\b(?:always|never) (?:tell|say|send|forward|delete|mention|reply|answer|respond|approve|use|include|share|reveal|trust|log|ask|give)\b/i,
];

const ORDERING = [...ORDERS, ...STANDING_ORDERS];

const wholeWords = (name: string) =>
  new RegExp(`(?<![\\p{L}\\p{N}])${name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}(?![\\p{L}\\p{N}])`, 'gu');

const withoutName = (claim: string, name: string, instead: string) =>
  name === '' ? claim : claim.replace(wholeWords(name), instead);

/** Characters of the longest name that is plain. */
const LONGEST_NAME = 60;

/** Whether a name is plain: short, and without links, markup or a message to assistants. */
export function isPlainName(name: string): boolean {
  if (name.length > LONGEST_NAME || ADDRESS.test(name) || MARKUP.test(name)) return false;
  return !INJECTIONS.some((order) => order.test(name));
}

/** Characters of a line that explains a word. */
export const LONGEST_LINE = 120;

/** Says, for its writer, what is wrong with a line that is to be told to the agent as data; undefined when nothing is. */
export function findLineProblem(line: string): string | undefined {
  if (line.length > LONGEST_LINE) return `Say it in at most ${LONGEST_LINE} characters.`;
  if (ADDRESS.test(line) || LINK.test(line) || MARKUP.test(line))
    return 'Plain words only, without links and markup.';
  const isOrder = [...INJECTIONS, ...ORDERING].some((order) => order.test(line));
  return isOrder ? 'Say what it means: an order to me is none of the team’s words.' : undefined;
}

/** What a sentence is about: by name, as code says it, and with the numbers that were counted. */
type About = { about: string; says: string; numbers: Readonly<Record<string, number>> };

/** Finds the rule that the observer's sentence breaks; undefined when it breaks none. */
export function findClaimProblem(claim: string, { about, says, numbers }: About): Problem | undefined {
  if (claim.length > LIMITS.claim)
    return problem('too_long', `at most ${LIMITS.claim} characters, it has ${claim.length}`);
  // The subject's own name may look like a link, or have digits in it.
  const rest = withoutName(claim, about, ' ');
  const marked = [ADDRESS, LINK, MARKUP].flatMap((each) => each.exec(rest)?.[0] ?? [])[0];
  if (marked) return problem('markup', `leave out “${marked}”`);
  if (!fold(claim).includes(fold(about))) return problem('off_subject', `name it in the claim: ${about}`);
  const told = withoutName(claim, about, 'it').trim();
  // A sentence about Rapport itself may be an order, too.
  const orders = INJECTIONS.some((order) => order.test(claim)) || ORDERING.some((order) => order.test(told));
  if (orders) return problem('order', 'say what is so, not what somebody is to do');
  const counted = JSON.stringify([says, about, numbers]);
  const word = findUncountedWord(rest, counted);
  if (word || !quotesOnly(rest, counted)) {
    const first = word ? `leave out “${word}”, ` : '';
    return problem('numbers', `${first}${sayNumbers(numbers)}`);
  }
  return undefined;
}

/** A share that is said in words may be so far from the one that was counted. */
const ABOUT = 0.02;

/** Finds a number that a text says in words and that is none of those counted, not even about. */
function findUncountedWord(text: string, counted: string): string | undefined {
  const words = numberWordsIn(counted).flatMap(({ readings }) => readings.flat());
  const known = [...knownNumbers(counted), ...words];
  const isKnown = (value: number) =>
    known.some((each) => each === value || (value < 1 && value > 0 && Math.abs(each - value) <= ABOUT));
  return numberWordsIn(text).find(({ readings }) => !readings.some((parts) => parts.every(isKnown)))?.text;
}

const problem = (reason: RefusalReason, fix: string): Problem => ({ reason, fix });

function sayNumbers(numbers: About['numbers']): string {
  const known = Object.entries(numbers).map(([name, value]) => `${value} ${name.replaceAll('_', ' ')}`);
  return known.length > 0 ? `use these alone: ${known.join(', ')}` : 'say it without numbers';
}
