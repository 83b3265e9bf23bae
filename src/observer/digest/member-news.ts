import { and, asc, eq, inArray, isNotNull, isNull, or } from 'drizzle-orm';
import { timeIn } from '../../clock.ts';
import { type System, transact, type Writing } from '../../context.ts';
import { queueDelivery } from '../../delivery/outbox.ts';
import { type FindRecipient, type Recipient, TryLater } from '../../delivery/recipient.ts';
import { messageOf } from '../../errors.ts';
import { stableUuid } from '../../ids.ts';
import type { Job } from '../../queue/job.ts';
import { createPoll } from '../../queue/poll.ts';
import { prepared } from '../../store/prepared-statements.ts';
import type { Tables } from '../../store/schema.ts';
import { kindsWhere } from '../observations/kind-rules.ts';
import { listOrigins } from '../observations/reviews.ts';
import { buildPersonal } from './member-news-document.ts';

/** Looking costs one query of an index. */
const LOOK_EVERY_MS = 2_000;
/** The times of day, in each member's own zone, between which they are told: nobody is woken. */
const FROM = '08:30';
const UNTIL = '20:00';
/** Observations in one message; the rest is told in the next one. */
const AT_ONCE = 8;

/**
 * What its member is told of: a preference that counts, something missed that could be logged, and how their work goes.
 */
const isNews = (tables: Tables) => {
  const { observations } = tables;
  return and(
    isNotNull(observations.memberId),
    isNull(observations.toldAt),
    or(isToldAs(tables, 'active'), isToldAs(tables, 'proposed')),
  );
};

/** Of a kind that its member is told of when it is in this state. */
const isToldAs = ({ observations }: Tables, state: 'active' | 'proposed') =>
  and(
    eq(observations.status, state),
    inArray(
      observations.kind,
      kindsWhere(({ news, review }) => news !== null && review.askedAs === state),
    ),
  );

const selectWaiting = prepared<Record<string, never>, { id: string; timeZone: string }>((db, tables) => {
  const { observations, members } = tables;
  return db
    .selectDistinct({ id: members.id, timeZone: members.timeZone })
    .from(observations)
    .innerJoin(members, eq(members.id, observations.memberId))
    .where(isNews(tables));
});

/**
 * Looks every few seconds whether members are to be told what was learned about them; `queued` is told when some were.
 */
export function createMemberNews(
  ctx: System,
  { recipientOf, queued }: FindRecipient & { queued(): void },
): Job {
  return createPoll(ctx, {
    everyMs: LOOK_EVERY_MS,
    look: async () => {
      if (await tellMembers(ctx, { recipientOf })) queued();
    },
    failed: 'members not told yet',
  });
}

/**
 * Tells members what was learned about them, each in their own direct messages and at a decent time of day: once, as
 * that they were told is written down in the transaction that puts the message into the outbox. Says whether it did.
 */
export async function tellMembers(ctx: System, { recipientOf }: FindRecipient): Promise<boolean> {
  const { clock, log } = ctx;
  const now = clock.now();
  let told = false;
  for (const { id, timeZone } of await selectWaiting(ctx, {})) {
    if (!isDecent(timeZone, now)) continue;
    try {
      const recipient = await recipientOf(id);
      if ('actor' in recipient && !isDecent(recipient.actor.timeZone, now)) continue;
      await transact(ctx, (ctx) => tellMember(ctx, { memberId: id, recipient }));
      told = true;
    } catch (error) {
      const level = error instanceof TryLater ? 'debug' : 'warn';
      log[level]({ member: id, error: messageOf(error) }, 'not told yet');
    }
  }
  return told;
}

function isDecent(timeZone: string, now: Date): boolean {
  const time = timeIn(timeZone, now);
  return FROM <= time && time < UNTIL;
}

/** Marks a member's news as told, and queues the message. A member who is gone gets none. */
async function tellMember(
  ctx: Writing,
  { memberId, recipient }: { memberId: string; recipient: Recipient },
): Promise<void> {
  const { tables } = ctx.store;
  const { observations } = tables;
  const waiting = await ctx.db
    .select({ id: observations.id })
    .from(observations)
    .where(and(eq(observations.memberId, memberId), isNews(tables)))
    .orderBy(asc(observations.id))
    .limit(AT_ONCE);
  const ids = waiting.map(({ id }) => id);
  if (ids.length === 0) return;
  const told = await ctx.db
    .update(observations)
    .set({ toldAt: ctx.clock.now() })
    .where(and(inArray(observations.id, ids), isNews(tables)))
    .returning();
  if (!('actor' in recipient)) return;
  const origins = await listOrigins({ ...ctx, actor: recipient.actor }, ids);
  const news = told
    .toSorted((one, other) => one.id.localeCompare(other.id))
    .map((observation) => ({ observation, origins: origins.get(observation.id) ?? [] }));
  const document = buildPersonal(news);
  if (!document) return;
  const instant = ctx.clock.now().toISOString();
  const key = `dream:${memberId}:${stableUuid(instant, ...news.map(({ observation }) => observation.id))}`;
  const { channel } = recipient;
  await queueDelivery(ctx, { key, kind: 'news', memberId, channel, threadTs: null, document });
}
