import { and, eq, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { Tables } from './schema.ts';

/** Who is asking, and who can read the answer. */
export type Viewer = {
  memberId: string;
  role: 'member' | 'lead' | 'admin';
  audience: 'direct' | 'shared';
};

/**
 * The one predicate that says who sees what: every member sees the team's interactions, except private ones, which
 * only their author and admins see, and only where nobody else reads the answer.
 */
export function visibleInteractions({ interactions }: Tables, viewer: Viewer): SQL {
  const open = eq(interactions.isPrivate, false);
  if (viewer.audience === 'shared') return open;
  if (viewer.role === 'admin') return sql`1 = 1`;
  return or(open, eq(interactions.memberId, viewer.memberId)) ?? open;
}

/** A follow-up is as visible as the interaction it came from. */
export function visibleFollowUps(tables: Tables, viewer: Viewer): SQL {
  const { followUps, interactions } = tables;
  const source = sql`exists (select 1 from ${interactions} where ${and(
    eq(interactions.id, followUps.interactionId),
    visibleInteractions(tables, viewer),
  )})`;
  return or(isNull(followUps.interactionId), source) ?? source;
}
