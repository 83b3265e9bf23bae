import { and, asc, desc, eq, gte, lte } from 'drizzle-orm';
import { addDays, DAY_MS, formatDate } from '../../clock.ts';
import type { System } from '../../context.ts';
import { isOfKind } from '../../store/delivery-kinds.ts';
import { type Night, TEAM } from '../observations/night.ts';
import { lastDigestNight } from '../proposals/settings/digest-weekly.ts';

/** How long after the end of the team's night its digest has to be there: the longest that the night waits and is tried again. */
const DONE_WITHIN_MS = 4 * 3_600_000;

/**
 * Says which digest should be there by now and is not, and why as far as that is known; undefined while all is well. Before
 * the team's first night there is none to wait for.
 */
export async function findMissingDigest(ctx: System): Promise<string | undefined> {
  const { dreamRuns } = ctx.store.tables;
  const by = new Date(ctx.clock.now().getTime() - DONE_WITHIN_MS);
  const isTeams = eq(dreamRuns.scope, TEAM);
  const [first] = await ctx.db.select().from(dreamRuns).where(isTeams).orderBy(asc(dreamRuns.night)).limit(1);
  const [latest] = await ctx.db
    .select()
    .from(dreamRuns)
    .where(and(isTeams, lte(dreamRuns.scheduledAt, by)))
    .orderBy(desc(dreamRuns.night))
    .limit(1);
  if (!first || !latest) return undefined;
  const night = await lastDigestNight(ctx, lastOver(latest, by));
  if (night < first.night) return undefined;
  const [run] = await ctx.db
    .select()
    .from(dreamRuns)
    .where(and(isTeams, eq(dreamRuns.night, night)));
  const reason = await whyMissing(ctx, run);
  return reason && `of ${formatDate(night)}: ${reason}`;
}

/** The last night that was over at an instant, planned or not: nights are planned one after another. */
function lastOver({ night, scheduledAt }: Night, by: Date): string {
  return addDays(night, Math.floor((by.getTime() - scheduledAt.getTime()) / DAY_MS));
}

async function whyMissing(ctx: System, run: Night | undefined): Promise<string | undefined> {
  if (!run) return 'the night was not even planned';
  if (run.status === 'pending') return `the night is not done${run.lastError ? `, ${run.lastError}` : ''}`;
  const { outbox } = ctx.store.tables;
  const [digest] = await ctx.db
    .select({ status: outbox.status, error: outbox.lastError })
    .from(outbox)
    .where(and(isOfKind(outbox, 'digest'), gte(outbox.createdAt, run.finishedAt ?? run.scheduledAt)))
    .orderBy(asc(outbox.id))
    .limit(1);
  if (!digest) return 'the night ended without one';
  if (digest.status === 'sent') return undefined;
  return `it was not delivered${digest.error ? `, ${digest.error}` : ''}`;
}
