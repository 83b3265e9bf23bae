import { type Clock, dateIn } from './clock.ts';
import type { Log } from './log.ts';
import type { Store, Tx } from './store/store.ts';

export const ROLES = ['member', 'lead', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Who can read the answer: only the actor (`direct`), or a channel (`shared`). */
export type Audience = 'direct' | 'shared';

/** The verified Slack identity on whose behalf code runs. Made from a signed envelope only. */
export type Actor = {
  readonly memberId: string;
  readonly slackUserId: string;
  readonly name: string;
  readonly role: Role;
  readonly timeZone: string;
  /** BCP 47, such as `pt-PT`. */
  readonly locale: string;
  readonly audience: Audience;
};

/** Where a write came from: the message, and the agent run that read it. */
type Source = {
  readonly channel: string;
  readonly ts: string;
  readonly threadKey: string;
  /** When it was said. */
  readonly at: Date;
  readonly runId: string;
};

export type Context = {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly actor: Actor;
  readonly source?: Source;
  /** Set inside a transaction that the caller opened: verbs join it instead of opening their own. */
  readonly tx?: Tx;
};

/** What code without an actor needs: boot, workers, operator commands. */
export type System = Omit<Context, 'actor' | 'source' | 'tx'>;

/** Runs `work` in the caller's transaction, or in one of its own. */
export function transact<T>(ctx: Context, work: (tx: Tx) => Promise<T>): Promise<T> {
  return ctx.tx ? work(ctx.tx) : ctx.store.transaction(work);
}

/** Today for the actor: the day on which they wrote, even when it is handled later. */
export function todayOf({ actor, source, clock }: Context): string {
  return dateIn(actor.timeZone, source?.at ?? clock.now());
}

const RANK: Record<Role, number> = { member: 0, lead: 1, admin: 2 };

export function hasRole(actor: Actor, role: Role): boolean {
  return RANK[actor.role] >= RANK[role];
}
