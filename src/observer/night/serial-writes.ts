import { type System, transact, type Writing } from '../../context.ts';
import type { Store } from '../../store/store.ts';

/** The last transaction of each store. */
const last = new WeakMap<Store, Promise<unknown>>();

/**
 * Runs a transaction of a night after those before it. All of them write to the end of the same few tables: side by
 * side, Postgres would let one through and have the others start over, until they give up.
 */
export function transactInTurn<T>(ctx: System, work: (ctx: Writing) => Promise<T>): Promise<T> {
  const turn = (last.get(ctx.store) ?? Promise.resolve()).then(() => transact(ctx, work));
  last.set(
    ctx.store,
    turn.catch(() => undefined),
  );
  return turn;
}
