import type { Call, Outcome, Script } from '../script.ts';
import { captures } from './captures.ts';
import { claimOf } from './claims.ts';
import { readNight, type Signal } from './night.ts';
import { preferences } from './preferences.ts';
import { evidenceOf, gather } from './sources.ts';

const MAX_PROPOSALS = 5;
/** How many calls are made at once. */
const MAX_CALLS = 8;

export const isForObserver = (instructions: string): boolean =>
  instructions.startsWith("You are Rapport's observer");

/** Plays the observer: reads what is new, and proposes what it shows. */
export function* observe({ text, tools }: { text: string; tools: ReadonlySet<string> }): Script<string> {
  const night = readNight(text);
  const sources = yield* gather(night, tools);
  const first = [...preferences(sources.messages, sources.known), ...captures(night, sources.messages)];
  const free = MAX_PROPOSALS - first.filter(isProposal).length;
  const told = night.signals.filter(({ kind }) => kind !== 'missed_capture').slice(0, Math.max(0, free));
  return yield* write([...first, ...told.flatMap(tell)], tools);
}

const isProposal = ({ tool }: Call) => tool === 'propose';

/** A signal of a customer or the bot, with some of its sources. */
function tell(signal: Signal): Call[] {
  if (!signal.about) return [];
  const { kind, id } = signal;
  const evidence = evidenceOf(signal);
  return [{ tool: 'propose', input: { kind, signal: id, claim: claimOf(signal), evidence } }];
}

function* write(calls: readonly Call[], tools: ReadonlySet<string>): Script<string> {
  const proposals = calls.filter(isProposal).slice(0, MAX_PROPOSALS);
  const wanted = calls.filter(
    (call) => tools.has(call.tool) && (!isProposal(call) || proposals.includes(call)),
  );
  const outcomes: Outcome[] = [];
  for (let at = 0; at < wanted.length; at += MAX_CALLS) {
    for (const outcome of yield wanted.slice(at, at + MAX_CALLS)) outcomes.push(outcome);
  }
  if (wanted.length === 0) return 'Nothing to note tonight.';
  const refused = outcomes.filter(({ ok }) => !ok).length;
  return `Noted ${outcomes.length - refused}${refused > 0 ? `, ${refused} refused` : ''}.`;
}
