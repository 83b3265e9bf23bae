import { asc } from 'drizzle-orm';
import { transact } from '../context.ts';
import { newId } from '../ids.ts';
import { createLog } from '../log.ts';
import { claimable, settle } from '../queue/claims.ts';
import { createQueue, type Queue } from '../queue/queue.ts';
import type { Attempt, Policy, Work } from '../queue/work.ts';
import { insertRow } from '../store/prepared-statements.ts';
import type { Row } from '../store/schema.ts';
import { temporarySqlite } from './stores.ts';
import { createTeam, type FixedClock, fixedClock, type Team } from './team.ts';

type Begun = Attempt<'outbox'> & { end(): Promise<void>; fail(error: unknown): void };

/** A queue over the outbox, whose rows are worked on until a test says so, on a clock that is moved. */
export type QueueDesk = {
  system: Team['system'];
  clock: FixedClock;
  queue: Queue<'outbox'>;
  /** Adds a row that is due. */
  add(name: string): Promise<Row<'outbox'>>;
  row(name: string): Promise<Row<'outbox'>>;
  /** The attempts that are under way, by the name of their row. */
  begun: Map<string, Begun>;
  /** Lines of the log so far. */
  logged: string[];
  /** Another process with the same work, on the same store. */
  another(): Queue<'outbox'>;
  close(): Promise<void>;
};

export const POLICY: Policy = {
  leaseMs: 60_000,
  lookEveryMs: 1_000,
  atOnce: 2,
  waitsMs: [1_000, 5_000],
  afterLastWait: 'give up',
  atStop: 'finish',
};

export async function openQueueDesk(
  policy: Partial<Policy> = {},
  more: Partial<Work<'outbox'>> = {},
): Promise<QueueDesk> {
  const clock = fixedClock();
  const store = await temporarySqlite({ clock });
  const logged: string[] = [];
  const log = createLog('info', { write: (line) => logged.push(line) });
  const system = { ...createTeam(store, { clock }).system, log };
  const begun = new Map<string, Begun>();
  const { outbox } = store.tables;

  const work: Work<'outbox'> = {
    table: 'outbox',
    policy: { ...POLICY, ...policy },
    select: (ctx, { now, limit }) =>
      ctx.db
        .select({ id: outbox.id })
        .from(outbox)
        .where(claimable('outbox', outbox, now))
        .orderBy(asc(outbox.dueAt), asc(outbox.id))
        .limit(limit),
    handle: (ctx, attempt) =>
      new Promise<void>((resolve, reject) => {
        const { row, signal } = attempt;
        const sent = { status: 'sent', finishedAt: ctx.clock.now() } as const;
        const end = () =>
          transact(ctx, (ctx) => settle(ctx, { table: 'outbox', held: row, patch: sent })).then(
            resolve,
            reject,
          );
        signal.addEventListener('abort', () => reject(signal.reason));
        begun.set(row.dedupeKey, { ...attempt, end, fail: reject });
      }),
    giveUp: (ctx, { row, attempts, left }) =>
      transact(ctx, (ctx) =>
        settle(ctx, { table: 'outbox', held: row, patch: { ...left, status: 'failed', attempts } }),
      ),
    ...more,
  };

  async function row(name: string): Promise<Row<'outbox'>> {
    const found = (await store.read.select().from(outbox)).find(({ dedupeKey }) => dedupeKey === name);
    if (!found) throw new Error(`There is no row ${name}.`);
    return found;
  }

  return {
    system,
    clock,
    queue: createQueue(system, work),
    add: (name) =>
      transact(system, (ctx) => {
        const id = newId();
        const now = clock.now();
        const parts = {
          channel: 'C1',
          document: { text: name },
          clientMsgId: id,
          status: 'pending',
        } as const;
        return insertRow(ctx, {
          into: 'outbox',
          row: { id, dedupeKey: name, ...parts, createdAt: now, dueAt: now },
        });
      }),
    row,
    begun,
    logged,
    another: () => createQueue(system, work),
    close: store.close,
  };
}
