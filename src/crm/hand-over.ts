import { and, asc, eq, ne, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Context, hasRole, type System } from '../context.ts';
import { forbidden, invalid } from '../errors.ts';
import type { Row } from '../store/schema.ts';
import { ColleagueRef, getColleague, requireOther } from './colleagues.ts';
import { KnownCompany, lookUpCompany } from './companies.ts';
import { isOf, openWith } from './follow-up-queries.ts';
import { parseInput } from './inputs.ts';
import { getMember } from './members.ts';
import { recordChange, type SavedChange, type Writer } from './record-change.ts';

/** What one hand-over may be of. */
const MOST = 5_000;

export const HandOver = z.strictObject({
  to: ColleagueRef.describe('The colleague, {name}.'),
  company: KnownCompany.optional().describe('Only those with it.'),
});
export type HandOver = z.input<typeof HandOver>;

/** `count`: how many follow-ups were handed over. */
export type HandedOver = SavedChange & { assigned_to: string; count: number };

/** Throws `invalid` for a follow-up of what is private: a colleague may not read it. */
async function requireShareable(ctx: Writer, { interactionId, title }: Row<'followUps'>): Promise<void> {
  if (!interactionId) return;
  const { interactions } = ctx.store.tables;
  const [from] = await ctx.db
    .select({ isPrivate: interactions.isPrivate })
    .from(interactions)
    .where(eq(interactions.id, interactionId));
  if (from?.isPrivate)
    throw invalid(
      `“${title}” comes from a private entry, which a colleague may not read, so it cannot be given away.`,
    );
}

type NewOwner = { name: string; patch: Pick<Row<'followUps'>, 'memberId' | 'assignedBy'> };

/**
 * Who has a follow-up from now on, where it is given to a colleague, or back to the one who gave it. Throws `invalid` where it
 * was not given, or has them for its owner already.
 */
export async function newOwner(
  ctx: Writer,
  { before, said }: { before: Row<'followUps'>; said: { action: string; to?: ColleagueRef | undefined } },
): Promise<NewOwner | undefined> {
  const { memberId: actorId } = ctx.actor;
  if (said.action === 'hand_back') {
    const { assignedBy, memberId, title } = before;
    if (!assignedBy || memberId !== actorId)
      throw invalid(`“${title}” was not given to you by a colleague, so it cannot be handed back.`);
    const giver = await getMember(ctx, assignedBy);
    if (giver.status !== 'active')
      throw forbidden(
        `${giver.name} has left, so “${title}” cannot be handed back: assign it to somebody else.`,
      );
    await requireShareable(ctx, before);
    return { name: giver.name, patch: { memberId: giver.id, assignedBy: null } };
  }
  if (said.action !== 'assign' || !said.to) return undefined;
  const colleague = await getColleague(ctx, said.to);
  requireOther(colleague, before.memberId, before.title);
  if (colleague.id !== actorId) await requireShareable(ctx, before);
  const assignedBy = colleague.id === actorId ? null : actorId;
  return { name: colleague.name, patch: { memberId: colleague.id, assignedBy } };
}

/**
 * Gives all open follow-ups of the actor to a colleague, or those with a company, in one change. Those from private entries
 * stay. Throws `invalid` when there are none.
 */
export async function handOver(ctx: Context, input: HandOver): Promise<HandedOver> {
  const { to, company: ref } = parseInput(HandOver, input);
  const { memberId: from } = ctx.actor;
  return recordChange(ctx, 'hand_over', async (ctx) => {
    const company = ref && (await lookUpCompany(ctx, ref));
    const colleague = await getColleague(ctx, to);
    if (colleague.id === from) throw invalid('These are yours already: whom should I give them to?');
    return giveAll(ctx, { from, to: colleague, company });
  });
}

/** For leads: gives all open follow-ups of a member to another. Throws `invalid` when there are none. */
export async function handOverOf(
  ctx: Context,
  { from, to }: { from: string; to: Row<'members'> },
): Promise<HandedOver> {
  if (!hasRole(ctx.actor, 'lead'))
    throw forbidden('Only leads and admins can give away what others have to do.');
  if (from === to.id) throw invalid(`These are ${to.name}'s already.`);
  return recordChange(ctx, 'hand_over', async (ctx) => {
    await getMember(ctx, from);
    return giveAll(ctx, { from, to });
  });
}

async function giveAll(
  ctx: Writer,
  { from, to, company }: { from: string; to: Row<'members'>; company?: Row<'companies'> | undefined },
): Promise<{ summary: string; result: Omit<HandedOver, keyof SavedChange> }> {
  const { followUps } = ctx.store.tables;
  const isTheirs = company
    ? and(isOf(ctx, from), openWith(ctx, { companyId: company.id }))
    : eq(followUps.memberId, from);
  const { id, memberId, assignedBy } = followUps;
  const given = await ctx.db
    .select({ id, memberId, assignedBy })
    .from(followUps)
    .where(and(isTheirs, eq(followUps.status, 'open'), isShareable(ctx)))
    .orderBy(asc(followUps.id))
    .limit(MOST);
  const with_ = company ? ` with ${company.name}` : '';
  if (given.length === 0) throw invalid(`There is no open follow-up${with_} that could be handed over.`);
  const patch = { memberId: to.id, assignedBy: to.id === ctx.actor.memberId ? null : ctx.actor.memberId };
  await ctx.updateAll('followUps', given, patch);
  const count = given.length;
  return {
    summary: `${count === 1 ? 'One follow-up' : `${count} follow-ups`}${with_} to ${to.name}`,
    result: { assigned_to: to.name, count },
  };
}

/** Matches follow-ups that a colleague may read: those that come from nothing private. */
function isShareable({ store }: System) {
  const { followUps, interactions } = store.tables;
  return sql`not exists (select 1 from ${interactions} where ${and(
    eq(interactions.id, followUps.interactionId),
    eq(interactions.isPrivate, true),
  )})`;
}

/**
 * Gives the open follow-ups of an interaction that has become private back to its author, where they were given to somebody who
 * may not see them any more: nobody would be reminded of them.
 */
export async function takeBackUnseen(ctx: Writer, { id, memberId }: Row<'interactions'>): Promise<void> {
  const { followUps, members } = ctx.store.tables;
  const isUnseen = and(
    eq(followUps.interactionId, id),
    eq(followUps.status, 'open'),
    ne(followUps.memberId, memberId),
    ne(members.role, 'admin'),
  );
  const rows = await ctx.db
    .select({ followUp: followUps })
    .from(followUps)
    .innerJoin(members, eq(members.id, followUps.memberId))
    .where(isUnseen)
    .orderBy(followUps.id);
  for (const { followUp } of rows) await ctx.update('followUps', followUp, { memberId, assignedBy: null });
}

/** How many follow-ups a member has open that somebody else could have. */
export function countOpen(ctx: System, memberId: string): Promise<number> {
  const { followUps } = ctx.store.tables;
  return ctx.db.$count(
    followUps,
    and(eq(followUps.memberId, memberId), eq(followUps.status, 'open'), isShareable(ctx)),
  );
}
