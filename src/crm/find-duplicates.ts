import { type System, transact } from '../context.ts';
import { lock } from '../store/locks.ts';
import { listChangedCustomers } from './changed-customers.ts';
import { isTelling } from './duplicate-reasons.ts';
import { addPair, type NewPair } from './duplicates.ts';
import { listColleagues } from './likely-colleagues.ts';
import { type LikelyPair, listSharing } from './likely-pairs.ts';
import { readCustomers } from './merging/pair.ts';
import { compareCustomers } from './name-facts.ts';

/** `compared`: how many pairs were looked at. `found`: how many of them may be one and are new. */
export type LookForDuplicates = { compared: number; found: number };

const LOOKING = {
  /** Pairs that are compared before other work has its turn: some milliseconds of it. */
  turnAfter: 25,
  /** Pairs that are kept in one transaction. */
  keptAtOnce: 20,
} as const;

/**
 * Looks for companies and contacts that may be one, and keeps new pairs for somebody to decide. With `since` only at those
 * that are new or known by something else since then, each against all; without it at all of them. What is known as
 * different stays so. The app goes on meanwhile: rows are read by the store's `counting`, some at a time. `signal` ends it early.
 */
export async function findDuplicates(
  ctx: System,
  { since, signal }: { since?: Date | undefined; signal?: AbortSignal | undefined } = {},
): Promise<LookForDuplicates> {
  const aside = { ...ctx, db: ctx.store.counting };
  const changed = since ? await listChangedCustomers(aside, since) : undefined;
  const total = { compared: 0, found: 0 };
  const sources = [
    listSharing(aside, { kind: 'company', only: changed?.company, signal }),
    listSharing(aside, { kind: 'contact', only: changed?.contact, signal }),
    listColleagues(aside, { only: changed?.contact, signal }),
  ];
  for (const source of sources) {
    const { compared, found } = await lookThrough(ctx, { pairs: source, signal });
    total.compared += compared;
    total.found += found;
  }
  return total;
}

async function lookThrough(
  ctx: System,
  { pairs, signal }: { pairs: AsyncIterable<LikelyPair>; signal: AbortSignal | undefined },
): Promise<LookForDuplicates> {
  const total = { compared: 0, found: 0 };
  let news: NewPair[] = [];
  const keep = async () => {
    total.found += await keepPairs(ctx, news);
    news = [];
  };
  for await (const { kind, ids, facts, areColleagues } of pairs) {
    if (signal?.aborted) break;
    total.compared += 1;
    if (total.compared % LOOKING.turnAfter === 0) await ctx.clock.turn();
    const verdict = compareCustomers(...facts);
    if (!isTelling(verdict, { kind, areColleagues })) continue;
    const [oneId, otherId] = ids;
    news.push({ kind, oneId, otherId, because: verdict.because, reportedBy: null });
    if (news.length >= LOOKING.keptAtOnce) await keep();
  }
  await keep();
  return total;
}

/** Keeps pairs whose two are still there. Gives how many of them are new. */
function keepPairs(ctx: System, pairs: readonly NewPair[]): Promise<number> {
  if (pairs.length === 0) return Promise.resolve(0);
  return transact(ctx, async (ctx) => {
    await lock(ctx, 'customers');
    let added = 0;
    for (const pair of pairs) {
      const { kind, oneId, otherId } = pair;
      const there = await readCustomers(ctx, { kind, ids: [oneId, otherId] });
      if (there.length === 2 && (await addPair(ctx, pair)).isNew) added += 1;
    }
    return added;
  });
}
