import { eq, inArray, or } from 'drizzle-orm';
import { z } from 'zod';
import { type Context, hasRole, transact, type Writing } from '../../context.ts';
import { forbidden } from '../../errors.ts';
import { newId } from '../../ids.ts';
import { chunks } from '../../store/chunks.ts';
import { lock } from '../../store/locks.ts';
import { removeEvidence } from '../../store/observation-evidence.ts';
import { insertUnread } from '../../store/prepared-statements.ts';
import { indexAgain, removeFromIndex } from '../../store/search.ts';
import { type ContactRef, KnownContact } from '../contact-refs.ts';
import { parseInput } from '../inputs.ts';
import type { SavedChange } from '../record-change.ts';
import { eraseHistory, readHistory } from './change-history.ts';
import { redactAhead, redactRest } from './everywhere.ts';
import { redactDeals, redactFormerFollowUps, redactKeptInteractions } from './kept-rows.ts';
import { redactCards, redactProvenance, redactReports } from './provenance.ts';
import { createRedactor } from './redactor.ts';
import { countErasure, type ErasureCounts, type ErasureScope, readErasureScope } from './scope.ts';
import { joinDetails, listWordsToErase, readDetailsToday } from './words-to-erase.ts';

export const EraseContact = z.strictObject({ contact: KnownContact });
export type EraseContact = z.input<typeof EraseContact>;

/** Counts what `eraseContact` would delete, and changes nothing. Throws `forbidden` unless the actor is an admin, `not_found` or `ambiguous`. */
export async function previewErasure(ctx: Context, input: EraseContact): Promise<ErasureCounts> {
  requireAdmin(ctx);
  const { contact: ref } = parseInput(EraseContact, input);
  return countErasure(await readErasureScope(ctx, ref));
}

/**
 * The ids of the contact that `eraseContact` would erase, and of all who are one with them: by these, and no word of them, an
 * erasure is found again in an older copy of the database. Throws as `previewErasure` does.
 */
export async function listErasedIds(ctx: Context, input: EraseContact): Promise<string[]> {
  requireAdmin(ctx);
  const { contact: ref } = parseInput(EraseContact, input);
  const { ids } = await readErasureScope(ctx, ref);
  const { mergedIds } = ctx.store.tables;
  const merged = await ctx.db
    .select()
    .from(mergedIds)
    .where(inArray(mergedIds.contactId, [...ids]));
  return [...new Set([...ids, ...merged.map(({ mergedId }) => mergedId)])];
}

/**
 * Erases a contact for good: the person, what happened with nobody else, and their name, addresses and numbers in
 * everything that is kept, the history included. A name that somebody else bears, or of one word, is taken out only
 * where it is known to be theirs. For admins; cannot be undone. The long tables are looked through first, while others go on
 * writing; an erasure that is interrupted there can be begun again.
 */
export async function eraseContact(ctx: Context, input: EraseContact): Promise<ErasureCounts & SavedChange> {
  requireAdmin(ctx);
  const { contact: ref } = parseInput(EraseContact, input);
  const begun = ctx.clock.now();
  const { history, everywhere, near } = await readAll(ctx, ref);
  await redactAhead(ctx, { words: everywhere, near, history: history.changes.map(({ id }) => id) });
  return transact(ctx, async (ctx) => {
    await lock(ctx, 'customers');
    await lock(ctx, 'observations');
    const { found, history, everywhere, near, theirs } = await readAll(ctx, ref);
    const redact = createRedactor(theirs);
    await deleteRows(ctx, found);
    const redactors = await redactKeptInteractions(ctx, { ...found, words: theirs });
    const promises = await redactFormerFollowUps(ctx, { ...found, words: theirs });
    const sales = await redactDeals(ctx, { ...found, words: theirs });
    await eraseHistory(ctx, {
      changes: history.changes,
      found,
      redact,
      redactors: new Map([...redactors, ...promises, ...sales]),
    });
    await redactProvenance(ctx, { provenance: history.provenance, redact });
    await redactReports(ctx, { ids: found.ids, redact });
    const byForms = history.changes.filter(({ runId }) => runId === null);
    const shown = [...found.followUps, ...found.formerFollowUps, ...byForms].map(({ id }) => id);
    await redactCards(ctx, { ids: shown, redact });
    await redactRest(ctx, { words: everywhere, near, begun });
    for (const some of chunks(found.kept.map(({ id }) => id)))
      await indexAgain(ctx, { kind: 'interaction', ids: some });
    const change: SavedChange = { saved: 'Erased a contact', change_id: newId() };
    const { change_id: id, saved: summary } = change;
    const { memberId } = ctx.actor;
    const row = { id, memberId, verb: 'erase_contact', summary, mutations: [], createdAt: ctx.clock.now() };
    await insertUnread(ctx, { into: 'changes', row });
    return { ...countErasure(found), ...change };
  });
}

/** What is to be erased, and by which words it is known. */
async function readAll(ctx: Context, ref: ContactRef) {
  const found = await readErasureScope(ctx, ref);
  const history = await readHistory(ctx, found);
  const known = joinDetails(await readDetailsToday(ctx, found.ids), history.earlier);
  const { theirs, everywhere } = await listWordsToErase(ctx, { ids: found.ids, known });
  return { found, history, theirs, everywhere, near: { ...everywhere, names: theirs.names } };
}

function requireAdmin({ actor }: Context): void {
  if (!hasRole(actor, 'admin')) throw forbidden('Only an admin can erase a contact.');
}

async function deleteRows(ctx: Writing<Context>, found: ErasureScope): Promise<void> {
  const { contacts, dealContacts, externalIds, followUps, interactionContacts, interactions, relationships } =
    ctx.store.tables;
  const interactionIds = found.alone.map(({ id }) => id);
  const followUpIds = found.followUps.map(({ id }) => id);
  await removeEvidence(ctx, { interactionIds, now: ctx.clock.now() });
  for (const id of [found.contact.id, ...interactionIds]) await removeFromIndex(ctx, id);
  // Those that an import has brought are known by ids of the system that they come from.
  for (const some of chunks(interactionIds))
    await ctx.db.delete(externalIds).where(inArray(externalIds.interactionId, some));
  for (const some of chunks(followUpIds))
    await ctx.db.delete(externalIds).where(inArray(externalIds.followUpId, some));
  for (const id of followUpIds) await ctx.db.delete(followUps).where(eq(followUps.id, id));
  for (const { id } of found.relationships)
    await ctx.db.delete(relationships).where(eq(relationships.id, id));
  await ctx.db.delete(interactionContacts).where(eq(interactionContacts.contactId, found.contact.id));
  await ctx.db.delete(dealContacts).where(eq(dealContacts.contactId, found.contact.id));
  for (const id of interactionIds) await ctx.db.delete(interactions).where(eq(interactions.id, id));
  await deleteNames(ctx, found.ids);
  await ctx.db.delete(contacts).where(eq(contacts.id, found.contact.id));
}

/** Deletes what else some contacts are known by, their own fields, which of them were merged, and whom they were taken for. */
async function deleteNames(ctx: Writing, ids: ReadonlySet<string>): Promise<void> {
  const { aliases, contactEmails, contactPhones, duplicates, externalIds, fieldValues, mergedIds, nameKeys } =
    ctx.store.tables;
  for (const some of chunks([...ids])) {
    await ctx.db.delete(nameKeys).where(inArray(nameKeys.entityId, some));
    for (const table of [aliases, contactEmails, contactPhones, externalIds, fieldValues])
      await ctx.db.delete(table).where(inArray(table.contactId, some));
    await ctx.db
      .delete(mergedIds)
      .where(or(inArray(mergedIds.contactId, some), inArray(mergedIds.mergedId, some)));
    await ctx.db
      .delete(duplicates)
      .where(or(inArray(duplicates.oneId, some), inArray(duplicates.otherId, some)));
  }
}
