import type { ModelAnswer, ModelRequest, ScriptedCall } from '../../../../src/testing/model-script.ts';
import { LASTING } from '../corpus/wishes.ts';
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

/** The wishes that people have from now on. An honest observer understands what it reads: here it knows the sentences. */
function wishesIn({ messages }: Reading): object[] {
  return messages.flatMap(({ id, own }) =>
    LASTING.filter(({ text }) => own.includes(text)).map(({ slot, value, text }) => ({
      kind: 'user_preference',
      slot,
      value,
      evidence: [{ id, quote: text }],
    })),
  );
}
