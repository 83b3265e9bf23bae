import { and, eq, gt, lt, lte, or, sql } from 'drizzle-orm';
import { type System, transact } from '../context.ts';
import { parameter, prepared } from '../store/prepared-statements.ts';

/**
 * When messages may be posted: one in each channel every `everyMs`, and none while the chat service asks for a pause.
 * On Postgres, where there may be several processes, they keep one pace.
 */
export type Pace = {
  /** How long a channel is to be left alone as far as this process knows, in milliseconds; 0 when it may be written to. */
  waitFor(channel: string): number;
  /** The channels that are to be left alone now; undefined when all are. */
  resting(): ReadonlySet<string> | undefined;
  /** Takes the right to post one message in a channel now: gives 0, or else how long to wait for it. */
  take(channel: string): Promise<number>;
  /** Notes that the chat service wants no message for so long. */
  pause(ms: number): Promise<void>;
};

/** The longest pause that is kept: one that ends later was asked for by a process whose clock is ahead of ours. */
const LONGEST_PAUSE_MS = 10 * 60_000;

/** The row of all channels together: when a pause ends that the chat service has asked for. */
const ALL = '';

export function createPace(ctx: System, { everyMs }: { everyMs: number }): Pace {
  const { clock } = ctx;
  const isShared = ctx.store.dialect === 'postgres';
  const freeAt = new Map<string, number>();
  let pausedUntil = Number.NEGATIVE_INFINITY;
  // Spans of time, not times of day: a clock that is moved back stops no channel.
  const now = () => clock.monotonic();
  const waitFor = (channel: string) =>
    Math.max(0, pausedUntil - now(), (freeAt.get(channel) ?? now()) - now());
  const rest = (channel: string, until: number) => {
    if (channel === ALL) pausedUntil = Math.max(pausedUntil, until);
    else if (until > now()) freeAt.set(channel, until);
  };

  /** Takes the right in the database. Its commit need not be on the disk: a server that is back after a crash has rested. */
  async function takeShared(channel: string): Promise<boolean> {
    const at = clock.now().getTime();
    const instants = {
      now: new Date(at),
      until: new Date(at + everyMs),
      most: new Date(at + LONGEST_PAUSE_MS),
    };
    const taken = await transact(ctx, (ctx) => takePace(ctx, { channel, ...instants }), {
      durability: 'soon',
    });
    if (taken.length > 0) return true;
    for (const { id, freeAt } of await readPaces(ctx, { channel, most: instants.most }))
      rest(id, now() + freeAt.getTime() - at);
    return false;
  }

  return {
    waitFor,
    resting: () => {
      if (pausedUntil > now()) return undefined;
      for (const channel of freeAt.keys()) if (waitFor(channel) === 0) freeAt.delete(channel);
      return new Set(freeAt.keys());
    },
    take: async (channel) => {
      // At least a moment, should the right have come free since.
      if (isShared && !(await takeShared(channel))) return Math.max(1, waitFor(channel));
      rest(channel, now() + everyMs);
      return 0;
    },
    pause: async (asked) => {
      const ms = Math.min(asked, LONGEST_PAUSE_MS);
      rest(ALL, now() + ms);
      if (!isShared) return;
      const inMs = (span: number) => new Date(clock.now().getTime() + span);
      const ends = { until: inMs(ms), most: inMs(LONGEST_PAUSE_MS) };
      await transact(ctx, (ctx) => pauseAll(ctx, ends));
    },
  };
}

/**
 * Takes a channel that is free, unless all of them rest. One that rests for longer than it ever may was taken by a clock
 * that was ahead of ours, and is free.
 */
const takePace = prepared<{ channel: string; now: Date; until: Date; most: Date }, { id: string }>(
  (db, { channelPaces: paces }) => {
    const until = parameter('until', paces.freeAt);
    const now = parameter('now', paces.freeAt);
    const isPaused = db
      .select({ one: sql`1` })
      .from(paces)
      .where(
        sql`${paces.id} = ${ALL} and ${gt(paces.freeAt, now)} and ${lte(paces.freeAt, parameter('most', paces.freeAt))}`,
      );
    return db
      .insert(paces)
      .select(sql`select ${sql.placeholder('channel')}, ${until} where not exists (${isPaused})`)
      .onConflictDoUpdate({
        target: paces.id,
        set: { freeAt: sql`excluded.free_at` },
        setWhere: or(lte(paces.freeAt, now), gt(paces.freeAt, until)),
      })
      .returning({ id: paces.id });
  },
);

const readPaces = prepared<{ channel: string; most: Date }, { id: string; freeAt: Date }>(
  (db, { channelPaces: paces }) =>
    db
      .select({ id: paces.id, freeAt: paces.freeAt })
      .from(paces)
      .where(
        and(
          or(eq(paces.id, sql.placeholder('channel')), eq(paces.id, ALL)),
          lte(paces.freeAt, parameter('most', paces.freeAt)),
        ),
      ),
);

const pauseAll = prepared<{ until: Date; most: Date }, { id: string }>((db, { channelPaces: paces }) =>
  db
    .insert(paces)
    .values({ id: ALL, freeAt: sql.placeholder('until') })
    .onConflictDoUpdate({
      target: paces.id,
      set: { freeAt: sql`excluded.free_at` },
      // A pause that ends later is kept, unless it ends later than any may.
      setWhere: or(
        lt(paces.freeAt, sql`excluded.free_at`),
        gt(paces.freeAt, parameter('most', paces.freeAt)),
      ),
    })
    .returning({ id: paces.id }),
);
