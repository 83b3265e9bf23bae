import { and, eq, lte, type SQL } from 'drizzle-orm';
import { type Viewer, visibleInteractions } from '../../store/visibility.ts';
import type { Horizon, Scope } from './signal.ts';

/** A count over fewer members would tell about one of them. */
export const LEAST_MEMBERS = 3;

/** Who reads what is found: the member alone, or everybody. */
export function viewerOf(scope: Scope): Viewer {
  return scope.kind === 'member'
    ? { memberId: scope.memberId, role: 'member', audience: 'direct' }
    : { memberId: '', role: 'member', audience: 'shared' };
}

/** Interactions that a night may count: visible to its readers, and written down in time. */
export function countable({ store: { tables }, until }: Horizon, scope: Scope): SQL | undefined {
  return and(visibleInteractions(tables, viewerOf(scope)), lte(tables.interactions.createdAt, until));
}

/** As people call them: the member by name, or the team. */
export async function nameOf(
  {
    db,
    store: {
      tables: { members },
    },
  }: Horizon,
  scope: Scope,
): Promise<string> {
  if (scope.kind === 'team') return 'the team';
  const [member] = await db
    .select({ name: members.name })
    .from(members)
    .where(eq(members.id, scope.memberId));
  if (!member) throw new Error(`There is no member ${scope.memberId}.`);
  return member.name;
}
