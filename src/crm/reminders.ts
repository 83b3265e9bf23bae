import { and, eq, gt, isNotNull, isNull, ne, or, type SQL, sql } from 'drizzle-orm';
import { dateIn } from '../clock.ts';
import { type System, transact, type Writing } from '../context.ts';
import { newId } from '../ids.ts';
import { chunks } from '../store/chunks.ts';
import { insertNew } from '../store/prepared-statements.ts';
import type { Row, Tables } from '../store/schema.ts';
import { instantOn, morningAfter, REMINDING, timeOf } from './reminder-times.ts';

/** Spelled out, so that the index of the mornings is used. */
export const isMorning = ({ kind }: Tables['reminders']) => sql`${kind} = 'morning'`;

/** What a reminder is set to that is planned: whoever holds the row has lost it. */
export const plannedFor = (ctx: Writing, scheduledAt: Date) => ({
  status: 'planned' as const,
  scheduledAt,
  dueAt: scheduledAt,
  attempts: 0,
  lastError: null,
  ...takenBack(ctx),
});

/** What whoever holds the row loses it by. */
export const takenBack = (ctx: Writing) => ({
  leaseUntil: null,
  fence: sql`${ctx.store.tables.reminders.fence} + 1`,
  updatedAt: ctx.clock.now(),
});

const TIMED_BY = ['status', 'dueOn', 'dueTime', 'memberId'] as const;

/**
 * Plans the reminder of a follow-up that was written, moves it, or ends it, in the transaction of the write. `patch`: what
 * was written of it, where that is not all.
 */
export async function planTimed(
  ctx: Writing,
  followUp: Row<'followUps'>,
  patch: Partial<Row<'followUps'>> = followUp,
): Promise<void> {
  const { id: followUpId, memberId, dueTime } = followUp;
  if (!TIMED_BY.some((field) => field in patch) || !(dueTime || 'dueTime' in patch)) return;
  if (!dueTime && patch === followUp) return;
  const { reminders, members } = ctx.store.tables;
  const [known] = await ctx.db.select().from(reminders).where(eq(reminders.followUpId, followUpId));
  const isIt = eq(reminders.followUpId, followUpId);
  const [owner] = dueTime
    ? await ctx.db.select({ timeZone: members.timeZone }).from(members).where(eq(members.id, memberId))
    : [];
  const at = owner && timeOf(followUp, owner.timeZone);
  const now = ctx.clock.now();
  const isMissed = at !== undefined && now.getTime() - at.getTime() > REMINDING.missedMs;
  // Whoever has it by now was told of it when it was given to them.
  const isDealtWith = known?.lastScheduledAt?.getTime() === at?.getTime();
  if (!owner || !at || isMissed || isDealtWith) {
    if (known?.status === 'planned')
      await ctx.db
        .update(reminders)
        .set({ status: 'ended', ...takenBack(ctx) })
        .where(isIt);
    return;
  }
  const { timeZone } = owner;
  if (known) {
    const isSame = known.memberId === memberId && known.scheduledAt.getTime() === at.getTime();
    if (known.status === 'planned' && isSame) return;
    await ctx.db
      .update(reminders)
      .set({ memberId, timeZone, ...plannedFor(ctx, at) })
      .where(isIt);
    return;
  }
  await insertReminder(ctx, { kind: 'timed', memberId, followUpId, timeZone, at });
}

export async function insertReminder(
  ctx: Writing,
  {
    at,
    status = 'planned',
    ...reminder
  }: Pick<Row<'reminders'>, 'kind' | 'memberId' | 'followUpId' | 'timeZone'> &
    Partial<Pick<Row<'reminders'>, 'status'>> & { at: Date },
): Promise<void> {
  const now = ctx.clock.now();
  const times = { scheduledAt: at, dueAt: at, createdAt: now, updatedAt: now };
  await insertNew(ctx, { into: 'reminders', row: { id: newId(), ...reminder, status, ...times } });
}

/**
 * Plans the mornings of active members who have none: who is new, and who was away and has written again; not of those who
 * want none. Where nothing is missing, nothing is written.
 */
export async function planMornings(ctx: System): Promise<void> {
  const { members, reminders, messages } = ctx.store.tables;
  const hasWrittenSince = sql`exists (select 1 from ${messages} where ${and(
    eq(messages.memberId, members.id),
    eq(messages.author, 'member'),
    gt(messages.savedAt, reminders.updatedAt),
  )})`;
  const isBack = and(
    eq(reminders.status, 'ended'),
    or(gt(members.updatedAt, reminders.updatedAt), hasWrittenSince),
  );
  const missing = await ctx.db
    .select({ member: members, row: reminders })
    .from(members)
    .leftJoin(reminders, and(eq(reminders.memberId, members.id), isMorning(reminders)))
    .where(and(eq(members.status, 'active'), or(isNull(reminders.id), isBack)));
  for (const some of chunks(missing, REMINDING.plannedAtOnce)) {
    await transact(ctx, async (ctx) => {
      for (const { member, row } of some) {
        const { id: memberId, timeZone } = member;
        const at = morningAfter(ctx.clock.now(), member);
        if (row) {
          const isEnded = and(eq(reminders.id, row.id), eq(reminders.status, 'ended'));
          await ctx.db
            .update(reminders)
            .set({ timeZone, ...plannedFor(ctx, at) })
            .where(isEnded);
          await planTimedOf(ctx, memberId);
        } else await insertReminder(ctx, { kind: 'morning', memberId, followUpId: null, timeZone, at });
      }
    });
  }
}

/** Plans again what a member who is back has to be reminded of at a time. */
async function planTimedOf(ctx: Writing, memberId: string): Promise<void> {
  const { followUps } = ctx.store.tables;
  const isTimed = and(
    eq(followUps.memberId, memberId),
    eq(followUps.status, 'open'),
    isNotNull(followUps.dueTime),
  );
  for (const followUp of await ctx.db.select().from(followUps).where(isTimed)) await planTimed(ctx, followUp);
}

/** Members who are retired and whose reminders are planned still. */
export async function listRetired(ctx: System): Promise<string[]> {
  const { members, reminders } = ctx.store.tables;
  const rows = await ctx.db
    .selectDistinct({ id: members.id })
    .from(members)
    .innerJoin(reminders, eq(reminders.memberId, members.id))
    .where(and(eq(members.status, 'retired'), eq(reminders.status, 'planned')));
  return rows.map(({ id }) => id);
}

/**
 * Moves the reminders of a member to a new time zone: the morning to that of the same day of the calendar, so that no day
 * comes twice or is left out; what has a time to that time there.
 */
export async function moveReminders(ctx: Writing, member: Row<'members'>): Promise<void> {
  const { reminders } = ctx.store.tables;
  const isElsewhere = ne(reminders.timeZone, member.timeZone);
  await moveMornings(ctx, member, isElsewhere, (row) =>
    instantOn(dateIn(row.timeZone, row.scheduledAt), member.remindAt, member.timeZone),
  );
  const { followUps } = ctx.store.tables;
  const timed = await ctx.db
    .select({ followUp: followUps })
    .from(reminders)
    .innerJoin(followUps, eq(followUps.id, reminders.followUpId))
    .where(and(eq(reminders.memberId, member.id), eq(reminders.status, 'planned'), isElsewhere));
  for (const { followUp } of timed) await planTimed(ctx, followUp);
}

async function moveMornings(
  ctx: Writing,
  { id, timeZone }: Pick<Row<'members'>, 'id' | 'timeZone'>,
  which: SQL | undefined,
  atOf: (row: Row<'reminders'>) => Date,
): Promise<void> {
  const { reminders } = ctx.store.tables;
  const isTheirs = and(eq(reminders.memberId, id), isMorning(reminders), eq(reminders.status, 'planned'));
  const [row] = await ctx.db.select().from(reminders).where(and(isTheirs, which));
  if (!row) return;
  await ctx.db
    .update(reminders)
    .set({ timeZone, ...plannedFor(ctx, atOf(row)) })
    .where(eq(reminders.id, row.id));
}

/** Ends the reminders of a member who has left. Gives whether there were any. */
export async function endReminders(ctx: Writing, memberId: string): Promise<boolean> {
  const { reminders } = ctx.store.tables;
  const ended = await ctx.db
    .update(reminders)
    .set({ status: 'ended', ...takenBack(ctx) })
    .where(and(eq(reminders.memberId, memberId), eq(reminders.status, 'planned')))
    .returning({ id: reminders.id });
  return ended.length > 0;
}

/**
 * Plans reminders anew that were last planned by a clock which was ahead: the next morning may come sooner than the one
 * that they wait for. A day for which something was sent already is not told again: a delivery has the key of its day.
 */
export async function planMorningsAnew(ctx: System): Promise<void> {
  const { members, reminders } = ctx.store.tables;
  const now = ctx.clock.now();
  const ahead = await ctx.db
    .select({ member: members, row: reminders })
    .from(reminders)
    .innerJoin(members, eq(members.id, reminders.memberId))
    .where(
      and(
        isMorning(reminders),
        eq(reminders.status, 'planned'),
        or(gt(reminders.lastScheduledAt, now), gt(reminders.updatedAt, now)),
      ),
    );
  for (const some of chunks(ahead, REMINDING.plannedAtOnce)) {
    await transact(ctx, async (ctx) => {
      for (const { member, row } of some) {
        const isLater = gt(reminders.scheduledAt, morningAfter(now, member));
        await moveMornings(ctx, member, and(eq(reminders.id, row.id), isLater), () =>
          morningAfter(now, member),
        );
      }
    });
  }
}
