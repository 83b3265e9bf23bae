import type { Database, Store, Tx } from '../../../src/store/store.ts';

/** What happens at a step: an error that passes, or the end of the process. */
export type FaultKind = 'fails' | 'dies';

export class Fault extends Error {}

const never = new Promise<never>(() => undefined);

/** A process in which something happens at one of its steps. */
export type Faulty = {
  store: Store;
  /** To be taken before everything that goes outside. */
  step(): void;
  steps(): number;
  /** Settled when the process is dead. */
  death: Promise<void>;
};

const QUERIES = new Set<PropertyKey>(['select', 'selectDistinct', 'insert', 'update', 'delete', '$count']);

/** The store as such a process has it: every query, every beginning and every end of a transaction is a step. */
export function createFaulty(store: Store, { at, kind }: { at: number; kind: FaultKind }): Faulty {
  let [steps, isDead] = [0, false];
  let die = () => {};
  const death = new Promise<void>((resolve) => {
    die = resolve;
  });
  const step = () => {
    if (isDead) throw new Fault('dead already');
    steps += 1;
    if (steps !== at) return;
    isDead = kind === 'dies';
    if (isDead) die();
    throw new Fault(`step ${at}`);
  };
  /** A new one each time: a query that is kept for a connection would be built without a step. */
  const watched = <Db extends Database | Tx>(db: Db): Db =>
    new Proxy(db, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]) => {
          if (QUERIES.has(name)) step();
          return value.apply(target, given);
        };
      },
    });
  const faulty: Store = {
    ...store,
    get read() {
      return watched(store.read);
    },
    transaction: async (work) => {
      // Nobody hears of what a dead process has tried.
      if (isDead) return never;
      step();
      const result = await store.transaction(async (tx) => {
        const done = await work(watched(tx));
        step();
        return done;
      });
      step();
      return result;
    },
  };
  return { store: faulty, step, steps: () => steps, death };
}
