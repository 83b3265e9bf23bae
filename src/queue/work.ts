import type { System, Writing } from '../context.ts';
import type { Row } from '../store/schema.ts';
import type { Durability } from '../store/store.ts';
import type { ClaimableTable } from './claims.ts';

/** How long, how often and how many: the numbers of one kind of work. Each room has one such object. */
export type Policy = {
  /** How long a row that was taken is held; after that another worker may take it over. */
  leaseMs: number;
  /**
   * How often the lease is renewed while the row is worked on. Left out, it is not renewed: a row that hangs is taken
   * over.
   */
  renewEveryMs?: number;
  /** How often new rows are looked for without a nudge. */
  lookEveryMs: number;
  /** Rows that are worked on at once. */
  atOnce: number;
  /** The waits before the second attempt, the third and so on. */
  waitsMs: readonly number[];
  /** What follows an attempt after the last of these waits: the last wait once more, or the end of the row. */
  afterLastWait: 'wait again' | 'give up';
  /** The longest wait that an error may ask for, where that is more than all of `waitsMs`. */
  longestWaitMs?: number;
  /** A row that was taken more often than this, failed attempts not counted, and has not ended is given up. */
  mostClaims?: number;
  /**
   * What happens to a row that is worked on when the process stops. `finish`: the work goes on to its end. `release`:
   * the work is interrupted, and the row is due at once. `untake`: the work is interrupted, and the row is as if it had
   * never been taken.
   */
  atStop: 'finish' | 'release' | 'untake';
};

/** What an error means for further attempts. */
export type Trouble =
  /** The attempt counts, and another follows after the next wait: of the policy, or of the error's own waits. */
  | { kind: 'failed'; waitsMs?: readonly number[] | undefined; afterLastWait?: Policy['afterLastWait'] }
  /**
   * The other side asks for a wait: no fault of the attempt, which does not count. `asIfNotTaken`: nor does the claim, so
   * that `mostClaims` does not end a row that has only waited.
   */
  | { kind: 'asked'; waitMs: number; asIfNotTaken?: boolean }
  /** No further attempt would work. */
  | { kind: 'final' };

/** One attempt at one row. */
export type Attempt<Name extends ClaimableTable> = {
  readonly row: Row<Name>;
  /** Aborted when the row is lost to another worker, or when the process stops and the policy interrupts work. */
  readonly signal: AbortSignal;
  /** Keeps a patch that is written to the row in case this attempt fails, such as what the attempt has cost. */
  leave(patch: Partial<Row<Name>>): void;
};

/** A row for which no further attempt is made, and how the last one failed. */
export type Failure<Name extends ClaimableTable> = {
  row: Row<Name>;
  error: unknown;
  /** Failed attempts, this one included. */
  attempts: number;
  /** The patch that the attempt has left to be written to the row. */
  left: Partial<Row<Name>>;
};

/** Which rows of a table are taken, and for how long. */
export type Taking<Name extends ClaimableTable> = {
  table: Name;
  policy: Policy;
  /** The rows to be taken now, the first ones first: `claimable` rows, as far as the room lets them go. Reads only. */
  select(ctx: System, look: Look): Promise<{ id: string }[]>;
  /** Set where other rows decide whether a row may be taken: rows are selected again in the claim's transaction. */
  dependsOn?: 'others';
  /**
   * Says from when a row is due as long as nothing has put it off, where that is a time to come; left out, a row is due
   * as soon as it is written.
   */
  dueFrom?: 'scheduledAt' & keyof Row<Name>;
  /**
   * How durable a claim is; `at once` when left out. `soon` where a claim that is lost with the power is no claim: all
   * that its holder has done since is a durable commit, which keeps the claim, or has no effect. Not where the holder acts
   * on the outside world and has to know afterwards that the row was held before.
   */
  claims?: Durability;
};

/** One look for rows to take: as of when, and how many at most. */
export type Look = { now: Date; limit: number };

/**
 * One kind of durable work. A new kind needs two things:
 * 1. a table with a `status` and the columns of `claimable` (store/schema-work.ts), whose rows are `pending` from when
 *    they are written, in the transaction of what they follow from, until they end;
 * 2. a description of this type in its room, and a policy.
 * `createQueue(ctx, work)` does all else: it takes rows that are due, also those that a process that is gone has held,
 * keeps their leases, puts off what fails, and gives it up at last. It is started in start.ts.
 */
export type Work<Name extends ClaimableTable> = Taking<Name> & {
  /**
   * Works on one row, and ends it with `settle` in the transaction that holds the effect: so the effect is there once,
   * however often the row is taken. An error that it throws puts the row off.
   */
  handle(ctx: System, attempt: Attempt<Name>): Promise<void>;
  /** Tells what an error means for further attempts; `failed` when left out. */
  judge?(failed: { row: Row<Name>; error: unknown }): Trouble;
  /** Called in the transaction that puts a row off, such as to tell somebody that it takes longer. */
  puttingOff?(ctx: Writing, putOff: { row: Row<Name>; error: unknown; waitMs: number }): Promise<void>;
  /** The text of an error that is kept in the row; its message when left out. */
  describe?(error: unknown): string;
  /** Ends a row for which no further attempt is made. A kind that always waits again needs none. */
  giveUp?(ctx: System, failure: Failure<Name>): Promise<void>;
  /** The row that a row belongs to, by whose id all its work is found in the log; the row itself when left out. */
  traceOf?(row: Row<Name>): string | null | undefined;
  /** Called after each attempt, whether it has worked or not. */
  attempted?(): void;
  /** Plans anew what was planned by a clock that was ahead, as far as `dueFrom` says when rows are due. */
  clockMovedBack?(ctx: System): Promise<void>;
};

/** The longest wait of any attempt. */
export const longestWaitOf = ({ waitsMs, longestWaitMs = 0 }: Policy): number =>
  Math.max(longestWaitMs, ...waitsMs);

/**
 * Tells what follows a failed attempt: how many have failed, and how long to wait. Without a wait the row is given up.
 */
export function nextAttempt(
  policy: Policy,
  { attempts, trouble }: { attempts: number; trouble: Trouble },
): { attempts: number; waitMs: number | undefined } {
  const { waitsMs: usualMs, afterLastWait } = policy;
  switch (trouble.kind) {
    case 'asked':
      return { attempts, waitMs: Math.min(trouble.waitMs, longestWaitOf(policy)) };
    case 'final':
      return { attempts: attempts + 1, waitMs: undefined };
    case 'failed': {
      const waitsMs = trouble.waitsMs ?? usualMs;
      const further = (trouble.afterLastWait ?? afterLastWait) === 'wait again' ? waitsMs.at(-1) : undefined;
      return { attempts: attempts + 1, waitMs: waitsMs[attempts] ?? further };
    }
    default:
      return trouble satisfies never;
  }
}
