import { and, gt, inArray, isNotNull } from 'drizzle-orm';
import { addDays, DAY_MS, dateIn } from '../clock.ts';
import { type System, transact } from '../context.ts';
import type { Job } from '../queue/job.ts';
import { createPoll } from '../queue/poll.ts';
import { isOfKind } from '../store/delivery-kinds.ts';
import type { Admin } from './admin-alerts.ts';
import { enqueueDelivery } from './outbox.ts';

/** The numbers of alarms about what goes on until somebody does something. */
const ALARMS = {
  /** Looking costs next to nothing while all is well. */
  lookEveryMs: 60_000,
  /** A trouble that goes on for longer is told once more. */
  againAfterDays: 7,
} as const;

/** A state that admins are to know of, as long as it lasts. */
export type StandingTrouble = {
  /** The same for the same trouble, in all versions: `disk`. */
  name: string;
  /** What it is called when it begins, and when it is over. */
  title: string;
  over: string;
  /** Says what is wrong now, and what to do; undefined while nothing is. */
  find(): Promise<string | undefined>;
};

type Alarms = {
  adminsOf(): Promise<Admin[]>;
  troubles: readonly StandingTrouble[];
};

/** Looks every minute whether a trouble has begun or is over; `queued` is called after each look. */
export function createStandingAlarms(ctx: System, { queued, ...alarms }: Alarms & { queued(): void }): Job {
  const quiet = new Set<string>();
  return createPoll(ctx, {
    everyMs: ALARMS.lookEveryMs,
    look: () => sendStandingAlarms(ctx, { ...alarms, quiet }).then(queued),
    failed: 'alarm not sent yet',
  });
}

/**
 * Tells each admin at once that a trouble has begun, and once that it is over: Slack keeps the hours at which they want to hear nothing.
 * What was told is known from the outbox, so that a restart tells nothing again, and neither do two processes. A trouble that comes
 * and goes is told once a day. `quiet`: troubles of which it is known that nothing is to be told as long as they are not there.
 */
export async function sendStandingAlarms(
  ctx: System,
  { adminsOf, troubles, quiet = new Set() }: Alarms & { quiet?: Set<string> },
): Promise<void> {
  for (const { name, title, over, find } of troubles) {
    const wrong = await find();
    if (!wrong && (quiet.has(name) || !(await hasToldLately(ctx)))) continue;
    const today = dateIn('UTC', ctx.clock.now());
    for (const { actor, channel } of await adminsOf()) {
      const of = { memberId: actor.memberId, channel, name };
      const open = await findOpen(ctx, { ...of, today });
      if (wrong && !open) await enqueue(ctx, { ...of, what: 'begun', day: today, title, text: wrong });
      if (!wrong && open) await enqueue(ctx, { ...of, what: 'over', day: open, title: over, text: IS_OVER });
    }
    if (wrong) quiet.delete(name);
    else quiet.add(name);
  }
}

const IS_OVER = 'All is well again.';

/** Whether any admin was told of any trouble lately: otherwise none is to be told that one is over. */
async function hasToldLately(ctx: System): Promise<boolean> {
  const { outbox } = ctx.store.tables;
  const since = new Date(ctx.clock.now().getTime() - (ALARMS.againAfterDays + 1) * DAY_MS);
  // Other notices are for nobody in particular.
  const isAlarm = and(isOfKind(outbox, 'notice'), isNotNull(outbox.memberId));
  return (await ctx.db.$count(outbox, and(isAlarm, gt(outbox.createdAt, since)))) > 0;
}

type Of = { memberId: string; name: string };
const keyOf = ({ memberId, name }: Of, what: 'begun' | 'over', day: string) =>
  `alarm:${name}:${memberId}:${day}:${what}`;

/** Finds the day on which an admin was told that a trouble has begun, unless they were told that it is over. */
async function findOpen(ctx: System, { today, ...of }: Of & { today: string }): Promise<string | undefined> {
  const { outbox } = ctx.store.tables;
  const days = Array.from({ length: ALARMS.againAfterDays }, (_, back) => addDays(today, -back));
  const keys = days.flatMap((day) => [keyOf(of, 'begun', day), keyOf(of, 'over', day)]);
  const rows = await ctx.db
    .select({ key: outbox.dedupeKey })
    .from(outbox)
    .where(inArray(outbox.dedupeKey, keys));
  const told = new Set(rows.map(({ key }) => key));
  return days.find((day) => told.has(keyOf(of, 'begun', day)) && !told.has(keyOf(of, 'over', day)));
}

async function enqueue(
  ctx: System,
  {
    channel,
    what,
    day,
    title,
    text,
    ...of
  }: Of & { channel: string; what: 'begun' | 'over'; day: string; title: string; text: string },
): Promise<void> {
  const note = 'You get this as an admin of Rapport, once when it begins and once when it is over.';
  const document = { title, text, note };
  const { memberId } = of;
  // Not of the kind that is sent once a day.
  const delivery = { key: keyOf(of, what, day), kind: 'notice', memberId } as const;
  await transact(ctx, (ctx) => enqueueDelivery(ctx, { ...delivery, channel, threadTs: null, document }));
}
