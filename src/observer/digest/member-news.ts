import { and, asc, eq, inArray, isNotNull, isNull, or } from 'drizzle-orm';
import { timeIn } from '../../clock.ts';
import { type System, transact, type Writing } from '../../context.ts';
import { enqueueDelivery } from '../../delivery/outbox.ts';
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

/** The numbers of news for members. */
const NEWS = {
  /** Looking costs one query of an index. */
  lookEveryMs: 2_000,
  /** The times of day, in each member's own zone, between which they are told: nobody is woken. */
  from: '08:30',
  until: '20:00',
  /** Observations in one message; further ones are told in the next message. */
  atOnce: 5,
} as const;

/** Matches observations that their member is to be told of, and was not told of yet. */
const isNews = (tables: Tables) => {
  const { observations } = tables;
  return and(
    isNotNull(observations.memberId),
    isNull(observations.toldAt),
    or(isToldAs(tables, 'active'), isToldAs(tables, 'proposed')),
  );
};

/** Matches observations in a state, of kinds that their member is told of in that state. */
const isToldAs = ({ observations }: Tables, state: 'active' | 'proposed') =>
  and(
    eq(observations.status, state),
    inArray(
      observations.kind,
      kindsWhere(({ news, review }) => news !== null && review.askedAs === state),
    ),
  );

/** Selects the members who are to be told something. */
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
    everyMs: NEWS.lookEveryMs,
    look: async () => {
      if (await tellMembers(ctx, { recipientOf })) queued();
    },
    failed: 'members not told yet',
  });
}

/**
 * Tells members what was learned about them, each in their own direct messages and at a decent time of day. Each is told
 * once: the transaction that puts the message into the outbox marks the observations as told. Gives whether anybody was.
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
  return NEWS.from <= time && time < NEWS.until;
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
    .limit(NEWS.atOnce);
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
  await enqueueDelivery(ctx, { key, kind: 'news', memberId, channel, threadTs: null, document });
}
