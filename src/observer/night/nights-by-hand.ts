import { and, asc, eq, lte } from 'drizzle-orm';
import { DAY_MS } from '../../clock.ts';
import { type System, transact } from '../../context.ts';
import { claim, isOpen } from '../../queue/claims.ts';
import { type Night, TEAM } from '../observations/night.ts';
import type { Observer } from './observer.ts';
import { dream } from './pass.ts';
import { NIGHTS, planNights } from './plan.ts';

/**
 * Works now on everybody's nights up to `night`, that one included, which may be the one that is still to come; without
 * a `night`, on those that are over. A night that was done is not done again. `ended` is called after each pass.
 */
export async function runNights(
  ctx: System,
  {
    observer,
    night,
    signal,
    ended,
  }: { observer: Observer; night?: string | undefined; signal: AbortSignal; ended(night: Night): void },
): Promise<void> {
  await planNights(ctx, observer);
  const tried = new Set<string>();
  while (!signal.aborted) {
    const next = (await listOpen(ctx, night)).find(({ id }) => !tried.has(id));
    if (!next) return;
    tried.add(next.id);
    const held = await take(ctx, next);
    if (!held) continue;
    await dream(ctx, { observer, held, signal });
    ended(await getNight(ctx, next.id));
  }
}

/** Lists the nights that are to be worked on, members before the team, the oldest first. */
async function listOpen(ctx: System, night?: string): Promise<Night[]> {
  const { dreamRuns } = ctx.store.tables;
  // In a night further ahead nothing has happened yet, and every customer would seem to be silent.
  const tomorrow = new Date(ctx.clock.now().getTime() + DAY_MS);
  const open = await ctx.db
    .select()
    .from(dreamRuns)
    .where(
      and(
        isOpen('dreamRuns', dreamRuns),
        lte(dreamRuns.dueAt, night ? tomorrow : ctx.clock.now()),
        night ? lte(dreamRuns.night, night) : undefined,
      ),
    )
    .orderBy(asc(dreamRuns.night), asc(dreamRuns.scheduledAt), asc(dreamRuns.id));
  const isTeam = ({ scope }: Night) => scope === TEAM;
  return open.toSorted((a, b) => a.night.localeCompare(b.night) || Number(isTeam(a)) - Number(isTeam(b)));
}

/** Claims a night, as of its own time where that is still to come; undefined when another process holds the night. */
async function take(ctx: System, { id, dueAt }: Night): Promise<Night | undefined> {
  const now = new Date(Math.max(ctx.clock.now().getTime(), dueAt.getTime()));
  const taken = await transact(ctx, (ctx) =>
    claim(ctx, { table: 'dreamRuns', ids: [id], now, leaseMs: NIGHTS.leaseMs }),
  );
  return taken[0];
}

async function getNight(ctx: System, id: string): Promise<Night> {
  const { dreamRuns } = ctx.store.tables;
  const [row] = await ctx.db.select().from(dreamRuns).where(eq(dreamRuns.id, id));
  if (!row) throw new Error(`There is no night ${id}.`);
  return row;
}
