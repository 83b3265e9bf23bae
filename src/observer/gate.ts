import { and, eq, inArray } from 'drizzle-orm';
import type { System } from '../context.ts';
import type { Row } from '../store/schema.ts';
import { isSameFinding } from './finding.ts';
import type { Observation } from './lifecycle.ts';
import type { Signal } from './signals/signal.ts';
import type { NamedSignal } from './stage.ts';

type Stored = Pick<System, 'store'>;

/** What the observer is shown in one night; the rest is still news in the next one. */
const MOST_NEWS = 20;

/** What is observed in a scope already: proposed, or active. */
export async function listLive({ store: { read, tables } }: Stored, scope: string): Promise<Observation[]> {
  const { observations } = tables;
  return read
    .select()
    .from(observations)
    .where(and(eq(observations.scope, scope), inArray(observations.status, ['proposed', 'active'])))
    .orderBy(observations.id);
}

/**
 * The signals that say something new, named for the observer: not observed yet, and not dismissed, unless there is
 * twice as much to it by now.
 */
export async function newsIn(
  { store: { read, tables } }: Stored,
  { scope, signals, known }: { scope: string; signals: Signal[]; known: Observation[] },
): Promise<NamedSignal[]> {
  const { suppressions } = tables;
  const unknown = signals.filter((signal) => !known.some((each) => isSameFinding(each, signal)));
  if (unknown.length === 0) return [];
  const suppressed = await read.select().from(suppressions).where(eq(suppressions.scope, scope));
  return unknown
    .filter((signal) => !suppressed.some((each) => isSameFinding(each, signal) && !hasDoubled(signal, each)))
    .slice(0, MOST_NEWS)
    .map((signal, at) => ({ ...signal, id: `s${at + 1}` }));
}

function hasDoubled({ evidence, numbers }: Signal, { sources }: Row<'suppressions'>): boolean {
  return Math.max(evidence.length, numbers.members ?? 0) >= 2 * Math.max(1, sources);
}
