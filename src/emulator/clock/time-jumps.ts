import type { Workspace, WorkspaceChange } from '../workspace-types.ts';
import type { createMovingClock } from './moving-clock.ts';
import type { Timekeeper } from './timekeeper.ts';

/** How long a jump waits for the work that becomes due on its way. */
const JUMP = {
  /** For one piece of work: a night asks a language model several times. */
  heldUpMs: 90_000,
  /** For all pieces of work together, such as the nights of a week. */
  heldUpInAllMs: 600_000,
  /** Somebody watches the clock move: often enough to look smooth. */
  lookAgainMs: 50,
} as const;

type TimeJumps = Pick<Workspace, 'now' | 'aheadMs' | 'jump' | 'nextNight' | 'keepTime'>;

/** The workspace's clock, which jumps, and the timekeepers who go along. */
export function createTimeJumps(
  clock: ReturnType<typeof createMovingClock>,
  emit: (change: WorkspaceChange) => void,
): TimeJumps {
  const timekeepers = new Set<Timekeeper>();

  async function step(ms: number) {
    // The workspace moves first: a message that the app posts because of the jump is dated after it.
    clock.moveTo(clock.aheadMs() + ms);
    emit({ type: 'clock_moved' });
    await Promise.all([...timekeepers].map(({ moveTo }) => moveTo(clock.aheadMs())));
  }

  /** When the next work of a timekeeper is due, in milliseconds since the epoch; in the past while it is done. */
  const findNextDue = () => earliest([...timekeepers].map(({ nextDue }) => nextDue?.()));

  async function jump(ms: number) {
    if (!Number.isSafeInteger(ms) || ms <= 0) throw new Error('Time goes forward only.');
    const start = clock.monotonic();
    let since = start;
    let last: number | undefined;
    let left = ms;
    for (;;) {
      const due = await findNextDue();
      const measured = clock.monotonic();
      if (due !== last) since = measured;
      last = due;
      const isHeldUp = measured - since >= JUMP.heldUpMs || measured - start >= JUMP.heldUpInAllMs;
      const wait = due - clock.now().getTime();
      if (wait >= left || isHeldUp) break;
      if (wait > 0) {
        await step(wait);
        left -= wait;
      }
      await clock.sleep(JUMP.lookAgainMs);
    }
    await step(left);
  }

  return {
    now: clock.now,
    aheadMs: clock.aheadMs,
    jump,
    async nextNight() {
      const night = await earliest([...timekeepers].map(({ nextNight }) => nextNight?.()));
      return Number.isFinite(night) ? new Date(night) : undefined;
    },
    async keepTime(keeper) {
      timekeepers.add(keeper);
      await keeper.moveTo(clock.aheadMs());
    },
  };
}

/** The first of these instants in milliseconds since the epoch; infinity where there is none. */
async function earliest(instants: (Promise<Date | undefined> | undefined)[]): Promise<number> {
  const known = await Promise.all(instants);
  return Math.min(...known.map((instant) => instant?.getTime() ?? Infinity));
}
