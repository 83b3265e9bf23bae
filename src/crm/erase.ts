import { and, eq, inArray, ne, or } from 'drizzle-orm';
import { z } from 'zod';
import { chunks } from '../chunks.ts';
import { type Context, hasRole, transact } from '../context.ts';
import { forbidden } from '../errors.ts';
import { newId } from '../ids.ts';
import { removeEvidence } from '../store/evidence.ts';
import { insertRow } from '../store/prepared.ts';
import type { Row } from '../store/schema.ts';
import { removeFromIndex } from '../store/search.ts';
import type { Database, Tx } from '../store/store.ts';
import { type ContactRef, getContact, KnownContact } from './contacts.ts';
import { eraseHistory, readHistory } from './history.ts';
import { wordsFor } from './identity.ts';
import { parseInput } from './inputs.ts';
import { redactKept } from './kept-interactions.ts';
import { redactEverywhere } from './mentions.ts';
import { createRedactor } from './redaction.ts';
import { redactTrail } from './trail.ts';
import type { Change } from './write.ts';

export const EraseContact = z.strictObject({ contact: KnownContact });
export type EraseContact = z.input<typeof EraseContact>;

/** What an erasure takes away: numbers of rows, and of interactions that stay without the name. */
export type Extent = {
  contact: { id: string; name: string };
  interactions: number;
  keptInteractions: number;
  followUps: number;
  relationships: number;
};

/** What `eraseContact` would take away, for whoever has to decide. For admins. */
export async function previewErasure(ctx: Context, input: EraseContact): Promise<Extent> {
  requireAdmin(ctx);
  const { contact: ref } = parseInput(EraseContact, input);
  return extentOf(await survey(ctx, ctx.tx ?? ctx.store.read, ref));
}

/**
 * Erases a contact for good: the person, what happened with nobody else, and their name, addresses and numbers in
 * everything that is kept, the history included. A name that somebody else bears, or of one word, is taken out only
 * where it is known to be theirs. For admins; cannot be undone.
 */
export async function eraseContact(ctx: Context, input: EraseContact): Promise<Extent & Change> {
  requireAdmin(ctx);
  const { contact: ref } = parseInput(EraseContact, input);
  return transact(ctx, async (tx) => {
    const found = await survey(ctx, tx, ref);
    const history = await readHistory(ctx, tx, found);
    const { everywhere, theirs } = await wordsFor(ctx, tx, { ...found, earlier: history.earlier });
    const redact = createRedactor(theirs);
    await deleteRows(ctx, tx, found);
    const redactors = await redactKept(ctx, tx, { ...found, words: theirs });
    await eraseHistory(ctx, tx, { changes: history.changes, found, redact, redactors });
    await redactTrail(ctx, tx, { trail: history.trail, redact });
    await redactEverywhere(ctx, tx, everywhere);
    const change: Change = { saved: 'Erased a contact', change_id: newId() };
    const { change_id: id, saved: summary } = change;
    const { memberId } = ctx.actor;
    const row = { id, memberId, verb: 'erase_contact', summary, mutations: [], createdAt: ctx.clock.now() };
    await insertRow(tx, ctx.store.tables, { into: 'changes', row });
    return { ...extentOf(found), ...change };
  });
}

function requireAdmin({ actor }: Context): void {
  if (!hasRole(actor, 'admin')) throw forbidden('Only an admin can erase a contact.');
}

/** A contact and all that hangs on it. */
export type Found = {
  contact: Row<'contacts'>;
  /** Nobody else took part in these. */
  alone: Row<'interactions'>[];
  /** Other people, or a company they never worked at, were in these. */
  kept: Row<'interactions'>[];
  /** The other contacts in the interactions that are kept. */
  others: { interactionId: string; name: string }[];
  followUps: Row<'followUps'>[];
  relationships: Row<'relationships'>[];
};

async function survey(ctx: Context, db: Database, ref: ContactRef): Promise<Found> {
  const { tables } = ctx.store;
  const { contacts, followUps, interactionContacts: links, interactions, relationships } = tables;
  const { contact } = await getContact({ db, tables }, ref);
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
  const partOf = db.select({ id: links.interactionId }).from(links).where(eq(links.contactId, contact.id));
  const others = await db
    .select({ interactionId: links.interactionId, name: contacts.name })
    .from(links)
    .innerJoin(contacts, eq(contacts.id, links.contactId))
    .where(and(ne(links.contactId, contact.id), inArray(links.interactionId, partOf)));
  const accompanied = new Set(others.map(({ interactionId }) => interactionId));
  const employers = new Set(
    edges.filter(({ kind }) => kind === 'works_at').map(({ companyId }) => companyId),
  );
  const isAlone = ({ id, companyId }: Row<'interactions'>) =>
    !accompanied.has(id) && (companyId === null || employers.has(companyId));
  const all = taken.map(({ interaction }) => interaction);
  const alone = all.filter(isAlone);
  const own = await db.select().from(followUps).where(eq(followUps.contactId, contact.id));
  const fromAlone: Row<'followUps'>[] = [];
  for (const some of chunks(alone)) {
    const ids = some.map(({ id }) => id);
    fromAlone.push(...(await db.select().from(followUps).where(inArray(followUps.interactionId, ids))));
  }
  const promised = new Map([...own, ...fromAlone].map((each) => [each.id, each]));
  return {
    contact,
    alone,
    kept: all.filter((each) => !isAlone(each)),
    others,
    followUps: [...promised.values()],
    relationships: edges,
  };
}

function extentOf({ contact, alone, kept, followUps, relationships }: Found): Extent {
  return {
    contact: { id: contact.id, name: contact.name },
    interactions: alone.length,
    keptInteractions: kept.length,
    followUps: followUps.length,
    relationships: relationships.length,
  };
}

async function deleteRows(ctx: Context, tx: Tx, found: Found): Promise<void> {
  const { tables } = ctx.store;
  const { contacts, followUps, interactionContacts, interactions, relationships } = tables;
  const interactionIds = found.alone.map(({ id }) => id);
  await removeEvidence(tx, tables, { interactionIds, now: ctx.clock.now() });
  for (const id of [found.contact.id, ...interactionIds]) await removeFromIndex(tx, ctx.store, id);
  for (const { id } of found.followUps) await tx.delete(followUps).where(eq(followUps.id, id));
  for (const { id } of found.relationships) await tx.delete(relationships).where(eq(relationships.id, id));
  await tx.delete(interactionContacts).where(eq(interactionContacts.contactId, found.contact.id));
  for (const id of interactionIds) await tx.delete(interactions).where(eq(interactions.id, id));
  await tx.delete(contacts).where(eq(contacts.id, found.contact.id));
}
