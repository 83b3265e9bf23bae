import { and, desc, eq, gte, inArray, sql } from 'drizzle-orm';
import { timeIn } from '../clock.ts';
import type { Context } from '../context.ts';
import { conflict } from '../errors.ts';
import { foldWords } from '../folding.ts';
import { parameter, prepared } from '../store/prepared-statements.ts';
import type { Row } from '../store/schema.ts';
import { visibleInteractions } from '../store/visibility.ts';
import type { Participants } from './interaction-queries.ts';

/** When what is told is taken for what was told before. */
const REPEATED = {
  withinMs: 3_600_000,
  /** Which part of all their words two texts share at least; their numbers are the same. */
  leastShared: 0.8,
  /** How many interactions of the last hour are looked at. */
  most: 50,
} as const;

type Told = Participants &
  Pick<Row<'interactions'>, 'summary' | 'occurredOn'> & { details?: string | null | undefined };

const selectRecent = prepared<Record<string, unknown>, Row<'interactions'>>((db, tables) => {
  const { interactions } = tables;
  const value = (name: string) => sql`${sql.placeholder(name)}`;
  const viewer = { memberId: value('memberId'), role: value('role'), audience: value('audience') };
  return db
    .select()
    .from(interactions)
    .where(
      and(
        eq(interactions.memberId, viewer.memberId),
        gte(interactions.createdAt, parameter('since', interactions.createdAt)),
        visibleInteractions(tables, viewer),
      ),
    )
    .orderBy(desc(interactions.createdAt), desc(interactions.id))
    .limit(REPEATED.most);
});

/**
 * Throws `conflict` when the actor has told the same within the last hour: of the same day and the same customers, in the
 * same words. Of what is private nothing is said where others read along.
 */
export async function requireFirstTelling(ctx: Context, told: Told): Promise<void> {
  const { memberId, role, audience } = ctx.actor;
  const now = ctx.clock.now();
  const since = new Date(now.getTime() - REPEATED.withinMs);
  const recent = await selectRecent(ctx, { memberId, role, audience, since });
  const alike = recent.filter((each) => isAlike(each, told));
  const [same] = await withSameContacts(ctx, { interactions: alike, told });
  if (!same) return;
  const minutes = Math.floor((now.getTime() - same.createdAt.getTime()) / 60_000);
  const ago = minutes === 1 ? '1 minute ago' : `${minutes} minutes ago`;
  const when = `${timeIn(ctx.actor.timeZone, same.createdAt)} (${minutes === 0 ? 'just now' : ago})`;
  throw conflict(
    `You told me this at ${when}, and it is saved. Ask whether it happened again; only then log it with again: true.`,
  );
}

const isAlike = (known: Row<'interactions'>, told: Told) =>
  known.occurredOn === told.occurredOn &&
  known.companyId === (told.company?.id ?? null) &&
  (isSameText(known.summary, told.summary) || isSameText(known.details, told.details));

/** Whether two texts say the same: their numbers are the same, and nearly all of their words. */
function isSameText(one: string | null, other: string | null | undefined): boolean {
  const [words, others] = [one, other].map((text) => new Set(foldWords(text ?? '')));
  if (!words || !others || words.size === 0 || others.size === 0) return false;
  const isNumber = (word: string) => /\p{N}/u.test(word);
  const all = new Set([...words, ...others]);
  const apart = [...all].filter((word) => !words.has(word) || !others.has(word));
  if (apart.some(isNumber)) return false;
  return (all.size - apart.length) / all.size >= REPEATED.leastShared;
}

/** Those of some interactions in which the same contacts took part. */
async function withSameContacts(
  ctx: Context,
  { interactions, told }: { interactions: readonly Row<'interactions'>[]; told: Told },
): Promise<Row<'interactions'>[]> {
  if (interactions.length === 0) return [];
  const { interactionContacts: links } = ctx.store.tables;
  const ids = interactions.map(({ id }) => id);
  const took = await ctx.db.select().from(links).where(inArray(links.interactionId, ids));
  const wanted = new Set(told.contacts.map(({ id }) => id));
  return interactions.filter(({ id }) => {
    const there = took.filter(({ interactionId }) => interactionId === id);
    return there.length === wanted.size && there.every(({ contactId }) => wanted.has(contactId));
  });
}
