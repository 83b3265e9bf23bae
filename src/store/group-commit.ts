import type { Clock } from '../clock.ts';
import type { Durability, TransactionOptions } from './store.ts';

/** How a database runs the transactions of one connection. */
type Engine = {
  /** Begins a transaction that its commit puts on the disk, or one that may wait there for the next such commit. */
  begin(durability: Durability): void;
  /** Whether an error of `begin` says that another process is writing just now. */
  isBusy(error: unknown): boolean;
  commit(): void;
  rollback(): void;
  /** Whether a transaction is open: some errors end it by themselves. */
  isOpen(): boolean;
  /** Sets a savepoint; `goBack` undoes all since then, `unmark` releases it. */
  mark(): void;
  goBack(): void;
  unmark(): void;
};

type Waiting = {
  work(): Promise<unknown>;
  /** True for work that opens its own transactions, if any: it runs while no other is open. */
  isAlone: boolean;
  durability: Durability;
  resolve(result: unknown): void;
  reject(error: unknown): void;
};

type Outcome = { result: unknown } | { error: unknown };

export type GroupCommit = {
  /** Runs `work` in a transaction, and settles when that is committed or undone. */
  transact<T>(work: () => Promise<T>, options?: Pick<TransactionOptions, 'durability'>): Promise<T>;
  /** Runs `work` outside of any transaction, in its turn. */
  alone<T>(work: () => Promise<T>): Promise<T>;
};

/** How long, and how often, a transaction waits for another process to have written. */
const BUSY = { withinMs: 10_000, againMs: 20 } as const;

/** Most transactions that are committed together, so that none waits long. */
const MOST = 64;

/**
 * Runs transactions one at a time, in order. Those that have come while one was under way are committed together: each is
 * undone by itself when it fails, and none is over before the commit is. What takes a disk's time is thus done once, and not
 * at all for a group in which nobody needs it.
 */
export function createGroupCommit(engine: Engine, clock: Clock): GroupCommit {
  const waiting: Waiting[] = [];
  let isRunning = false;

  async function run(): Promise<void> {
    isRunning = true;
    while (waiting.length > 0) {
      const group = takeGroup();
      await runGroup(group);
      // Where several come at once, more are on their way, and one commit does for all of them.
      await (group.length > 1 ? clock.moment() : clock.turn());
    }
    isRunning = false;
  }

  function takeGroup(): Waiting[] {
    const end = waiting.findIndex(({ isAlone }, at) => isAlone || at === MOST);
    return waiting.splice(0, end === -1 ? waiting.length : Math.max(end, 1));
  }

  async function runGroup(group: Waiting[]): Promise<void> {
    try {
      const outcomes = await runAll(group);
      group.forEach(({ resolve, reject }, at) => {
        const outcome = outcomes[at];
        if (outcome && 'result' in outcome) resolve(outcome.result);
        else reject(outcome?.error);
      });
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }

  async function runAll(group: Waiting[]): Promise<Outcome[]> {
    const [only] = group;
    if (only?.isAlone) return [{ result: await only.work() }];
    await begin(group.every(({ durability }) => durability === 'soon') ? 'soon' : 'at once');
    try {
      if (only && group.length === 1) {
        const result = await only.work();
        engine.commit();
        return [{ result }];
      }
      const outcomes: Outcome[] = [];
      for (const { work } of group) outcomes.push(await runMarked(work));
      engine.commit();
      return outcomes;
    } finally {
      if (engine.isOpen()) engine.rollback();
    }
  }

  /** Begins as soon as no other process is writing; everything else goes on meanwhile. */
  async function begin(durability: Durability): Promise<void> {
    const end = clock.monotonic() + BUSY.withinMs;
    for (;;) {
      try {
        engine.begin(durability);
        return;
      } catch (error) {
        if (!engine.isBusy(error) || clock.monotonic() >= end) throw error;
      }
      await clock.sleep(BUSY.againMs);
    }
  }

  async function runMarked(work: () => Promise<unknown>): Promise<Outcome> {
    engine.mark();
    try {
      const result = await work();
      engine.unmark();
      return { result };
    } catch (error) {
      // The whole group is lost: whoever is in it hears so, and nobody believes in what is not there.
      if (!engine.isOpen()) throw error;
      engine.goBack();
      engine.unmark();
      return { error };
    }
  }

  const enqueue =
    (isAlone: boolean) =>
    <T>(work: () => Promise<T>, { durability = 'at once' }: Pick<TransactionOptions, 'durability'> = {}) =>
      new Promise<T>((resolve, reject) => {
        waiting.push({ work, isAlone, durability, resolve: resolve as (result: unknown) => void, reject });
        if (!isRunning) void run();
      });

  return { transact: enqueue(false), alone: enqueue(true) };
}
