import type { Store } from '../../store/store.ts';

const last = new WeakMap<Store, Promise<unknown>>();

/**
 * Writes of nights, one after another. All of them write to the end of the same few tables: at the same time, Postgres
 * would let one of them through and have the others start over, until they give up.
 */
export function inTurn<T>(store: Store, write: () => Promise<T>): Promise<T> {
  const turn = (last.get(store) ?? Promise.resolve()).then(write);
  last.set(
    store,
    turn.catch(() => undefined),
  );
  return turn;
}
