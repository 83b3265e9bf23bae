import { and, eq, or } from 'drizzle-orm';
import type { System } from '../../context.ts';
import type { Night } from '../observations/night.ts';
import { findSources, type Source } from '../observations/sources.ts';
import type { Signal } from '../signals/signal.ts';
import type { NewRows } from './new-rows.ts';

/** The sources that one pass may cite. */
export type CitableSources = {
  /** Finds the source with an id; undefined when there is none, or this pass may not cite it. */
  find(id: string): Promise<Source | undefined>;
  /** Lets the pass cite what a tool has shown it, too. */
  add(shown: readonly Source[]): void;
  /** The sources of a signal that may be cited in this pass. */
  behind(signal: Signal): Source[];
};

/**
 * Collects the sources that a pass may cite: new rows, the evidence of its signals, what its observations rest on already, and
 * what its tools have shown.
 */
export async function createCitableSources(
  ctx: System,
  { night, newRows, signals }: { night: Night; newRows: NewRows; signals: readonly Signal[] },
): Promise<CitableSources> {
  const known = new Map(newRows.sources.map((source) => [source.id, source]));
  const remember = async (ids: readonly string[]) => {
    for (const source of await findSources(ctx, { ids, ...night })) known.set(source.id, source);
  };
  const named = signals.flatMap(({ evidence }) => evidence).filter((id) => !known.has(id));
  await remember([...new Set(named)]);
  return {
    add: (shown) => {
      for (const source of shown) known.set(source.id, source);
    },
    behind: ({ evidence }) => evidence.flatMap((id) => known.get(id) ?? []),
    find: async (id) => {
      if (!known.has(id) && (await wasCited(ctx, { id, scope: night.scope }))) await remember([id]);
      return known.get(id);
    },
  };
}

async function wasCited(ctx: System, { id, scope }: { id: string; scope: string }): Promise<boolean> {
  const { observationEvidence: evidence, observations } = ctx.store.tables;
  const [found] = await ctx.db
    .select({ id: evidence.id })
    .from(evidence)
    .innerJoin(observations, eq(observations.id, evidence.observationId))
    .where(and(eq(observations.scope, scope), or(eq(evidence.messageId, id), eq(evidence.interactionId, id))))
    .limit(1);
  return found !== undefined;
}
