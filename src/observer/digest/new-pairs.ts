import { inArray } from 'drizzle-orm';
import type { Actor, Writing } from '../../context.ts';
import { describePairs } from '../../crm/merging/describe-pair.ts';
import { listOpenPairs } from '../../crm/pairs.ts';
import type { DescribedPair } from '../../delivery/pair-document.ts';
import { DIGEST } from './digest.ts';

/** Everybody in the channel of the digest reads it: nothing private is told. */
const READERS: Actor = {
  memberId: '',
  slackUserId: '',
  name: '',
  role: 'member',
  timeZone: 'UTC',
  locale: 'en-GB',
  audience: 'shared',
};

/** Pairs that may be one and that no digest has shown yet, the latest first; as many as one digest shows. */
export async function listNewPairs(ctx: Writing): Promise<DescribedPair[]> {
  const open = await listOpenPairs(ctx);
  const fresh = open.filter(({ shownOn }) => shownOn === null).slice(0, DIGEST.items);
  return describePairs({ ...ctx, actor: READERS }, fresh);
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
