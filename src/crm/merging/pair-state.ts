import { and, desc, eq, inArray } from 'drizzle-orm';
import type { System } from '../../context.ts';
import { notFound } from '../../errors.ts';
import type { Row } from '../../store/schema.ts';
import { stands } from '../changes.ts';
import { currentId } from '../merged-ids.ts';

type Pair = Row<'duplicates'>;

/** What has become of a pair, and by whom. `what`: which was merged into which. `change`: the merge. */
export type PairState =
  | { is: 'open' }
  | { is: 'different'; by: string }
  | { is: 'merged'; what: string; by: string; change: Row<'changes'> }
  | { is: 'gone' };

/** A pair that was kept. Throws `not_found`. */
export async function getKeptPair(ctx: System, id: string): Promise<Pair> {
  const { duplicates } = ctx.store.tables;
  const [pair] = await ctx.db.select().from(duplicates).where(eq(duplicates.id, id));
  if (!pair) throw notFound('pair', id);
  return pair;
}

/** What has become of a pair, whoever has decided about it. */
export async function findPairState(ctx: System, id: string): Promise<PairState> {
  const { duplicates, members } = ctx.store.tables;
  const [kept] = await ctx.db
    .select({ pair: duplicates, by: members.name })
    .from(duplicates)
    .leftJoin(members, eq(members.id, duplicates.decidedBy))
    .where(eq(duplicates.id, id));
  if (!kept) return { is: 'gone' };
  const { pair, by } = kept;
  const oneId = await currentId(ctx, pair.kind, pair.oneId);
  const otherId = await currentId(ctx, pair.kind, pair.otherId);
  if (oneId === otherId) return (await findMerge(ctx, pair)) ?? { is: 'gone' };
  const table = ctx.store.tables[pair.kind === 'company' ? 'companies' : 'contacts'];
  if ((await ctx.db.$count(table, inArray(table.id, [oneId, otherId]))) < 2) return { is: 'gone' };
  return pair.status === 'different' ? { is: 'different', by: by ?? 'somebody' } : { is: 'open' };
}

/** The last merge that has put the two of a pair together. */
async function findMerge(ctx: System, { oneId, otherId }: Pair): Promise<PairState | undefined> {
  const { changes, changeRows, mergedIds, members } = ctx.store.tables;
  const isOf = and(eq(changeRows.rowId, mergedIds.id), eq(changeRows.role, 'written'));
  const [found] = await ctx.db
    .select({ change: changes, by: members.name })
    .from(mergedIds)
    .innerJoin(changeRows, isOf)
    .innerJoin(changes, eq(changes.id, changeRows.changeId))
    .innerJoin(members, eq(members.id, changes.memberId))
    .where(and(inArray(mergedIds.mergedId, [oneId, otherId]), stands(changes)))
    .orderBy(desc(changes.id))
    .limit(1);
  if (!found) return undefined;
  const { change, by } = found;
  return { is: 'merged', what: change.summary.replace(/^Merged /, ''), by, change };
}
