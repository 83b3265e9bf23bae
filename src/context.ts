import { type Clock, dateIn } from './clock.ts';
import type { CrmSettings } from './crm-settings.ts';
import type { AskedKind } from './errors.ts';
import type { Told } from './happenings.ts';
import type { Log } from './log.ts';
import type { Database, Store, TransactionOptions, Tx } from './store/store.ts';

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
  /** The settings give the role, whatever the database says. */
  readonly hasRoleBySettings?: true;
  readonly timeZone: string;
  /** BCP 47, such as `pt-PT`. */
  readonly locale: string;
  readonly audience: Audience;
};

/** Where a write came from: the message, and the agent run that read it, where one did. */
type Source = {
  readonly channel: string;
  readonly ts: string;
  readonly threadKey: string;
  /** The thread in which it is answered. */
  readonly threadTs?: string;
  /** The message in plain text, where what is saved may quote it. */
  readonly text?: string;
  /** When it was said. */
  readonly at: Date;
  readonly runId?: string | undefined;
  /** The members whom the message mentions, as Slack has verified them; never who is named in a text. */
  readonly mentioned?: readonly string[];
  /** The channels that the person has linked in their own words. */
  readonly channels?: readonly string[];
};

/**
 * Whom the person means by a name, as they have said by pressing a button; without `id` somebody else than those who are
 * known. Never what a model says.
 */
export type AnsweredName = {
  readonly kind: AskedKind;
  /** The name that was asked about. */
  readonly asked: string;
  readonly id?: string | undefined;
};

/** The answer of a press. `earlier`: those that were given before about other names of the same call. */
export type Answer = AnsweredName & { readonly earlier?: readonly AnsweredName[] | undefined };

/** What code works with where nobody acts: boot, workers, nights, operator commands. */
export type System = {
  readonly store: Store;
  /** Reads what is committed; inside `transact` it is the open transaction. */
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** The team's stages and own fields: see `crmOf`. */
  readonly crm?: () => CrmSettings;
  /** The id of the row that all this work belongs to: see `withTrace`. */
  readonly trace?: string | undefined;
  /** Who counts and draws what happens: see `tell`. */
  readonly watch?: ((told: Told) => void) | undefined;
  /** Why the file of the settings is not gone by as it is now; undefined while it is. */
  readonly crmTrouble?: () => string | undefined;
};

type Offered = { kind: 'company' | 'contact'; id: string; name: string };

/** What people have been asked in the conversation in which code runs, as it was written down then. */
type Answers = {
  /** What the person has answered by buttons: just now, and before that about other names of the same call. */
  readonly pressed: readonly AnsweredName[];
  /** Whether the person has just been asked who is meant by this name, and this was one of those who were offered. */
  isAnswer(ctx: Context, which: Offered): Promise<boolean>;
  /** The same of somebody else than this one, or than all who were offered; `than`: of whom it was asked whether they are one. */
  isToldApart(ctx: Context, which: Offered & { than?: string }): Promise<boolean>;
};

/** What code works with on behalf of an actor. */
export type Context = System & {
  readonly actor: Actor;
  /** What the tool that is being carried out was given. */
  readonly given?: unknown;
  readonly source?: Source;
  readonly answers?: Answers;
};

/** A context inside a transaction. */
export type Writing<Ctx extends System = System> = Ctx & { readonly db: Tx; readonly isWriting: true };

/** Adds `db`, the reader of the store. */
export function createSystem<Parts extends Omit<System, 'db'>>(parts: Parts): Parts & Pick<System, 'db'> {
  return { ...parts, db: parts.store.read };
}

/**
 * Runs `work` in one write transaction, or as part of the one that is open already. `work` may run again when the
 * database asks for a retry, so it calls the store and nothing else. The options are those of a new transaction.
 */
export function transact<Ctx extends System, T>(
  ctx: Ctx,
  work: (ctx: Writing<Ctx>) => Promise<T>,
  options?: TransactionOptions,
): Promise<T> {
  if (isWriting(ctx)) return work(ctx);
  return ctx.store.transaction((db) => work({ ...ctx, db, isWriting: true }), options);
}

const isWriting = <Ctx extends System>(ctx: Ctx): ctx is Writing<Ctx> => 'isWriting' in ctx;

/** Today for the actor: the day on which they wrote, even when it is handled later. */
export function todayOf({ actor, source, clock }: Context): string {
  return dateIn(actor.timeZone, source?.at ?? clock.now());
}

const RANK: Record<Role, number> = { member: 0, lead: 1, admin: 2 };

/** Whether an actor has a role, or a higher one. */
export function hasRole(actor: Actor, role: Role): boolean {
  return RANK[actor.role] >= RANK[role];
}
