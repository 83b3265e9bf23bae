import { and, eq, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { Tables } from './schema.ts';

/** The member who asks, and who can read the answer: the member alone (`direct`), or a channel (`shared`). */
export type Viewer = {
  memberId: string;
  role: 'member' | 'lead' | 'admin';
  audience: 'direct' | 'shared';
};

/** The viewer as values, or as expressions for a view that finds them itself. */
type ViewerTerms = { [Key in keyof Viewer]: Viewer[Key] | SQL };

/**
 * The one predicate that says who sees what: every member sees the team's interactions, except private ones, which
 * only their author and admins see, and only where nobody else reads the answer.
 */
export function visibleInteractions(
  { interactions }: Pick<Tables, 'interactions'>,
  { memberId, role, audience }: ViewerTerms,
): SQL {
  const open = eq(interactions.isPrivate, false);
  return sql`(${open} or (${audience} = 'direct' and (${role} = 'admin' or ${interactions.memberId} = ${memberId})))`;
}

/** A follow-up is as visible as the interaction it came from. */
export function visibleFollowUps(tables: Tables, viewer: ViewerTerms): SQL {
  const { followUps, interactions } = tables;
  const source = sql`exists (select 1 from ${interactions} where ${and(
    eq(interactions.id, followUps.interactionId),
    visibleInteractions(tables, viewer),
  )})`;
  return or(isNull(followUps.interactionId), source) ?? source;
}
