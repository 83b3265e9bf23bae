import { and, eq, lte, type SQL } from 'drizzle-orm';
import { type Viewer, visibleInteractions } from '../../store/visibility.ts';
import type { NightContext } from './signal.ts';

/** A count over fewer members would tell about one of them. */
export const LEAST_MEMBERS = 3;

/** The reader of a night's findings: the member alone, or everybody. */
export function viewerOf({ scope }: NightContext): Viewer {
  return scope.kind === 'member'
    ? { memberId: scope.memberId, role: 'member', audience: 'direct' }
    : { memberId: '', role: 'member', audience: 'shared' };
}

/** Interactions that a night may count: visible to its readers, and written down in time. */
export function countable(ctx: NightContext): SQL | undefined {
  const { tables } = ctx.store;
  return and(visibleInteractions(tables, viewerOf(ctx)), lte(tables.interactions.createdAt, ctx.until));
}

/** The name of a scope: the member's, or `the team`. */
export async function nameOf(ctx: NightContext): Promise<string> {
  const { scope } = ctx;
  const { members } = ctx.store.tables;
  if (scope.kind === 'team') return 'the team';
  const [member] = await ctx.db
    .select({ name: members.name })
    .from(members)
    .where(eq(members.id, scope.memberId));
  if (!member) throw new Error(`There is no member ${scope.memberId}.`);
  return member.name;
}
