import { and, eq, inArray, or } from 'drizzle-orm';
import { z } from 'zod';
import { type Context, hasRole, transact, type Writing } from '../../context.ts';
import { conflict, forbidden } from '../../errors.ts';
import { newId } from '../../ids.ts';
import { chunks } from '../../store/chunks.ts';
import { lock } from '../../store/locks.ts';
import { eraseObservations, removeEvidence } from '../../store/observation-evidence.ts';
import { insertUnread } from '../../store/prepared-statements.ts';
import type { Row } from '../../store/schema.ts';
import { Id, parseInput } from '../inputs.ts';
import { getMember } from '../members.ts';
import { redactAhead, redactRest } from './everywhere.ts';
import type { ErasedWords } from './redactor.ts';
import { listWordsToErase } from './words-to-erase.ts';

export const EraseMember = z.strictObject({ member: Id });
export type EraseMember = z.input<typeof EraseMember>;

/** How much of a member an erasure deletes, and how many interactions stay without their name. */
export type MemberErasureCounts = {
  member: { id: string; name: string };
  messages: number;
  runs: number;
  keptInteractions: number;
};

/** What is left of a member: the rows of others still say that there was one. */
const ERASED = {
  name: '(erased)',
  email: null,
  directChannel: null,
  timeZone: 'UTC',
  status: 'retired',
} as const;

/**
 * Counts what `eraseMember` would delete. Throws `forbidden` unless the actor is an admin, `not_found`, and `conflict` when
 * the member has not left: who still writes would be there again at once.
 */
export async function previewMemberErasure(ctx: Context, input: EraseMember): Promise<MemberErasureCounts> {
  const { id, name } = await getErasable(ctx, input);
  const { agentRuns, interactions, messages } = ctx.store.tables;
  return {
    member: { id, name },
    messages: await ctx.db.$count(messages, eq(messages.memberId, id)),
    runs: await ctx.db.$count(agentRuns, eq(agentRuns.memberId, id)),
    keptInteractions: await ctx.db.$count(interactions, eq(interactions.memberId, id)),
  };
}

/**
 * Erases a member who has left: their words, what was answered, what was learned about them, and their name and address in all that
 * is kept. What they have saved about customers stays, as by somebody who is not named. For admins; cannot be undone. Throws
 * as `previewMemberErasure` does.
 */
export async function eraseMember(ctx: Context, input: EraseMember): Promise<MemberErasureCounts> {
  const begun = ctx.clock.now();
  const counts = await previewMemberErasure(ctx, input);
  const member = await getErasable(ctx, input);
  const words = await wordsOf(ctx, member);
  await redactAhead(ctx, { words, history: [] });
  await transact(ctx, async (ctx) => {
    await lock(ctx, 'customers');
    await lock(ctx, 'observations');
    await deleteWords(ctx, member);
    const { members } = ctx.store.tables;
    const patch = { ...ERASED, slackUserId: `erased-${member.id}`, updatedAt: ctx.clock.now() };
    await ctx.db.update(members).set(patch).where(eq(members.id, member.id));
    await redactRest(ctx, { words, begun });
    const { memberId } = ctx.actor;
    const row = { id: newId(), memberId, verb: 'erase_member', summary: 'Erased a member', mutations: [] };
    await insertUnread(ctx, { into: 'changes', row: { ...row, createdAt: ctx.clock.now() } });
  });
  return counts;
}

async function getErasable(ctx: Context, input: EraseMember): Promise<Row<'members'>> {
  if (!hasRole(ctx.actor, 'admin')) throw forbidden('Only an admin can erase a member.');
  const { member: id } = parseInput(EraseMember, input);
  const member = await getMember(ctx, id);
  if (member.status === 'retired') return member;
  throw conflict(
    `${member.name} is still a member: npm run members -- retire ${member.slackUserId} ends that first.`,
  );
}

/** The words by which a member is known, in Slack, too. */
async function wordsOf(ctx: Context, { id, name, email, slackUserId }: Row<'members'>): Promise<ErasedWords> {
  const known = { names: [name], emails: email ? [email] : [], phones: [] };
  const { everywhere } = await listWordsToErase(ctx, { ids: new Set([id]), known });
  return { ...everywhere, names: [...everywhere.names, slackUserId] };
}

async function deleteWords(ctx: Writing<Context>, { id }: Row<'members'>): Promise<void> {
  const { tables } = ctx.store;
  const { agentRuns, agentSteps, inbox, messages, observations, outbox } = tables;
  const now = ctx.clock.now();
  const said = await ctx.db.select().from(messages).where(eq(messages.memberId, id));
  for (const some of chunks(said)) {
    await removeEvidence(ctx, { messageIds: some.map((each) => each.id), now });
    const events = some.map(({ channel, ts }) => and(eq(inbox.channel, channel), eq(inbox.messageTs, ts)));
    await ctx.db
      .update(inbox)
      .set({ payload: null })
      .where(or(...events));
  }
  const learned = await ctx.db
    .select({ id: observations.id })
    .from(observations)
    .where(eq(observations.scope, id));
  await eraseObservations(ctx, { ids: learned.map((each) => each.id), now });
  const runs = await ctx.db.select().from(agentRuns).where(eq(agentRuns.memberId, id));
  for (const some of chunks(runs)) {
    const runIds = some.map((each) => each.id);
    await ctx.db.delete(agentSteps).where(inArray(agentSteps.runId, runIds));
    await ctx.db.delete(outbox).where(inArray(outbox.runId, runIds));
    const inboxIds = some.map(({ inboxId }) => inboxId);
    await ctx.db.update(inbox).set({ payload: null }).where(inArray(inbox.id, inboxIds));
  }
  await ctx.db.delete(outbox).where(eq(outbox.memberId, id));
  const theirs = [
    'messages',
    'reportRuns',
    'schedules',
    'reminders',
    'suppressions',
    'unansweredQuestions',
  ] as const;
  for (const name of theirs) {
    const table = tables[name] as typeof tables.messages;
    await ctx.db.delete(table).where(eq(table.memberId, id));
  }
}
