import { and, desc, eq, exists, gt, inArray, isNull, or, sql } from 'drizzle-orm';
import { type Context, todayOf } from '../../context.ts';
import { instantOf } from '../../delivery/wall-clock.ts';
import { parameter, prepared } from '../../store/prepared-statements.ts';
import type { ObservationKind } from '../../store/schema-observations.ts';
import { TEAM } from '../night/plan.ts';
import { COUNTED_SLOTS } from './kinds.ts';
import type { Observation } from './life.ts';

/** Bounds of what one reply is told; a token is taken for four characters of JSON. */
const BOUNDS = { items: 20, characters: 4 * 800 } as const;

/** One thing that was learned, as the agent is told it. */
export type LearnedItem = { id: string; kind: ObservationKind; text: string };

type Selected = Pick<Observation, 'id' | 'kind' | 'claim' | 'night' | 'signal'>;

const selectActive = prepared<{ memberId: string; ownKind: ObservationKind; dayStart: Date }, Selected>(
  (db, { observations, observationEvidence: evidence }) => {
    const { placeholder } = sql;
    const { id, scope, kind, slot, status, expiresAt } = observations;
    const cited = db.select({ one: sql`1` }).from(evidence).where(eq(evidence.observationId, id));
    return db
      .select({ id, kind, claim: observations.claim, night: observations.night, signal: observations.signal })
      .from(observations)
      .where(
        and(
          eq(status, 'active'),
          or(
            and(eq(scope, TEAM), inArray(kind, ['customer_trend', 'system_feedback'])),
            and(
              eq(scope, placeholder('memberId')),
              or(eq(kind, 'user_preference'), eq(kind, placeholder('ownKind'))),
            ),
          ),
          or(isNull(expiresAt), gt(expiresAt, parameter('dayStart', expiresAt))),
          or(inArray(slot, [...COUNTED_SLOTS]), exists(cited)),
        ),
      )
      .orderBy(
        sql`case when ${kind} = 'user_preference' then 0 else 1 end`,
        desc(observations.confidence),
        desc(observations.lastEvidenceAt),
        id,
      )
      .limit(BOUNDS.items);
  },
);

/**
 * What was learned and is worth telling the agent when it answers the actor: what concerns them or the team. The same
 * bytes all day, unless somebody decides about one of them. In a channel, whose people read the answer, nothing is told
 * of the actor alone but how they like answers.
 */
export async function selectLearned(ctx: Context): Promise<LearnedItem[]> {
  const { memberId, timeZone, audience } = ctx.actor;
  const dayStart = instantOf(new Date(`${todayOf(ctx)}T00:00:00Z`), timeZone);
  const ownKind = audience === 'direct' ? 'system_feedback' : 'user_preference';
  const ranked = await selectActive(ctx, { memberId, ownKind, dayStart });
  return fitting(ranked.map(asItem)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** What was counted in a night holds as of that night. */
function asItem({ id, kind, claim, night, signal }: Selected): LearnedItem {
  const counted = signal?.night ?? night;
  return { id, kind, text: kind === 'user_preference' ? claim : `${claim} (seen on ${counted})` };
}

/** The first ones, as many as there is room for. */
function fitting(ranked: LearnedItem[]): LearnedItem[] {
  const beyond = ranked.findIndex(
    (_, at) => JSON.stringify(ranked.slice(0, at + 1)).length > BOUNDS.characters,
  );
  return beyond === -1 ? ranked : ranked.slice(0, beyond);
}
