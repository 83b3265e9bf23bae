import { and, asc, desc, eq, inArray } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { visibleInteractions } from '../store/visibility.ts';
import { listPlaces, type MessagePlace } from './message-places.ts';

/** The last interaction with somebody. `on`: a day; `contactId`: the first who took part; `place`: the message it was logged from. */
export type LastInteraction = { on: string; contactId?: string; place?: MessagePlace };

/** The last interaction with each of some companies and contacts that the actor may see, by their keys. */
export async function listLastInteractions(
  ctx: Context,
  customers: readonly { key: string; companyId?: string | undefined; contactId?: string | undefined }[],
): Promise<Map<string, LastInteraction>> {
  const found = new Map<string, { id: string; on: string }>();
  for (const { key, companyId, contactId } of customers) {
    const last = companyId || contactId ? await findLast(ctx, { companyId, contactId }) : undefined;
    if (last) found.set(key, last);
  }
  const ids = [...found.values()].map(({ id }) => id);
  const places = await listPlaces(ctx, ids);
  const contacts = await listFirstContacts(ctx, ids);
  return new Map(
    [...found].map(([key, { id, on }]) => {
      const [place, contactId] = [places.get(id), contacts.get(id)];
      return [key, { on, ...(place ? { place } : {}), ...(contactId ? { contactId } : {}) }];
    }),
  );
}

async function findLast(
  ctx: Context,
  { companyId, contactId = '' }: { companyId: string | undefined; contactId: string | undefined },
): Promise<{ id: string; on: string } | undefined> {
  const { interactions, interactionContacts: links } = ctx.store.tables;
  const seen = visibleInteractions(ctx.store.tables, ctx.actor);
  const last = { id: interactions.id, on: interactions.occurredOn };
  const [found] = companyId
    ? await ctx.db
        .select(last)
        .from(interactions)
        .where(and(eq(interactions.companyId, companyId), seen))
        .orderBy(desc(interactions.occurredOn), desc(interactions.id))
        .limit(1)
    : await ctx.db
        .select(last)
        .from(links)
        .innerJoin(interactions, eq(interactions.id, links.interactionId))
        .where(and(eq(links.contactId, contactId), seen))
        .orderBy(desc(interactions.occurredOn), desc(interactions.id))
        .limit(1);
  return found;
}

/** Who was named first of those who took part, by interaction. */
async function listFirstContacts(ctx: Context, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { interactionContacts: links } = ctx.store.tables;
  const rows = await ctx.db
    .select({ interactionId: links.interactionId, contactId: links.contactId })
    .from(links)
    .where(inArray(links.interactionId, ids))
    .orderBy(asc(links.id));
  return new Map(rows.toReversed().map(({ interactionId, contactId }) => [interactionId, contactId]));
}
