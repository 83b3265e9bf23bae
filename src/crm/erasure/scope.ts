import { and, eq, inArray, notInArray, or } from 'drizzle-orm';
import type { Context, System } from '../../context.ts';
import { RapportError } from '../../errors.ts';
import { chunks } from '../../store/chunks.ts';
import type { Row } from '../../store/schema.ts';
import type { ContactRef } from '../contact-refs.ts';
import { getContact } from '../contacts.ts';
import { listAddressed } from './addressed.ts';
import { listFormer, listRemoved } from './removed-contacts.ts';

/** How many rows an erasure deletes; `keptInteractions`: how many interactions stay without the contact's name. */
export type ErasureCounts = {
  contact: { id: string; name: string };
  interactions: number;
  keptInteractions: number;
  followUps: number;
  relationships: number;
};

/** The contact who is erased, with all rows that an erasure deletes or changes. */
export type ErasureScope = {
  contact: Row<'contacts'>;
  /** The id of the contact, and those of removed contacts of the same name or address. */
  ids: ReadonlySet<string>;
  /** Interactions with nobody else: they are deleted. */
  alone: Row<'interactions'>[];
  /**
   * Interactions that stay: others took part, or they were with a company at which the contact never worked, or a change has
   * taken the contact out, or they speak of the contact and are not linked.
   */
  kept: Row<'interactions'>[];
  /** The other contacts in the interactions. */
  others: { interactionId: string; name: string }[];
  followUps: Row<'followUps'>[];
  /** Follow-ups that were for the contact before a change, or speak of the contact and are not linked. */
  formerFollowUps: Row<'followUps'>[];
  relationships: Row<'relationships'>[];
  /** Deals that the contact is or was linked with: they stay without the contact's name. */
  deals: Row<'deals'>[];
};

/** All that an erasure deletes or changes, also for a contact whom a change or an undo has removed. Throws `not_found` or `ambiguous`. */
export async function readErasureScope(ctx: Context, ref: ContactRef): Promise<ErasureScope> {
  const { interactionContacts: links, interactions, relationships } = ctx.store.tables;
  const contact = await getErasable(ctx, ref);
  const ids = new Set([contact.id, ...(await listRemoved(ctx, contact)).map(({ id }) => id)]);
  const edges = await ctx.db
    .select()
    .from(relationships)
    .where(or(eq(relationships.contactId, contact.id), eq(relationships.otherContactId, contact.id)));
  const taken = await ctx.db
    .select({ interaction: interactions })
    .from(links)
    .innerJoin(interactions, eq(interactions.id, links.interactionId))
    .where(eq(links.contactId, contact.id))
    .orderBy(interactions.id);
  const all = taken.map(({ interaction }) => interaction);
  const present = new Set(all.map(({ id }) => id));
  const former = await listFormer(ctx, ids);
  const spoken = await listAddressed(ctx, {
    ids,
    companyIds: edges.flatMap(({ companyId }) => companyId ?? []),
  });
  const left = distinct([...former.interactions, ...spoken.interactions]).filter(
    ({ id }) => !present.has(id),
  );
  const others = await listOthers(ctx, { interactions: [...all, ...left], ids });
  const accompanied = new Set(others.map(({ interactionId }) => interactionId));
  const employers = new Set(
    edges.filter(({ kind }) => kind === 'works_at').map(({ companyId }) => companyId),
  );
  const isAlone = ({ id, companyId }: Row<'interactions'>) =>
    !accompanied.has(id) && (companyId === null || employers.has(companyId));
  const alone = all.filter(isAlone);
  const promised = await listFollowUps(ctx, { contact, alone });
  return {
    contact,
    ids,
    alone,
    kept: [...all.filter((each) => !isAlone(each)), ...left],
    others,
    followUps: [...promised.values()],
    formerFollowUps: distinct([...former.followUps, ...spoken.followUps]).filter(
      ({ id }) => !promised.has(id),
    ),
    relationships: edges,
    deals: await listDealsWith(ctx, { contact, former: former.dealIds }),
  };
}

/** The deals that a contact is linked with, and those with which a change had linked them. */
async function listDealsWith(
  ctx: System,
  { contact, former }: { contact: Row<'contacts'>; former: readonly string[] },
): Promise<Row<'deals'>[]> {
  const { dealContacts: links, deals } = ctx.store.tables;
  const linked = await ctx.db.select({ id: links.dealId }).from(links).where(eq(links.contactId, contact.id));
  const found: Row<'deals'>[] = [];
  for (const some of chunks([...new Set([...linked.map(({ id }) => id), ...former])]))
    found.push(...(await ctx.db.select().from(deals).where(inArray(deals.id, some))));
  return found;
}

const distinct = <Each extends { id: string }>(rows: readonly Each[]): Each[] => [
  ...new Map(rows.map((row) => [row.id, row])).values(),
];

/** The follow-ups for a contact, and those that were promised in interactions with nobody else, by id. */
async function listFollowUps(
  ctx: System,
  { contact, alone }: Pick<ErasureScope, 'contact' | 'alone'>,
): Promise<Map<string, Row<'followUps'>>> {
  const { followUps } = ctx.store.tables;
  const found = await ctx.db.select().from(followUps).where(eq(followUps.contactId, contact.id));
  for (const some of chunks(alone)) {
    const isFromThese = inArray(
      followUps.interactionId,
      some.map(({ id }) => id),
    );
    found.push(...(await ctx.db.select().from(followUps).where(isFromThese)));
  }
  return new Map(found.map((each) => [each.id, each]));
}

/** The contact who is meant, or else one whom a change or an undo has removed. */
async function getErasable(ctx: Context, ref: ContactRef): Promise<Row<'contacts'>> {
  try {
    return (await getContact(ctx, ref)).contact;
  } catch (error) {
    const isUnknown = error instanceof RapportError && error.code === 'not_found';
    const [removed] = isUnknown ? await listRemoved(ctx, ref) : [];
    if (removed) return removed;
    throw error;
  }
}

/** The other contacts in some interactions, by interaction. */
async function listOthers(
  ctx: System,
  { interactions, ids }: { interactions: readonly Row<'interactions'>[]; ids: ReadonlySet<string> },
): Promise<ErasureScope['others']> {
  const { contacts, interactionContacts: links } = ctx.store.tables;
  const others: ErasureScope['others'] = [];
  for (const some of chunks(interactions)) {
    const inThese = inArray(
      links.interactionId,
      some.map(({ id }) => id),
    );
    const rows = await ctx.db
      .select({ interactionId: links.interactionId, name: contacts.name })
      .from(links)
      .innerJoin(contacts, eq(contacts.id, links.contactId))
      .where(and(inThese, notInArray(links.contactId, [...ids])));
    others.push(...rows);
  }
  return others;
}

export function countErasure({
  contact,
  alone,
  kept,
  followUps,
  relationships,
}: ErasureScope): ErasureCounts {
  return {
    contact: { id: contact.id, name: contact.name },
    interactions: alone.length,
    keptInteractions: kept.length,
    followUps: followUps.length,
    relationships: relationships.length,
  };
}
