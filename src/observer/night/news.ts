import { and, eq, inArray } from 'drizzle-orm';
import type { System } from '../../context.ts';
import type { Row, Tables } from '../../store/schema.ts';
import type { Database } from '../../store/store.ts';
import { isSameFinding, strengthOf } from '../observations/finding.ts';
import { EPISODES, LIMITS } from '../observations/kinds.ts';
import type { Observation } from '../observations/life.ts';
import { isPlainName } from '../observations/wording.ts';
import type { Signal } from '../signals/signal.ts';
import type { NamedSignal } from './staging.ts';

type Stored = Pick<System, 'store'>;

/** What is observed in a scope already: proposed, or active. */
export async function listLive(
  { db, tables: { observations } }: { db: Database; tables: Tables },
  scope: string,
): Promise<Observation[]> {
  return db
    .select()
    .from(observations)
    .where(and(eq(observations.scope, scope), inArray(observations.status, ['proposed', 'active'])))
    .orderBy(observations.id);
}

/**
 * The signals that say something new, named for the observer: not observed yet, no episode that is over, and not
 * dismissed, unless there is twice as much to it by now.
 */
export async function newsIn(
  system: Stored,
  { scope, signals, known }: { scope: string; signals: Signal[]; known: Observation[] },
): Promise<NamedSignal[]> {
  // What has no plain name cannot be told without telling what stands in it.
  const unknown = signals.filter(
    (signal) => isPlainName(signal.about) && !known.some((each) => isSameFinding(each, signal)),
  );
  if (unknown.length === 0) return [];
  const [over, suppressed] = await Promise.all([
    listOver(system, { scope, signals: unknown }),
    listSuppressed(system, scope),
  ]);
  const counts = new Map<string, number>();
  const isAmongFirst = ({ name }: Signal) => {
    counts.set(name, (counts.get(name) ?? 0) + 1);
    return (counts.get(name) ?? 0) <= LIMITS.signals;
  };
  return unknown
    .filter((signal) => !over.some((each) => isSameFinding(each, signal)))
    .filter((signal) => !suppressed.some((each) => isSameFinding(each, signal) && !hasDoubled(signal, each)))
    .filter(isAmongFirst)
    .map((signal, at) => ({ ...signal, id: `s${at + 1}` }));
}

/** Episodes among these that were observed once and are over. */
async function listOver(
  { store: { read, tables } }: Stored,
  { scope, signals }: { scope: string; signals: Signal[] },
): Promise<Observation[]> {
  const { observations } = tables;
  const subjects = signals.filter(({ slot }) => EPISODES.includes(slot)).map(({ subject }) => subject);
  if (subjects.length === 0) return [];
  return read
    .select()
    .from(observations)
    .where(
      and(
        eq(observations.scope, scope),
        inArray(observations.subject, subjects),
        inArray(observations.status, ['superseded', 'expired']),
      ),
    );
}

async function listSuppressed({ store: { read, tables } }: Stored, scope: string) {
  const { suppressions } = tables;
  return read.select().from(suppressions).where(eq(suppressions.scope, scope));
}

const hasDoubled = (signal: Signal, { sources }: Row<'suppressions'>) =>
  strengthOf(signal, signal.evidence.length) >= 2 * sources;
