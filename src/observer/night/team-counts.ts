import type { System } from '../../context.ts';
import { type Changes, type Effect, measureEffect } from '../digest/night-summary.ts';
import type { Finding } from '../observations/finding.ts';
import { countEffects } from '../proposals/effects.ts';
import { countOffers } from '../proposals/offers.ts';

/** What is counted for the team's night besides its signals, before the transaction that ends it. */
export type TeamCounts = {
  /** Whether what was learned helps. */
  effect?: Effect;
  /** What changes of how Rapport works did in their first week. */
  changes?: Changes;
  /** Changes that are worth offering. */
  offers: Finding[];
};

/** Counts for the team's night, where the app does not wait for it. */
export async function countForTeam(
  system: System,
  { night, until }: { night: string; until: Date },
): Promise<TeamCounts> {
  const ctx = { ...system, db: system.store.counting };
  return {
    effect: await measureEffect(ctx),
    changes: await countEffects(ctx, { until }),
    offers: await countOffers(ctx, { until, night }),
  };
}
