import { z } from 'zod';
import { fold } from '../../text.ts';
import { ask, read, type Script, texts } from './prompt.ts';

/** A wish about answers, as far as this stand-in understands words; a real model reads them itself. */
export type Wish = { slot: string; value: string; isOver: boolean; isLasting: boolean };

const LANGUAGES: Record<string, string> = {
  english: 'english|englisch',
  german: 'german|deutsch',
  french: 'french|franzosisch|francais',
  spanish: 'spanish|spanisch|espanol',
  portuguese: 'portuguese|portugues',
  italian: 'italian|italiano',
  dutch: 'dutch|nederlands',
  swedish: 'swedish|svenska',
  japanese: 'japanese',
};

/** Folded words for a value, by slot and value. */
const WORDS: [slot: string, value: string, words: RegExp][] = [
  ['format', 'bullets', /\b(?:bullets?|bullet ?points?|stichpunkten?)\b/],
  ['format', 'prose', /\b(?:prose|(?:full|plain) sentences|ganze satze)\b/],
  ['length', 'short', /\b(?:short|shorter|brief|briefly|concise|kurz|kurze)\b/],
  ['length', 'detailed', /\b(?:detailed|more details?|in detail|longer|ausfuhrlich)\b/],
  ['tone', 'casual', /\b(?:casual|casually|informally|locker)\b/],
  ['tone', 'formal', /\b(?:formal|formally|formlich)\b/],
  ...Object.entries(LANGUAGES).map(([value, names]): [string, string, RegExp] => [
    'language',
    value,
    new RegExp(`\\b(?:in|auf|en|em|in het|pa) (?:${names})\\b`),
  ]),
];

/** Words that speak of answers, or ask for something. */
const ASKS =
  /\b(?:please|pls|answers?|answer|repl(?:y|ies)|prefer|keep it|use|using|from now on|always|stop|no more|bitte|antwort\w*|por favor)\b/;
const LASTS =
  /\b(?:always|from now on|in future|in the future|i prefer|ab jetzt|immer|kunftig|siempre|sempre)\b/;
const ENDS = /\b(?:no more|no longer|stop|enough|never|nicht mehr|keine)\b/;
/** Things that are called short or detailed, and words about what somebody else likes. */
const OF_OTHERS =
  /\b(?:he|she|they|customers?|clients?)\b|\b(?:short|brief|detailed|formal) (?:calls?|meetings?|mails?|e mails?|offers?|notes?|reports?|plans?|lists?)\b/;

/** The wishes of the closed list that a sentence speaks of. */
export function wishesIn(text: string): Wish[] {
  const said = fold(text);
  if (!ASKS.test(said) || OF_OTHERS.test(said)) return [];
  const isOver = ENDS.test(said);
  const isLasting = isOver || LASTS.test(said);
  return WORDS.filter(([, , words]) => words.test(said)).map(([slot, value]) => ({
    slot,
    value,
    isOver,
    isLasting,
  }));
}

/** Keeps a wish that is to hold from now on; of any other it says how to make it hold. */
export function* answerWish({ value, isOver, isLasting }: Wish, said: string): Script<string> {
  if (!isLasting) return 'I answer as I always do here. Say it with “from now on”, and I keep to it.';
  const input = { prefer: value, quote: said, ...(isOver ? { forget: true } : {}) };
  const outcome = yield* ask('remember_preference', input);
  if (!outcome.ok) return isOver ? 'There is nothing of the kind that I could drop.' : outcome.message;
  const { state } = read(outcome, z.object(texts('state')));
  return state.startsWith('A card asks') ? 'The card asks whether that is right.' : 'All right.';
}
