import { type Act, isAboutSomebody } from '../acts.ts';
import { plan } from '../plan.ts';
import type { Scene } from '../read-prompt.ts';
import type { Call } from '../script.ts';
import { captureClaim } from './claims.ts';
import type { Night, Said } from './night.ts';
import { firstSentence } from './quotes.ts';

/** Messages that tell of something that happened with a customer and left nothing in the records. */
export function captures({ signals }: Night, messages: readonly Said[]): Call[] {
  return signals.flatMap((signal) => {
    if (signal.kind !== 'missed_capture') return [];
    const message = messages.find(({ id }) => signal.sources.some((source) => source.id === id));
    const told = message && toldIn(message);
    if (!told) return [];
    const evidence = [{ id: message.id, quote: firstSentence(message.own) }];
    const { kind, id } = signal;
    return [{ tool: 'propose', input: { kind, signal: id, claim: captureClaim(told), evidence } }];
  });
}

const NOT_TO_BE_KEPT =
  /\b(?:(?:do not|don't|no need to|please don't|never|not) (?:log|save|note|record|store|write)\b|off the record|(?:just|only) (?:testing|a test|kidding|joking))/i;

/** What the agent would have logged for this message, had it been told on its own. */
function toldIn({ own, on }: Said): Extract<Act, { type: 'log' }> | undefined {
  if (NOT_TO_BE_KEPT.test(own)) return undefined;
  const { acts } = plan(own, sceneOn(on));
  return acts.find((act) => act.type === 'log' && !act.onlyKnown && isAboutSomebody(act.about)) as
    | Extract<Act, { type: 'log' }>
    | undefined;
}

const sceneOn = (today: string): Scene => ({
  today: /^\d{4}-\d{2}-\d{2}$/.test(today) ? today : '1970-01-01',
  time_zone: '',
  person: { name: '' },
  colleagues: [],
  place: 'channel',
  thread: [],
  learned: [],
  canExplain: false,
});
