import { type System, transact, type Writing } from '../../context.ts';
import type { Store } from '../../store/store.ts';

const last = new WeakMap<Store, Promise<unknown>>();

/**
 * Transactions of nights, one after another. All of them write to the end of the same few tables: at the same time,
 * Postgres would let one of them through and have the others start over, until they give up.
 */
export function transactInTurn<T>(ctx: System, work: (ctx: Writing) => Promise<T>): Promise<T> {
  const turn = (last.get(ctx.store) ?? Promise.resolve()).then(() => transact(ctx, work));
  last.set(
    ctx.store,
    turn.catch(() => undefined),
  );
  return turn;
}
