import { setTimeout } from 'node:timers/promises';
import type { createMovingClock } from './moving-clock.ts';
import type { Timekeeper, Workspace, WorkspaceChange } from './workspace-types.ts';

/** Longer than this, nobody's work keeps a jump from its end. */
const HELD_UP_MS = 20_000;
const LOOK_AGAIN_MS = 50;

type Timekeeping = Pick<Workspace, 'now' | 'aheadMs' | 'jump' | 'keepTime'>;

/** The workspace's clock, and those who go with it. */
export function createTimekeeping(
  clock: ReturnType<typeof createMovingClock>,
  emit: (change: WorkspaceChange) => void,
): Timekeeping {
  const timekeepers = new Set<Timekeeper>();

  async function step(ms: number) {
    // First here: what the app posts because of it is dated after it.
    clock.moveTo(clock.aheadMs() + ms);
    emit({ type: 'clock_moved' });
    await Promise.all([...timekeepers].map(({ moveTo }) => moveTo(clock.aheadMs())));
  }

  /** How long until somebody has something to do; nothing or less while they are at it. */
  async function untilNextDue(): Promise<number> {
    const dues = await Promise.all([...timekeepers].map(({ nextDue }) => nextDue?.()));
    return Math.min(...dues.map((due) => (due ? due.getTime() - clock.now().getTime() : Infinity)));
  }

  return {
    now: clock.now,
    aheadMs: clock.aheadMs,
    async jump(ms) {
      if (!Number.isSafeInteger(ms) || ms <= 0) throw new Error('Time goes forward only.');
      const patience = AbortSignal.timeout(HELD_UP_MS);
      let left = ms;
      while (!patience.aborted) {
        const wait = await untilNextDue();
        if (wait >= left) break;
        if (wait > 0) {
          await step(wait);
          left -= wait;
        }
        await setTimeout(LOOK_AGAIN_MS);
      }
      await step(left);
    },
    async keepTime(keeper) {
      timekeepers.add(keeper);
      await keeper.moveTo(clock.aheadMs());
    },
  };
}
