import type { Database, Store, Tx } from '../../../src/store/store.ts';

/** The kinds of fault at a step: an error that passes, or the end of the process. */
export type FaultKind = 'fails' | 'dies';

export class Fault extends Error {}

const never = new Promise<never>(() => undefined);
/** A query that is built like any other, and never answered. */
const unanswered: object = new Proxy(() => unanswered, {
  get: (_, name) => (name === 'then' ? () => undefined : unanswered),
  apply: () => unanswered,
});

/** A process in which something happens at one of its steps. */
export type Faulty = {
  store: Store;
  /** Takes a step: to be called before everything that goes outside. */
  step(): void;
  steps(): number;
  /** Settled when the process is dead. */
  death: Promise<void>;
};

const QUERIES = new Set<PropertyKey>(['select', 'selectDistinct', 'insert', 'update', 'delete', '$count']);

type Ask = (query: () => unknown) => unknown;

/**
 * A database, or a transaction, of which `ask` makes the queries. It is a new one each time: a query that is kept for a
 * connection would be built without a step.
 */
const watched = <Db extends Database | Tx>(db: Db, ask: Ask): Db =>
  new Proxy(db, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      const query = (...given: unknown[]) => value.apply(target, given);
      return QUERIES.has(name) ? (...given: unknown[]) => ask(() => query(...given)) : query;
    },
  });

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
  const readInSteps: Ask = (query) => {
    try {
      step();
    } catch (error) {
      if (isDead) return unanswered;
      throw error;
    }
    return query();
  };
  const writeInSteps: Ask = (query) => {
    step();
    return query();
  };
  const transaction: Store['transaction'] = async (work, options) => {
    step();
    const result = await store.transaction(async (tx) => {
      const done = await work(watched(tx, writeInSteps));
      step();
      return done;
    }, options);
    step();
    return result;
  };
  const faulty: Store = {
    ...store,
    get read() {
      return watched(store.read, readInSteps);
    },
    // The error of a dead process reaches nobody.
    transaction: (work, options) =>
      transaction(work, options).catch((error) => (isDead ? never : Promise.reject(error))),
  };
  return { store: faulty, step, steps: () => steps, death };
}
