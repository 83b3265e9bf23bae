import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import type { Actor, Writing } from '../../context.ts';
import { describePairs } from '../../crm/merging/describe-pair.ts';
import type { DescribedPair } from '../../delivery/pair-document.ts';
import { DIGEST } from './digest.ts';

/** A pair by the id of its row. */
export type NewPair = DescribedPair & { id: string };

/** Everybody in the channel of the digest reads of a pair: nothing private is told. */
const READERS: Actor = {
  memberId: '',
  slackUserId: '',
  name: '',
  role: 'member',
  timeZone: 'UTC',
  locale: 'en-GB',
  audience: 'shared',
};

/** Pairs that may be one, and that no digest has shown yet, the oldest first; as many as one digest shows. */
export async function listNewPairs(ctx: Writing): Promise<NewPair[]> {
  const { duplicates } = ctx.store.tables;
  const rows = await ctx.db
    .select()
    .from(duplicates)
    .where(and(eq(duplicates.status, 'open'), isNull(duplicates.shownOn)))
    .orderBy(asc(duplicates.createdAt), asc(duplicates.id))
    .limit(DIGEST.pairs);
  const pairs = rows.map(({ id, kind, oneId, otherId, because }) => ({ id, kind, oneId, otherId, because }));
  return describePairs({ ...ctx, actor: READERS }, pairs);
}

/** Marks pairs that the digest of a night shows. */
export async function notePairsShown(
  ctx: Writing,
  { pairs, night }: { pairs: readonly { id: string }[]; night: string },
): Promise<void> {
  if (pairs.length === 0) return;
  const { duplicates } = ctx.store.tables;
  await ctx.db
    .update(duplicates)
    .set({ shownOn: night })
    .where(
      inArray(
        duplicates.id,
        pairs.map(({ id }) => id),
      ),
    );
}
