import type { Clock } from '../clock.ts';
import type { Actor, Audience, Context, Role, System } from '../context.ts';
import { ensureMember, setRole } from '../crm/members.ts';
import { createLog } from '../log.ts';
import type { Store } from '../store/store.ts';

/** Tuesday 24 November 2026, 10:00 in Lisbon. */
export const NOW = new Date('2026-11-24T10:00:00Z');

/** A clock that stands still until it is moved. */
export function fixedClock(start: Date = NOW): Clock & { advance(ms: number): void } {
  let now = start;
  return {
    now: () => now,
    advance: (ms) => {
      now = new Date(now.getTime() + ms);
    },
  };
}

export const silentLog = createLog('silent');

export type Team = {
  system: System & { clock: ReturnType<typeof fixedClock> };
  /** The context of a member, made known at first sight. */
  as(name: string, options?: { role?: Role; audience?: Audience; timeZone?: string }): Promise<Context>;
};

export function createTeam(store: Store): Team {
  const system = { store, clock: fixedClock(), log: silentLog };
  return {
    system,
    as: async (name, { role = 'member', audience = 'direct', timeZone = 'Europe/Lisbon' } = {}) => {
      const slackUserId = `U0${name.toUpperCase()}`;
      const member = await ensureMember(system, {
        slackUserId,
        name,
        email: `${name}@example.com`,
        timeZone,
        locale: 'en-GB',
      });
      if (member.role !== role) await setRole(system, { slackUserId, role });
      const actor: Actor = {
        memberId: member.id,
        slackUserId,
        name,
        role,
        timeZone,
        locale: 'en-GB',
        audience,
      };
      return { ...system, actor };
    },
  };
}
