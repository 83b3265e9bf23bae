import { and, desc, eq, inArray } from 'drizzle-orm';
import type { System } from '../../context.ts';
import type { Row } from '../../store/schema.ts';
import { stands } from '../changes.ts';
import { type CustomerKind, currentId } from '../merged-ids.ts';

/** The change that made one of two customers; `by`: the name of who did it. */
export type FoundMerge = { change: Row<'changes'>; keptId: string; by: string };

/** Finds the merge by which two companies or two contacts are one today; undefined while they are two. */
export async function findMerge(
  ctx: System,
  { kind, oneId, otherId }: { kind: CustomerKind; oneId: string; otherId: string },
): Promise<FoundMerge | undefined> {
  const keptId = await currentId(ctx, kind, oneId);
  if (keptId !== (await currentId(ctx, kind, otherId))) return undefined;
  const { changes, changeRows, mergedIds, members } = ctx.store.tables;
  const [found] = await ctx.db
    .select({ change: changes, by: members.name })
    .from(mergedIds)
    .innerJoin(
      changeRows,
      and(
        eq(changeRows.tableName, 'mergedIds'),
        eq(changeRows.rowId, mergedIds.id),
        eq(changeRows.role, 'written'),
      ),
    )
    .innerJoin(changes, eq(changes.id, changeRows.changeId))
    .innerJoin(members, eq(members.id, changes.memberId))
    .where(and(inArray(mergedIds.mergedId, [oneId, otherId]), stands(changes)))
    .orderBy(desc(changes.id))
    .limit(1);
  return found && { ...found, keptId };
}
