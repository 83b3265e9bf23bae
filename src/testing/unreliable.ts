import type { Clock } from '../clock.ts';
import type { Document } from '../delivery/document.ts';
import { DeliveryError, type Messenger, type Outgoing } from '../delivery/messenger.ts';
import type { Store } from '../store/store.ts';

/** Numbers from 0 to 1 that look random and are the same at every run. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A process that may be gone at any step: nothing it does afterwards has any effect, and it never learns of it. */
export type Life = {
  isOver(): boolean;
  end(): void;
  /** It dies here, sometimes; then the promise is never settled. */
  step(): Promise<void>;
  /** How many steps it has taken. */
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

/** The store as such a process has it: it may die before a transaction, before its commit, and right after. */
export function mortalStore(store: Store, life: Life): Store {
  return {
    ...store,
    transaction: async (work) => {
      await life.step();
      const result = await store
        .transaction(async (tx) => {
          const done = await work(tx);
          // What is still under way when the process dies is rolled back.
          void life.step();
          if (life.isOver()) throw new Died();
          return done;
        })
        .catch((error) => (error instanceof Died ? never : Promise.reject(error)));
      await life.step();
      return result;
    },
  };
}

/** What was posted with one key. */
export type Copy = { channel: string; document: Document; at: number };

type Faults = {
  /** How often each of them happens, from 0 to 1. */
  before: number;
  after: number;
  limited: number;
};

/** A Slack that keeps what was posted, and fails as it likes. */
export function createSlack(clock: Clock, random: () => number) {
  const copies = new Map<string, Copy[]>();
  let heard: (what: 'post' | 'find', key: string) => void = () => undefined;
  const faults: Faults = { before: 0, after: 0, limited: 0 };
  const failing = (share: number) => share > 0 && random() < share;
  const fail = (what: string) => new DeliveryError(what, { kind: 'unknown' });

  function refuse(): void {
    if (failing(faults.limited)) {
      const retryAfterMs = Math.ceil(random() * 30) * 1_000;
      throw new DeliveryError('ratelimited', { kind: 'rate_limited', retryAfterMs });
    }
    if (failing(faults.before)) throw fail('broken off before');
  }

  /** Slack as a process reaches it. */
  const messengerOf = (life: Life): Messenger => ({
    post: async ({ key, channel, document }: Outgoing) => {
      await life.step();
      heard('post', key);
      refuse();
      const at = clock.now().getTime();
      copies.set(key, [...(copies.get(key) ?? []), { channel, document, at }]);
      await life.step();
      if (failing(faults.after)) throw fail('the answer was lost');
      return `${at}.${copies.size}`;
    },
    findPosted: async ({ key, channel }, since) => {
      await life.step();
      heard('find', key);
      refuse();
      const found = copies.get(key)?.find((copy) => copy.channel === channel && copy.at >= since.getTime());
      return found && `${found.at}.0`;
    },
  });
  const onCall = (listener: typeof heard) => {
    heard = listener;
  };
  return { copies, faults, messengerOf, onCall };
}
