import { type Clock, sleepBy, type Timer } from '../clock.ts';
import { type Actor, type Audience, type Context, createSystem, type Role, type System } from '../context.ts';
import { ensureMember, setRole } from '../crm/members.ts';
import { createLog } from '../log.ts';
import type { Store } from '../store/store.ts';

/** Tuesday 24 November 2026, 10:00 in Lisbon. */
export const NOW = new Date('2026-11-24T10:00:00Z');

export type FixedClock = Clock & {
  /** Moves the clock and does all work that is due by then, in the order of its time; repeated work is done once. */
  advance(ms: number): void;
  /** Moves the time of day back, as somebody who sets a clock: what waits for a span of time waits no longer. */
  moveBack(ms: number): void;
  /** Settles when nothing can go on before the clock is moved; for work that waits for this clock alone. */
  still(): Promise<void>;
};

/** A clock that stands still until it is moved. */
export function fixedClock(start: Date = NOW): FixedClock {
  let now = start.getTime();
  let back = 0;
  let turns = 0;
  const waiting = new Set<{ due: number; work(): unknown; every?: number }>();

  function add(entry: { due: number; work(): unknown; every?: number }): Timer {
    waiting.add(entry);
    if (entry.due <= now) void turn().then(ring);
    return { clear: () => void waiting.delete(entry), unref: () => undefined };
  }

  function ring(): void {
    const due = [...waiting].filter((each) => each.due <= now).toSorted((a, b) => a.due - b.due);
    for (const each of due) {
      // Work that was due before may have cleared this entry.
      if (!waiting.has(each)) continue;
      if (each.every === undefined) waiting.delete(each);
      else each.due = now + each.every;
      each.work();
    }
  }

  async function turn(): Promise<void> {
    turns += 1;
    await nextTurn();
    turns -= 1;
  }

  const setTimeout: Clock['setTimeout'] = (work, ms) => add({ due: now + ms, work });
  return {
    now: () => new Date(now - back),
    monotonic: () => now - start.getTime(),
    setTimeout,
    setInterval: (work, ms) => add({ due: now + ms, work, every: ms }),
    sleep: (ms, options) => sleepBy({ setTimeout }, ms, options),
    turn,
    moment: turn,
    advance: (ms) => {
      now += ms;
      ring();
    },
    moveBack: (ms) => {
      back += ms;
    },
    still: async () => {
      do await nextTurn();
      while (turns > 0);
    },
  };
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

export const silentLog = createLog('silent');

export type Team = {
  system: System & { clock: ReturnType<typeof fixedClock> };
  /** The context of a member, made known at first sight. */
  as(
    name: string,
    options?: { role?: Role; audience?: Audience; timeZone?: string; locale?: string },
  ): Promise<Context>;
};

export function createTeam(store: Store, { clock = fixedClock() }: { clock?: FixedClock } = {}): Team {
  const system = createSystem({ store, clock, log: silentLog });
  return {
    system,
    as: async (
      name,
      { role = 'member', audience = 'direct', timeZone = 'Europe/Lisbon', locale = 'en-GB' } = {},
    ) => {
      const slackUserId = `U0${name.toUpperCase()}`;
      const member = await ensureMember(system, {
        slackUserId,
        name,
        email: `${name}@example.com`,
        timeZone,
        locale,
      });
      if (member.role !== role) await setRole(system, { slackUserId, role });
      const actor: Actor = {
        memberId: member.id,
        slackUserId,
        name,
        role,
        timeZone,
        locale,
        audience,
      };
      return { ...system, actor };
    },
  };
}
