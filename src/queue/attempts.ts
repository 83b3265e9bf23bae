import { type System, transact } from '../context.ts';
import { messageOf, RapportError } from '../errors.ts';
import { tell, withTrace } from '../happenings.ts';
import { createRepeatedTrouble } from '../repeated-trouble.ts';
import type { Row } from '../store/schema.ts';
import { type ClaimableTable, claimsWithoutFailure, LeaseLost, putBack, renew, settle } from './claims.ts';
import { type Failure, nextAttempt, type Trouble, type Work } from './work.ts';

const INTERRUPTED = new RapportError('unavailable', 'I was interrupted again and again');

export type Attempts<Name extends ClaimableTable> = {
  /** Makes one attempt at a row that the caller holds. Never throws. */
  attempt(row: Row<Name>): Promise<void>;
  /** Gives back a row that the caller holds and has done nothing with, to be taken after `waitMs`. Never throws. */
  postpone(row: Row<Name>, waitMs: number): Promise<void>;
};

/** Makes attempts at single rows until `stopping` is aborted, as the description of the work says. */
export function createAttempts<Name extends ClaimableTable>(
  ctx: System,
  work: Work<Name>,
  { stopping }: { stopping: AbortSignal },
): Attempts<Name> {
  type Taken = Row<Name>;
  const { table, policy, judge, describe = messageOf } = work;
  const { clock } = ctx;
  const failing = createRepeatedTrouble(ctx, { failed: 'attempt failed' });
  const unwritten = createRepeatedTrouble(ctx, { failed: 'left to its lease', level: 'error' });
  /** Rows that were given back as they were, so that nothing is known of them. */
  const postponed = new WeakSet<Taken>();
  const after = (waitMs: number) => new Date(clock.now().getTime() + waitMs);
  const settleRow = (row: Taken, patch: Partial<Taken>) =>
    transact(ctx, (ctx) => settle(ctx, { table, held: row, patch }));
  const putBackAt = (row: Taken, dueAt: Date) =>
    transact(ctx, (ctx) => putBack(ctx, { table, held: row, dueAt }));

  const traced = (row: Taken) => withTrace(ctx, work.traceOf?.(row) ?? row.id);

  async function attempt(row: Taken): Promise<void> {
    const { signal, end } = keepLease(row);
    const startedAt = clock.monotonic();
    const ended = (outcome: 'done' | 'later' | 'given up') =>
      tell(traced(row), { what: 'attempt', queue: table, outcome, ms: clock.monotonic() - startedAt });
    let left: Partial<Taken> = {};
    const leave = (patch: Partial<Taken>) => {
      left = { ...left, ...patch };
    };
    try {
      if (policy.mostClaims === undefined || claimsWithoutFailure(row) <= policy.mostClaims) {
        await work.handle(traced(row), { row, signal, leave });
        if (!postponed.has(row)) ended('done');
        // Whether other rows work says nothing of those that have failed.
        if (row.lastError !== null && !postponed.has(row)) failing.worked({ [table]: row.id });
      } else {
        await giveUp({ row, error: INTERRUPTED, attempts: row.attempts, left });
        ended('given up');
      }
    } catch (error) {
      if (error instanceof LeaseLost) return;
      const isInterrupted = stopping.aborted && policy.atStop !== 'finish';
      if (isInterrupted) await orLeaveToLease(row, giveBack(row));
      else await orLeaveToLease(row, putOff({ row, error, left }).then(ended));
    } finally {
      end();
      work.attempted?.();
    }
  }

  /**
   * Renews the lease of a row. The signal is aborted when the row is lost to another worker, or the work is
   * interrupted.
   */
  function keepLease(row: Taken): { signal: AbortSignal; end(): void } {
    const { leaseMs, renewEveryMs, atStop } = policy;
    // One signal that is held here: on Node 20, one of AbortSignal.any may be let go before it fires.
    const lost = new AbortController();
    const stop = () => lost.abort(stopping.reason);
    const keep = () =>
      transact(ctx, (ctx) => renew(ctx, { table, held: row, leaseMs }), { durability: 'soon' }).catch(
        (error) => {
          if (error instanceof LeaseLost) lost.abort(error);
        },
      );
    const heartbeat = renewEveryMs === undefined ? undefined : clock.setInterval(keep, renewEveryMs);
    if (atStop !== 'finish' && stopping.aborted) stop();
    else if (atStop !== 'finish') stopping.addEventListener('abort', stop, { once: true });
    const end = () => {
      heartbeat?.clear();
      stopping.removeEventListener('abort', stop);
    };
    return { signal: lost.signal, end };
  }

  /** Puts a row off after a failed attempt, or gives it up when no further attempt is due. */
  async function putOff({
    row,
    error,
    left,
  }: Omit<Failure<Name>, 'attempts'>): Promise<'later' | 'given up'> {
    const trouble: Trouble = judge?.({ row, error }) ?? { kind: 'failed' };
    const { attempts, waitMs } = nextAttempt(policy, { attempts: row.attempts, trouble });
    failing.failed(messageOf(error), { [table]: row.id, attempts });
    if (waitMs === undefined) {
      await giveUp({ row, error, attempts, left });
      return 'given up';
    }
    const dueAt = after(waitMs);
    const patch = { ...left, dueAt, attempts, lastError: describe(error) };
    await transact(ctx, async (ctx) => {
      if (trouble.kind === 'asked' && trouble.asIfNotTaken) await putBack(ctx, { table, held: row, dueAt });
      else await settle(ctx, { table, held: row, patch });
      await work.puttingOff?.(ctx, { row, error, waitMs });
    });
    return 'later';
  }

  async function giveUp(failure: Failure<Name>): Promise<void> {
    if (!work.giveUp) throw new Error(`A row of ${table} is not to be given up.`);
    await work.giveUp(traced(failure.row), failure);
  }

  /** Gives a row back when the process stops, so that another process may take it at once. */
  function giveBack(row: Taken): Promise<void> {
    if (policy.atStop === 'untake') return putBackAt(row, row.dueAt);
    return settleRow(row, { dueAt: clock.now() } as Partial<Taken>);
  }

  /** A row that cannot be written to keeps its lease: when the lease ends, another worker takes the row over. */
  const orLeaveToLease = (row: Taken, written: Promise<void>) =>
    written.then(
      () => unwritten.worked({ [table]: row.id }),
      (error) => unwritten.failed(messageOf(error), { [table]: row.id }),
    );

  return {
    attempt,
    postpone: (row, waitMs) => {
      postponed.add(row);
      return orLeaveToLease(row, putBackAt(row, after(waitMs)));
    },
  };
}
