import { asc, sql } from 'drizzle-orm';
import { claimable } from '../queue/claims.ts';
import type { Policy, Taking } from '../queue/work.ts';
import { parameter, prepared } from '../store/prepared-statements.ts';

/** The numbers of reminders: see `Policy`. */
export const REMINDERS = {
  /** A few queries, and at most one question to Slack. */
  leaseMs: 60_000,
  /** Nobody nudges when a time comes, and looking costs one query of an index. */
  lookEveryMs: 500,
  /** A whole team is reminded at nine. */
  atOnce: 12,
  waitsMs: [10_000, 60_000, 5 * 60_000],
  /** A reminder waits for as long as Slack cannot be asked whom it is for. */
  afterLastWait: 'wait again',
  atStop: 'finish',
  /** People join and leave: how often mornings are planned for those who have none. */
  planEveryMs: 60_000,
} as const satisfies Policy & Record<string, unknown>;

const selectDue = prepared<{ now: Date; limit: number }, { id: string }>((db, { reminders }) =>
  db
    .select({ id: reminders.id })
    .from(reminders)
    .where(claimable('reminders', reminders, parameter('now', reminders.dueAt)))
    .orderBy(asc(reminders.dueAt), asc(reminders.id))
    .limit(sql.placeholder('limit')),
);

/** Which reminders the queue takes: those that are due, the longest due first. */
export const REMINDERS_DUE: Taking<'reminders'> = {
  table: 'reminders',
  policy: REMINDERS,
  select: selectDue,
  claims: 'soon',
  dueFrom: 'scheduledAt',
};
