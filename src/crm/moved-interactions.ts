import { isDeepStrictEqual } from 'node:util';
import { and, eq, inArray, isNull, ne, or } from 'drizzle-orm';
import type { Row } from '../store/schema.ts';
import type { Mutation } from '../store/schema-crm.ts';
import { touches } from '../store/touched-rows.ts';
import type { Participants } from './interaction-queries.ts';
import { snapshot, updateIfNew, type Writer } from './record-change.ts';
import { countDependants } from './undo-checks.ts';

type Move = { interaction: Row<'interactions'>; was: Participants; is: Participants };

/**
 * Moves what belongs to an interaction to the company and the contacts that it was with in truth: its follow-ups, and the
 * employment that it had made known. Removes a company or a contact that was only created for it, and that nothing else is
 * about. Gives the follow-ups that were moved.
 */
export async function moveWithInteraction(ctx: Writer, move: Move): Promise<Row<'followUps'>[]> {
  const created = await readCreated(ctx, move.interaction.id);
  const moved = await moveFollowUps(ctx, move);
  await moveEmployment(ctx, { ...move, created });
  await removeUnused(ctx, { ...move, created });
  return moved;
}

/** The rows that the change that logged the interaction created. */
async function readCreated(ctx: Writer, interactionId: string): Promise<Mutation[]> {
  const { changes } = ctx.store.tables;
  const [logged] = await ctx.db
    .select()
    .from(changes)
    .where(and(eq(changes.verb, 'log_interaction'), isNull(changes.undoneAt), touches(ctx, [interactionId])))
    .orderBy(changes.id)
    .limit(1);
  return logged?.mutations.filter(({ before }) => before === null) ?? [];
}

async function moveFollowUps(ctx: Writer, { interaction, was, is }: Move): Promise<Row<'followUps'>[]> {
  const { followUps } = ctx.store.tables;
  const promised = await ctx.db.select().from(followUps).where(eq(followUps.interactionId, interaction.id));
  const gone = new Set(goneFrom(was, is).map(({ id }) => id));
  const [added, ...others] = goneFrom(is, was);
  const instead = others.length === 0 ? (added?.id ?? null) : null;
  const moved: Row<'followUps'>[] = [];
  for (const before of promised) {
    const patch = {
      ...(before.companyId === (was.company?.id ?? null) ? { companyId: is.company?.id ?? null } : {}),
      ...(before.contactId && gone.has(before.contactId) ? { contactId: instead } : {}),
    };
    const after = await updateIfNew(ctx, 'followUps', { before, patch });
    if (after !== before) moved.push(after);
  }
  return moved;
}

/** Contacts of one list of participants that are not on the other. */
function goneFrom(one: Participants, other: Participants): Row<'contacts'>[] {
  const stays = new Set(other.contacts.map(({ id }) => id));
  return one.contacts.filter(({ id }) => !stays.has(id));
}

type Created = Move & { created: readonly Mutation[] };

/** Moves employment that only this interaction speaks of to the company that the interaction was with in truth. */
async function moveEmployment(ctx: Writer, { interaction, was, is, created }: Created): Promise<void> {
  if (!is.company || was.company?.id === is.company.id) return;
  const present = new Set(is.contacts.map(({ id }) => id));
  for (const before of await listCreatedEdges(ctx, created)) {
    if (before.kind !== 'works_at' || before.companyId !== was.company?.id || !present.has(before.contactId))
      continue;
    if (await isKnownBesides(ctx, { employment: before, interaction })) continue;
    await updateIfNew(ctx, 'relationships', { before, patch: { companyId: is.company.id } });
  }
}

type Employment = { employment: Row<'relationships'>; interaction: Row<'interactions'> };

/** Whether dates, another interaction, or a follow-up of something else join the contact and the company as well. */
async function isKnownBesides(
  ctx: Writer,
  { employment: { contactId, companyId, startedOn, endedOn }, interaction }: Employment,
): Promise<boolean> {
  if (startedOn || endedOn || !companyId) return true;
  const { interactions, interactionContacts: links, followUps } = ctx.store.tables;
  const [other] = await ctx.db
    .select({ id: interactions.id })
    .from(interactions)
    .innerJoin(links, and(eq(links.interactionId, interactions.id), eq(links.contactId, contactId)))
    .where(and(eq(interactions.companyId, companyId), ne(interactions.id, interaction.id)))
    .limit(1);
  const isOther = or(isNull(followUps.interactionId), ne(followUps.interactionId, interaction.id));
  const [promised] = await ctx.db
    .select({ id: followUps.id })
    .from(followUps)
    .where(and(eq(followUps.companyId, companyId), eq(followUps.contactId, contactId), isOther))
    .limit(1);
  return Boolean(other ?? promised);
}

/** Removes contacts and the company that were created for the interaction, that are unchanged, and that nothing points at. */
async function removeUnused(ctx: Writer, { was, is, created }: Created): Promise<void> {
  for (const contact of goneFrom(was, is)) {
    if (!isUnchanged(created, { table: 'contacts', row: contact })) continue;
    const own = (await listCreatedEdges(ctx, created)).filter((edge) => edge.contactId === contact.id);
    const besides = own.map(({ id }) => id);
    if ((await countDependants(ctx, { table: 'contacts', id: contact.id, besides })) > 0) continue;
    for (const employment of own) await ctx.remove('relationships', employment);
    await ctx.remove('contacts', contact);
  }
  const { company } = was;
  if (!company || company.id === is.company?.id) return;
  if (!isUnchanged(created, { table: 'companies', row: company })) return;
  const which = { table: 'companies', id: company.id, besides: [] } as const;
  if ((await countDependants(ctx, which)) > 0) return;
  // A company that something was observed about stays: removing it removes the observation, which undo cannot restore.
  const { observations } = ctx.store.tables;
  const isAbout = eq(observations.companyId, company.id);
  const [observed] = await ctx.db.select({ id: observations.id }).from(observations).where(isAbout).limit(1);
  if (!observed) await ctx.remove('companies', company);
}

/** Relationships that were created together with the interaction. */
async function listCreatedEdges(ctx: Writer, created: readonly Mutation[]): Promise<Row<'relationships'>[]> {
  const { relationships } = ctx.store.tables;
  const ids = created.filter(({ table }) => table === 'relationships').map(({ id }) => id);
  if (ids.length === 0) return [];
  return ctx.db.select().from(relationships).where(inArray(relationships.id, ids));
}

/** Whether a row was created there, and is still as it was created. */
function isUnchanged(
  created: readonly Mutation[],
  { table, row }: { table: Mutation['table']; row: { id: string } },
): boolean {
  const made = created.find((mutation) => mutation.table === table && mutation.id === row.id);
  return made !== undefined && isDeepStrictEqual(snapshot(row), made.after);
}
