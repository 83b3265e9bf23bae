import { and, count, desc, eq, inArray } from 'drizzle-orm';
import { type System, transact } from '../../src/context.ts';
import type { Observer } from '../../src/observer/night/observer.ts';
import { dream } from '../../src/observer/night/pass.ts';
import { NIGHTS, planNights } from '../../src/observer/night/plan.ts';
import { type Night, TEAM } from '../../src/observer/observations/night.ts';
import { claim } from '../../src/queue/claims.ts';
import { carefulObserver } from '../../src/testing/careful-observer.ts';
import { scriptedModel } from '../../src/testing/scripted-model.ts';
import type { Line } from './measure.ts';
import { LONGEST_STOP_MS, watchStops } from './stops.ts';

/**
 * A whole night over a large team's database, which it writes to: the pass of the member with the most messages, and the
 * team's, with an observer that proposes all it may.
 */
export async function benchNight(ctx: System): Promise<Line[]> {
  const model = scriptedModel(carefulObserver([]));
  const observer: Observer = {
    assistant: { model, name: model.modelId, timeoutMs: 60_000 },
    nightlyAt: '03:00',
    budget: 5,
  };
  await planNights(ctx, observer);
  const lines: Line[] = [];
  for (const scope of [await busiest(ctx), TEAM]) {
    const held = await take(ctx, scope);
    const whose = scope === TEAM ? 'the team' : 'a busy member';
    const { stopMs, ms, peakBytes } = await watched(() =>
      dream(ctx, { observer, held, signal: new AbortController().signal }),
    );
    const ended = await nightOf(ctx, held.id);
    if (ended.status !== 'done') throw new Error(`The night of ${whose} was not done: ${ended.lastError}`);
    lines.push(
      { what: `night of ${whose}: longest stop`, unit: 'ms', ours: stopMs, below: LONGEST_STOP_MS },
      { what: `night of ${whose}: signals`, unit: '', ours: ended.signals },
      { what: `night of ${whose}: observations`, unit: '', ours: ended.created },
      { what: `night of ${whose}`, unit: 's', ours: ms / 1_000 },
      { what: `night of ${whose}: memory of the app`, unit: 'MB', ours: peakBytes / 1_000_000 },
    );
  }
  return lines;
}

async function busiest(ctx: System): Promise<string> {
  const { messages, members } = ctx.store.tables;
  const [first] = await ctx.store.counting
    .select({ id: messages.memberId })
    .from(messages)
    .innerJoin(members, and(eq(members.id, messages.memberId), eq(members.status, 'active')))
    .where(inArray(messages.author, ['member']))
    .groupBy(messages.memberId)
    .orderBy(desc(count()))
    .limit(1);
  if (!first?.id) throw new Error('Nobody has written anything.');
  return first.id;
}

/** Takes the night to come of a scope, as of its end. */
async function take(ctx: System, scope: string): Promise<Night> {
  const { dreamRuns } = ctx.store.tables;
  const [next] = await ctx.db
    .select()
    .from(dreamRuns)
    .where(and(eq(dreamRuns.scope, scope), eq(dreamRuns.status, 'pending')));
  if (!next) throw new Error(`${scope} has no night.`);
  const [held] = await transact(ctx, (ctx) =>
    claim(ctx, { table: 'dreamRuns', ids: [next.id], now: next.dueAt, leaseMs: NIGHTS.leaseMs }),
  );
  if (!held) throw new Error('Somebody else works on the night.');
  return held;
}

async function nightOf(ctx: System, id: string): Promise<Night> {
  const { dreamRuns } = ctx.store.tables;
  const [night] = await ctx.db.select().from(dreamRuns).where(eq(dreamRuns.id, id));
  if (!night) throw new Error(`There is no night ${id}.`);
  return night;
}

/** Does some work, and gives how long it took, the longest stop of the event loop, and the most memory. */
async function watched(work: () => Promise<void>) {
  let peakBytes = 0;
  const look = setInterval(() => {
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  }, 20);
  const seen = await watchStops(work);
  clearInterval(look);
  return { ...seen, peakBytes };
}
