import { and, eq, inArray } from 'drizzle-orm';
import type { System } from '../../context.ts';
import type { Row } from '../../store/schema.ts';
import { isPlainName } from '../observations/claim-rules.ts';
import { isSameFinding } from '../observations/finding.ts';
import { slotOf, strengthOf } from '../observations/kind-rules.ts';
import { LIMITS } from '../observations/limits.ts';
import type { Observation } from '../observations/observation.ts';
import type { Signal } from '../signals/signal.ts';
import type { NamedSignal } from './proposals.ts';

/**
 * Finds the signals that say something new, and names them for the observer: signals with no observation yet, no episode
 * that is over, and no finding that was dismissed, unless its numbers have doubled since.
 */
export async function findNewSignals(
  ctx: System,
  { scope, signals, known }: { scope: string; signals: Signal[]; known: Observation[] },
): Promise<NamedSignal[]> {
  // A name may hold instructions for an assistant: such a signal is not shown to the observer.
  const unknown = signals.filter(
    (signal) => isPlainName(signal.about) && !known.some((each) => isSameFinding(each, signal)),
  );
  if (unknown.length === 0) return [];
  const [over, suppressed] = await Promise.all([
    listOver(ctx, { scope, signals: unknown }),
    listSuppressed(ctx, scope),
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

/** Lists the episodes among these signals that were observed once and are over. */
async function listOver(
  ctx: System,
  { scope, signals }: { scope: string; signals: Signal[] },
): Promise<Observation[]> {
  const { observations } = ctx.store.tables;
  const subjects = signals.filter((signal) => slotOf(signal).isEpisode).map(({ subject }) => subject);
  if (subjects.length === 0) return [];
  return ctx.db
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

/** Lists the dismissed findings of a scope. */
async function listSuppressed(ctx: System, scope: string): Promise<Row<'suppressions'>[]> {
  const { suppressions } = ctx.store.tables;
  return ctx.db.select().from(suppressions).where(eq(suppressions.scope, scope));
}

const hasDoubled = (signal: Signal, { sources }: Row<'suppressions'>) =>
  strengthOf({ ...signal, signal }, signal.evidence.length) >= 2 * sources;
