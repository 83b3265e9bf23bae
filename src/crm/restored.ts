import { and, desc, eq, gte } from 'drizzle-orm';
import type { System, Writing } from '../context.ts';
import { firstIdAt, newId } from '../ids.ts';
import { insertUnread } from '../store/prepared-statements.ts';

/** The verb of the change that says that the database was restored from a backup. */
const VERB = 'restore_backup';

/**
 * Writes down that the database was restored now, as a change of the first member: an operator has no row. Where there is no
 * member yet there is nothing to be remembered for.
 */
export async function noteRestore(ctx: Writing, { madeAt }: { madeAt: Date | undefined }): Promise<void> {
  const { members } = ctx.store.tables;
  const [member] = await ctx.db.select({ id: members.id }).from(members).orderBy(members.id).limit(1);
  if (!member) return;
  const summary = `Restored a backup${madeAt ? ` of ${madeAt.toISOString()}` : ''}`;
  const row = {
    id: newId(),
    memberId: member.id,
    verb: VERB,
    summary,
    mutations: [],
    createdAt: ctx.clock.now(),
  };
  await insertUnread(ctx, { into: 'changes', row });
}

/** Finds when the database was restored from a backup last, if that was since an instant. */
export async function findLastRestore(ctx: System, { since }: { since: Date }): Promise<Date | undefined> {
  const { changes } = ctx.store.tables;
  const [last] = await ctx.db
    .select({ at: changes.createdAt })
    .from(changes)
    .where(and(gte(changes.id, firstIdAt(since)), eq(changes.verb, VERB)))
    .orderBy(desc(changes.id))
    .limit(1);
  return last?.at;
}
