import type { Store } from '../store/store.ts';

/** A process that may be gone at any step: nothing it does afterwards has any effect, and it never learns of it. */
export type Life = {
  isOver(): boolean;
  end(): void;
  /** Takes a step, at which the process may die: then the promise is never settled. */
  step(): Promise<void>;
  /** How many steps the process has taken. */
  steps(): number;
};

const never = new Promise<never>(() => undefined);

export function createLife(dies: () => boolean): Life {
  let over = false;
  let steps = 0;
  return {
    isOver: () => over,
    steps: () => steps,
    end: () => {
      over = true;
    },
    step: () => {
      steps += 1;
      over ||= dies();
      return over ? never : Promise.resolve();
    },
  };
}

class Died extends Error {}

/** The store of a mortal process, which may die before a transaction, before its commit, and right after. */
export function mortalStore(store: Store, life: Life): Store {
  return {
    ...store,
    transaction: async (work, options) => {
      await life.step();
      const result = await store
        .transaction(async (tx) => {
          const done = await work(tx);
          // A transaction that is open when the process dies is rolled back.
          void life.step();
          if (life.isOver()) throw new Died();
          return done;
        }, options)
        .catch((error) => (error instanceof Died ? never : Promise.reject(error)));
      await life.step();
      return result;
    },
  };
}
