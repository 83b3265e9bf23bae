import { eq } from 'drizzle-orm';
import { type Context, hasRole, type System } from '../context.ts';
import { forbidden, notFound } from '../errors.ts';
import { currentId } from './merged-ids.ts';
import { type OwnerOfFields, type OwnValues, setFields } from './own-fields.ts';
import { recordChange, type SavedChange } from './record-change.ts';

/** `sellerId`: of a deal, the member who sells it. */
type FoundOwner = { id: string; name: string; sellerId?: string };

/** Sets own fields of a company, a contact or a deal that is known, in one change that can be undone. Throws `not_found`, `forbidden` for somebody else's deal, or `invalid` as `setFields` does. */
export async function saveFields(
  ctx: Context,
  { owner: { of, id: said }, values }: { owner: OwnerOfFields; values: OwnValues },
): Promise<SavedChange> {
  return recordChange(ctx, 'save_fields', async (ctx) => {
    const owner = await findOwner(ctx, { of, id: said });
    if (!owner) throw notFound(of, said);
    requireOwn(ctx, owner);
    const told = await setFields(ctx, { owner: { of, id: owner.id }, values });
    return { summary: [owner.name, told.join('; ')].filter(Boolean).join(': '), result: {} };
  });
}

/** The one whose fields these are, by its id and its name today; of what was merged, that which it is now. */
export async function findOwner(ctx: System, { of, id }: OwnerOfFields): Promise<FoundOwner | undefined> {
  const { companies, contacts, deals } = ctx.store.tables;
  if (of === 'deal') {
    const [deal] = await ctx.db
      .select({ id: deals.id, name: deals.title, sellerId: deals.ownerId })
      .from(deals)
      .where(eq(deals.id, id));
    return deal;
  }
  const table = (of === 'company' ? companies : contacts) as typeof companies;
  const now = await currentId(ctx, of, id);
  const [found] = await ctx.db
    .select({ id: table.id, name: table.name })
    .from(table)
    .where(eq(table.id, now));
  return found;
}

/** Throws unless the fields are of a customer, of a deal of the actor, or the actor is a lead. */
function requireOwn({ actor }: Context, { name, sellerId }: FoundOwner): void {
  if (sellerId === undefined || sellerId === actor.memberId || hasRole(actor, 'lead')) return;
  throw forbidden(`“${name}” is somebody else's deal; only they or a lead can change it.`);
}
