import { and, lte, type SQL } from 'drizzle-orm';
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

/** What a signal calls those whose night it is: a member's signals are read by that member alone. */
export function nameOf({ scope }: Pick<NightContext, 'scope'>): 'the team' | 'you' {
  return scope.kind === 'team' ? 'the team' : 'you';
}
