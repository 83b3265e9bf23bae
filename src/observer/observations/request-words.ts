import { and, desc, eq, gt, inArray } from 'drizzle-orm';
import { DAY_MS } from '../../clock.ts';
import type { System } from '../../context.ts';
import type { Quote } from '../../delivery/document.ts';
import { fold } from '../../text.ts';
import { kindOf } from './kind-rules.ts';
import type { Observation } from './observation.ts';

/** Words that are told of one observation, the newest. */
const MOST = 20;

/**
 * Lists what members have said that was counted for an observation of the team, in the observer's words, which name nobody;
 * with a member's own words where they have said yes to that. Nothing tells who they are.
 */
export async function listRequestWords(
  ctx: System,
  { kind, slot }: Pick<Observation, 'kind' | 'slot'>,
): Promise<Quote[]> {
  const { restsOn } = kindOf(kind);
  const counted = restsOn.type === 'signal' ? restsOn.counts : undefined;
  if (!counted) return [];
  const { observations, members, observationEvidence: evidence } = ctx.store.tables;
  const rows = await ctx.db
    .select({
      id: observations.id,
      who: observations.scope,
      claim: observations.claim,
      status: observations.status,
    })
    .from(observations)
    .where(
      and(
        inArray(observations.scope, ctx.db.select({ id: members.id }).from(members)),
        eq(observations.kind, counted.kind),
        eq(observations.slot, slot),
        inArray(observations.status, ['proposed', 'active', 'dismissed']),
        gt(observations.lastEvidenceAt, new Date(ctx.clock.now().getTime() - counted.days * DAY_MS)),
      ),
    )
    .orderBy(desc(observations.lastEvidenceAt), desc(observations.id))
    .limit(MOST);
  const open = rows.filter(({ status }) => status === 'active').map(({ id }) => id);
  const quoted =
    open.length === 0
      ? []
      : await ctx.db
          .select({ of: evidence.observationId, quote: evidence.quote })
          .from(evidence)
          .where(inArray(evidence.observationId, open))
          .orderBy(desc(evidence.saidOn), desc(evidence.id));
  const ownOf = new Map(quoted.toReversed().map(({ of, quote }) => [of, quote]));
  const inMine = rows.filter(({ id }) => !ownOf.has(id));
  return rows.flatMap(({ id, claim }): Quote[] => {
    const own = ownOf.get(id);
    if (own) return [{ text: own, from: 'in their own words' }];
    const same = inMine.filter((each) => fold(each.claim) === fold(claim));
    // What I say of several in the same words stands there once.
    if (same[0]?.id !== id) return [];
    const people = new Set(same.map(({ who }) => who)).size;
    return [{ text: claim, from: people > 1 ? `${people} people, in my words` : 'in my words' }];
  });
}
