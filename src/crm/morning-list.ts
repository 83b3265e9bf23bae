import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { readTimeOfDay, TIME_OF_DAY } from '../clock.ts';
import { type Context, type System, transact, type Writing } from '../context.ts';
import { invalid } from '../errors.ts';
import type { Row } from '../store/schema.ts';
import { parseInput } from './inputs.ts';
import { getMember } from './members.ts';
import { morningAfter, REMINDING } from './reminder-times.ts';
import { insertReminder, isMorning, plannedFor, takenBack } from './reminders.ts';

/** A time of day as people say it, too: the list comes in the morning, so that `7` is 07:00. */
const HourSaid = z
  .string()
  .overwrite(readTimeOfDay)
  .regex(TIME_OF_DAY, 'must be a time of day such as 08:30');

export const SetReminderTime = z
  .strictObject({
    at: HourSaid.optional().describe('HH:MM of the morning list.'),
    weekends: z.boolean().optional().describe('Whether it comes on Saturdays and Sundays too.'),
    wanted: z.boolean().optional().describe('false: no morning list from now on; true: again.'),
  })
  .refine((said) => Object.values(said).some((each) => each !== undefined), 'needs at, weekends or wanted');
export type SetReminderTime = z.input<typeof SetReminderTime>;

/** `remind_at`: `HH:MM` in the member's zone. */
export type ReminderTime = { saved: string; remind_at: string; on_weekends: boolean; wanted: boolean };

/**
 * Sets when the actor is told in the morning what is due, or that they are not. Whoever asks for a time asks for the list. What
 * was to be told at a time of its own is told in any case. Throws `invalid` for a time at night.
 */
export async function setReminderTime(ctx: Context, input: SetReminderTime): Promise<ReminderTime> {
  const { at, weekends, wanted } = parseInput(SetReminderTime, input);
  if (at && (at < REMINDING.from || at >= REMINDING.until))
    throw invalid(
      `The morning list comes between ${REMINDING.from} and ${REMINDING.until}: ask for a time in between.`,
    );
  return transact(ctx, async (ctx) => {
    const { members } = ctx.store.tables;
    const patch = {
      ...(at ? { remindAt: at } : {}),
      ...(weekends === undefined ? {} : { remindOnWeekends: weekends }),
    };
    const { memberId } = ctx.actor;
    if (Object.keys(patch).length > 0)
      await ctx.db.update(members).set(patch).where(eq(members.id, memberId)).returning();
    const member = await getMember(ctx, memberId);
    const known = await findMorning(ctx, memberId);
    // Who has none and wants none on weekends asks for no list.
    const isWanted = wanted ?? (at !== undefined || weekends === true || known?.status !== 'off');
    await setMorning(ctx, { member, known, isWanted });
    return describe(member, isWanted);
  });
}

type Morning = { member: Row<'members'>; known: Row<'reminders'> | undefined; isWanted: boolean };

async function setMorning(ctx: Writing, { member, known, isWanted }: Morning): Promise<void> {
  const { reminders } = ctx.store.tables;
  const { id: memberId, timeZone } = member;
  const at = morningAfter(ctx.clock.now(), member);
  if (known)
    await ctx.db
      .update(reminders)
      .set(isWanted ? { timeZone, ...plannedFor(ctx, at) } : { status: 'off', ...takenBack(ctx) })
      .where(eq(reminders.id, known.id));
  // Those who want a list and have none get theirs with all others.
  else if (!isWanted)
    await insertReminder(ctx, { kind: 'morning', status: 'off', memberId, followUpId: null, timeZone, at });
}

async function findMorning(ctx: System, memberId: string): Promise<Row<'reminders'> | undefined> {
  const { reminders } = ctx.store.tables;
  const [row] = await ctx.db
    .select()
    .from(reminders)
    .where(and(eq(reminders.memberId, memberId), isMorning(reminders)));
  return row;
}

/** When the actor is told in the morning what is due. */
export async function getReminderTime(ctx: Context): Promise<ReminderTime> {
  const { memberId } = ctx.actor;
  const row = await findMorning(ctx, memberId);
  return describe(await getMember(ctx, memberId), row?.status !== 'off');
}

function describe({ remindAt, remindOnWeekends }: Row<'members'>, wanted: boolean): ReminderTime {
  const days = remindOnWeekends ? 'every day' : 'on workdays';
  return {
    saved: wanted
      ? `Your morning list comes at ${remindAt}, ${days}`
      : 'No morning list comes any more; what you asked to be reminded of at a time still comes at its time',
    remind_at: remindAt,
    on_weekends: remindOnWeekends,
    wanted,
  };
}
