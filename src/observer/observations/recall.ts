import { and, desc, eq, exists, gt, inArray, isNotNull, isNull, not, or, sql } from 'drizzle-orm';
import { type Actor, type Context, todayOf } from '../../context.ts';
import { parameter, prepared } from '../../store/prepared-statements.ts';
import { instantOf } from '../../wall-clock.ts';
import type { Kind } from './kind.ts';
import { kindOf, kindsWhere, needsYes } from './kind-rules.ts';
import { KINDS } from './kinds.ts';
import { claimOfToday } from './names-of-today.ts';
import { TEAM } from './night.ts';
import type { Observation } from './observation.ts';

/** How much one reply is told: so many observations, and about 800 tokens, each taken for four characters of JSON. */
const BOUNDS = { items: 20, characters: 4 * 800 } as const;

/** An observation as the agent is told of it. */
export type LearnedItem = { id: string; kind: string; text: string };

type Recalled = NonNullable<Kind['recalled']>;
type Selected = Pick<
  Observation,
  'id' | 'kind' | 'subject' | 'slot' | 'valueKey' | 'claim' | 'night' | 'signal'
> & { company: string | null };

/**
 * Selects the active observations that the agent is told of, where the actor alone reads the answer or where others do,
 * too.
 */
const recalledIn = (audience: Actor['audience']) =>
  prepared<{ memberId: string; dayStart: Date }, Selected>(
    (db, { observations, observationEvidence: evidence, companies }) => {
      const { placeholder } = sql;
      const { id, scope, kind, slot, status, expiresAt } = observations;
      const cited = db.select({ one: sql`1` }).from(evidence).where(eq(evidence.observationId, id));
      const counted = Object.entries(KINDS).map(([name, { slots }]) =>
        and(
          eq(kind, name),
          inArray(
            slot,
            Object.keys(slots).filter((each) => slots[each]?.counted),
          ),
        ),
      );
      const isRecalled = (isSo: (recalled: Recalled) => boolean) =>
        inArray(
          kind,
          kindsWhere(({ recalled }) => recalled !== null && isSo(recalled)),
        );
      return db
        .select({
          id,
          kind,
          subject: observations.subject,
          slot,
          valueKey: observations.valueKey,
          claim: observations.claim,
          night: observations.night,
          signal: observations.signal,
          company: companies.name,
        })
        .from(observations)
        .leftJoin(companies, eq(companies.id, observations.companyId))
        .where(
          and(
            eq(status, 'active'),
            or(
              and(
                eq(scope, TEAM),
                isRecalled(({ ofTeam }) => ofTeam),
              ),
              and(
                eq(scope, placeholder('memberId')),
                isRecalled(({ ofMember }) => isTold(ofMember, audience)),
              ),
            ),
            or(isNull(expiresAt), gt(expiresAt, parameter('dayStart', expiresAt))),
            or(...counted, exists(cited)),
            // What somebody wants holds by their yes alone, whatever an earlier version took for it.
            or(isNotNull(observations.reviewedBy), not(inArray(kind, kindsWhere(needsYes)))),
          ),
        )
        .orderBy(
          sql`case when ${isRecalled(({ comesFirst }) => comesFirst)} then 0 else 1 end`,
          desc(observations.confidence),
          desc(observations.lastEvidenceAt),
          id,
        )
        .limit(BOUNDS.items);
    },
  );

const isTold = (ofMember: Recalled['ofMember'], audience: Actor['audience']) =>
  ofMember === 'everywhere' || (ofMember === 'in direct messages' && audience === 'direct');

const selectActive = { direct: recalledIn('direct'), shared: recalledIn('shared') };

/**
 * Selects the observations that the agent is told of when it answers the actor: those about them or the team. The same
 * bytes all day, unless somebody decides about one of them. In a channel, where others read the answer, nothing about
 * the actor alone is told but how they like answers.
 */
export async function selectLearned(ctx: Context): Promise<LearnedItem[]> {
  const { memberId, timeZone, audience } = ctx.actor;
  const dayStart = startOf(todayOf(ctx), timeZone);
  const ranked = await selectActive[audience](ctx, { memberId, dayStart });
  return fitting(ranked.map(asItem)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** The last day that was asked for in each time zone, and when it began there: that is costly to find out. */
const days = new Map<string, { day: string; start: Date }>();

function startOf(day: string, timeZone: string): Date {
  const known = days.get(timeZone);
  if (known?.day === day) return known.start;
  const start = instantOf(new Date(`${day}T00:00:00Z`), timeZone);
  days.set(timeZone, { day, start });
  return start;
}

/** Makes the item of an observation; one of a dated kind says in which night it was seen. */
function asItem({ company, ...observation }: Selected): LearnedItem {
  const { id, kind, night, signal } = observation;
  const claim = claimOfToday(observation, company);
  const seen = ` (seen on ${signal?.night ?? night})`;
  return { id, kind, text: kindOf(kind).recalled?.isDated ? claim + seen : claim };
}

/** The first items, as many as there is room for. */
function fitting(ranked: LearnedItem[]): LearnedItem[] {
  const beyond = ranked.findIndex(
    (_, at) => JSON.stringify(ranked.slice(0, at + 1)).length > BOUNDS.characters,
  );
  return beyond === -1 ? ranked : ranked.slice(0, beyond);
}

/** The part of the agent's instructions about observations of the kinds that it has to follow. */
export const LEARNED_INSTRUCTIONS = Object.entries(KINDS)
  .flatMap(([name, { recalled }]) =>
    recalled?.instructions ? [`Its ${name} entries ${recalled.instructions}`] : [],
  )
  .join(' ');
