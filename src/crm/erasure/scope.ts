import { and, eq, inArray, notInArray, or } from 'drizzle-orm';
import type { System } from '../../context.ts';
import { RapportError } from '../../errors.ts';
import { chunks } from '../../store/chunks.ts';
import type { Row } from '../../store/schema.ts';
import { type ContactRef, getContact } from '../contacts.ts';
import { listFormer, listRemoved } from './removed-contacts.ts';

/** What an erasure takes away: numbers of rows, and of interactions that stay without the name. */
export type Extent = {
  contact: { id: string; name: string };
  interactions: number;
  keptInteractions: number;
  followUps: number;
  relationships: number;
};

/** A contact and all that hangs on it. */
export type Found = {
  contact: Row<'contacts'>;
  /** The id of the contact, and those of contacts of this name or address that are known to the history alone. */
  ids: ReadonlySet<string>;
  /** Nobody else took part in these. */
  alone: Row<'interactions'>[];
  /** Other people, or a company they never worked at, were in these; or a change said that they were not. */
  kept: Row<'interactions'>[];
  /** The other contacts in the interactions that are kept. */
  others: { interactionId: string; name: string }[];
  followUps: Row<'followUps'>[];
  /** Follow-ups that were for them before a change. */
  formerFollowUps: Row<'followUps'>[];
  relationships: Row<'relationships'>[];
};

type Where = System;

/** All that an erasure has to deal with. Also of somebody whom a change or an undo has removed. */
export async function survey(ctx: Where, ref: ContactRef): Promise<Found> {
  const { db } = ctx;
  const { tables } = ctx.store;
  const { followUps, interactionContacts: links, interactions, relationships } = tables;
  const contact = await getErasable(ctx, ref);
  const ids = new Set([contact.id, ...(await listRemoved(ctx, contact)).map(({ id }) => id)]);
  const edges = await db
    .select()
    .from(relationships)
    .where(or(eq(relationships.contactId, contact.id), eq(relationships.otherContactId, contact.id)));
  const taken = await db
    .select({ interaction: interactions })
    .from(links)
    .innerJoin(interactions, eq(interactions.id, links.interactionId))
    .where(eq(links.contactId, contact.id))
    .orderBy(interactions.id);
  const all = taken.map(({ interaction }) => interaction);
  const present = new Set(all.map(({ id }) => id));
  const former = await listFormer(ctx, ids);
  const left = former.interactions.filter(({ id }) => !present.has(id));
  const others = await listOthers(ctx, { interactions: [...all, ...left], ids });
  const accompanied = new Set(others.map(({ interactionId }) => interactionId));
  const employers = new Set(
    edges.filter(({ kind }) => kind === 'works_at').map(({ companyId }) => companyId),
  );
  const isAlone = ({ id, companyId }: Row<'interactions'>) =>
    !accompanied.has(id) && (companyId === null || employers.has(companyId));
  const alone = all.filter(isAlone);
  const own = await db.select().from(followUps).where(eq(followUps.contactId, contact.id));
  const fromAlone: Row<'followUps'>[] = [];
  for (const some of chunks(alone)) {
    const from = some.map(({ id }) => id);
    fromAlone.push(...(await db.select().from(followUps).where(inArray(followUps.interactionId, from))));
  }
  const promised = new Map([...own, ...fromAlone].map((each) => [each.id, each]));
  return {
    contact,
    ids,
    alone,
    kept: [...all.filter((each) => !isAlone(each)), ...left],
    others,
    followUps: [...promised.values()],
    formerFollowUps: former.followUps.filter(({ id }) => !promised.has(id)),
    relationships: edges,
  };
}

/** The contact who is meant, or else one whom a change or an undo has removed. Throws `not_found` or `ambiguous`. */
async function getErasable(ctx: Where, ref: ContactRef): Promise<Row<'contacts'>> {
  try {
    return (await getContact(ctx, ref)).contact;
  } catch (error) {
    const isUnknown = error instanceof RapportError && error.code === 'not_found';
    const [removed] = isUnknown ? await listRemoved(ctx, ref) : [];
    if (removed) return removed;
    throw error;
  }
}

async function listOthers(
  {
    db,
    store: {
      tables: { contacts, interactionContacts: links },
    },
  }: Where,
  { interactions, ids }: { interactions: readonly Row<'interactions'>[]; ids: ReadonlySet<string> },
): Promise<Found['others']> {
  const others: Found['others'] = [];
  for (const some of chunks(interactions)) {
    const inThese = inArray(
      links.interactionId,
      some.map(({ id }) => id),
    );
    const rows = await db
      .select({ interactionId: links.interactionId, name: contacts.name })
      .from(links)
      .innerJoin(contacts, eq(contacts.id, links.contactId))
      .where(and(inThese, notInArray(links.contactId, [...ids])));
    others.push(...rows);
  }
  return others;
}

export function extentOf({ contact, alone, kept, followUps, relationships }: Found): Extent {
  return {
    contact: { id: contact.id, name: contact.name },
    interactions: alone.length,
    keptInteractions: kept.length,
    followUps: followUps.length,
    relationships: relationships.length,
  };
}
