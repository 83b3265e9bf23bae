import { and, desc, eq, isNull } from 'drizzle-orm';
import { type Context, hasRole } from '../../context.ts';
import type { Row } from '../../store/schema.ts';
import { listPrivate } from '../change-contents.ts';
import type { Customer } from './pair.ts';

/**
 * Where a value comes from. `by`: the name of the member who said it; left out where the actor may not know. `at`: when.
 * `isTyped`: it was typed into a form, and not read out of what somebody had written.
 */
export type ValueSource = { by?: string; at: Date; isTyped: boolean };

/** How many of the latest changes of one customer are looked through for the one that set a value. */
const MOST_CHANGES = 50;

type Change = Pick<Row<'changes'>, 'id' | 'memberId' | 'runId' | 'mutations' | 'createdAt'>;

/**
 * By field, the change that gave a company or a contact the value that it has now; where none of the latest ones did, when
 * and by whom the row was created. Nothing is told of a change that is private to others.
 */
export async function listValueSources(
  ctx: Context,
  { row, fields }: { row: Customer; fields: readonly (keyof Customer)[] },
): Promise<Partial<Record<keyof Customer, ValueSource>>> {
  const changes = await listLatest(ctx, row.id);
  const hidden = await listHidden(ctx, changes);
  const names = new Map(
    (await ctx.db.select().from(ctx.store.tables.members)).map(({ id, name }) => [id, name]),
  );
  const sourceOf = (field: keyof Customer): ValueSource => {
    const change = changes.find((each) => setsValue(each, { row, field }));
    if (!change) return tell({ by: names.get(row.createdBy), at: row.createdAt, isTyped: false });
    const by = hidden.has(change) ? undefined : names.get(change.memberId);
    return tell({ by, at: change.createdAt, isTyped: change.runId === null });
  };
  return Object.fromEntries(fields.map((field) => [field, sourceOf(field)]));
}

const tell = ({ by, ...source }: { by: string | undefined; at: Date; isTyped: boolean }): ValueSource => ({
  ...(by ? { by } : {}),
  ...source,
});

/** The latest changes of a row that stand, the newest first. */
async function listLatest(ctx: Context, rowId: string): Promise<Change[]> {
  const { changes, changeRows } = ctx.store.tables;
  const { id, memberId, runId, mutations, createdAt } = changes;
  return ctx.db
    .select({ id, memberId, runId, mutations, createdAt })
    .from(changeRows)
    .innerJoin(changes, eq(changes.id, changeRows.changeId))
    .where(and(eq(changeRows.rowId, rowId), eq(changeRows.role, 'written'), isNull(changes.undoneAt)))
    .orderBy(desc(changeRows.changeId))
    .limit(MOST_CHANGES);
}

/** The changes that are private to others, or private where others read along. */
async function listHidden(
  { actor, ...ctx }: Context,
  changes: readonly Change[],
): Promise<ReadonlySet<object>> {
  const hidden = await listPrivate(ctx, changes);
  const isTold = ({ memberId }: Change) =>
    actor.audience === 'direct' && (memberId === actor.memberId || hasRole(actor, 'admin'));
  return new Set(changes.filter((change) => hidden.has(change) && !isTold(change)));
}

/** Whether a change gave a row the value that it has now. */
function setsValue({ mutations }: Change, { row, field }: { row: Customer; field: keyof Customer }): boolean {
  return mutations.some(
    ({ id, before, after }) =>
      id === row.id && after?.[field] === row[field] && (before?.[field] ?? null) !== row[field],
  );
}
