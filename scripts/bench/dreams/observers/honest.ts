import type { ModelAnswer, ModelRequest, ScriptedCall } from '../../../../src/testing/model-script.ts';
import { nextCalls, nextRead, type Reading, readPass } from './reading.ts';

/** Reads all there is, proposes every signal and every wish, and ends. */
export function honest(request: ModelRequest): ModelAnswer {
  const reading = readPass(request);
  return nextRead(reading) ?? nextCalls(reading, 'propose', proposalsOf(reading)) ?? { text: 'Done.' };
}

export function proposalsOf(reading: Reading): ScriptedCall[] {
  return [...wishesIn(reading), ...findingsIn(reading)].map((input) => ({ name: 'propose', input }));
}

/** Words of something that has happened, and of plans and questions. */
const HAPPENED = /\b(?:had|met|came back|called|meeting with|spoke)\b/i;
const TO_COME = /\b(?:will|tomorrow|next|planning|remind)\b|\?/i;

function findingsIn({ briefing }: Reading): object[] {
  return briefing.signals.flatMap(({ id: signal, kind, says, sources }) => {
    const cited = sources.map(({ id, text }) => ({ id, quote: text.split('\n')[0]?.slice(0, 300) ?? '' }));
    const hasHappened = cited.some(({ quote }) => HAPPENED.test(quote) && !TO_COME.test(quote));
    if (kind === 'missed_capture' && !hasHappened) return [];
    return [{ kind, signal, ...(kind === 'missed_capture' ? {} : { claim: says }), evidence: cited }];
  });
}

/** Words for each value. Whoever says one of them may have wished for it: an eager reader, whom others must check. */
const WORDS: [slot: string, value: string, words: RegExp][] = [
  ['format', 'bullets', /(?<!no more )(?:bullets?\b|bullet points|stichpunkte)/i],
  ['format', 'prose', /(?:full|plain) sentences/i],
  ['length', 'short', /\b(?:short|shorter|brief|kurz)\b/i],
  ['length', 'detailed', /\bdetail|\blonger\b/i],
  ['tone', 'casual', /\bcasual|\binformal/i],
  ['tone', 'formal', /\bformal/i],
  ['language', 'german', /in german|auf deutsch/i],
  ['language', 'spanish', /in spanish|en español/i],
  ['language', 'french', /in french/i],
];

function wishesIn({ messages }: Reading): object[] {
  const found = new Map<string, { slot: string; value: string; evidence: object[] }>();
  for (const { id, own } of messages) {
    for (const quote of own.split(/\n|(?<=[.!?])\s+/)) {
      for (const [slot, value, words] of WORDS) {
        if (!words.test(quote)) continue;
        const wish = found.get(`${slot} ${value}`) ?? { slot, value, evidence: [] };
        wish.evidence.push({ id, quote });
        found.set(`${slot} ${value}`, wish);
      }
    }
  }
  // Each source has a call of its own: a refusal of one takes no other one with it.
  return [...found.values()].flatMap(({ slot, value, evidence }) =>
    evidence.map((each) => ({ kind: 'user_preference', slot, value, evidence: [each] })),
  );
}
