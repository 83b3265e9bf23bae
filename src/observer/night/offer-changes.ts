import { eq } from 'drizzle-orm';
import type { Writing } from '../../context.ts';
import type { Finding } from '../observations/finding.ts';
import { findLive } from '../observations/known-findings.ts';
import { type Pass, TEAM } from '../observations/night.ts';
import { propose } from './save-proposals.ts';

/** Proposes changes of how Rapport works that were counted tonight. Gives how many are new; those that wait get tonight's number. */
export async function offerChanges(
  ctx: Writing,
  { pass, offers }: { pass: Pass; offers: readonly Finding[] },
): Promise<number> {
  const { observations } = ctx.store.tables;
  let created = 0;
  for (const finding of offers) {
    const live = await findLive(ctx, { scope: TEAM, finding });
    if (live?.status === 'active') continue;
    if (!live) {
      if ((await propose(ctx, { pass, finding, evidence: [] })) === 'created') created += 1;
      continue;
    }
    const { claim, signal } = finding;
    await ctx.db
      .update(observations)
      .set({ claim, signal, updatedAt: ctx.clock.now() })
      .where(eq(observations.id, live.id));
  }
  return created;
}
