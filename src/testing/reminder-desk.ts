import { actorOf, WHY_SCHEDULES_END } from '../app/identity.ts';
import { createReminderQueue, planReminders } from '../app/reminders.ts';
import { getMember } from '../crm/members.ts';
import type { FindRecipient } from '../delivery/recipient.ts';
import type { AppDesk } from './app-desk.ts';
import { directChannelOf, type Posted } from './memory-chat.ts';

/** The reminders of a desk, whose clock is moved. */
export type ReminderDesk = {
  /** Does what is due now. */
  work(): Promise<void>;
  /** Lets time pass, step by step, doing what is due at the end of each; gives what we have said meanwhile. */
  pass(ms: number, stepMs?: number): Promise<Posted[]>;
  recipients: FindRecipient;
};

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

export function openReminderDesk(desk: AppDesk): ReminderDesk {
  const recipients: FindRecipient = {
    recipientOf: async (memberId) => {
      const { slackUserId } = await getMember(desk.app, memberId);
      const identity = await desk.chat.identify(slackUserId);
      if (identity.kind === 'refused') return { gone: WHY_SCHEDULES_END[identity.reason] };
      return { actor: actorOf(identity, 'direct'), channel: directChannelOf(slackUserId) };
    },
  };
  const queue = createReminderQueue(desk.app, { ...recipients, reminded: () => undefined });

  async function work(): Promise<void> {
    await planReminders(desk.app);
    queue.nudge();
    await queue.drain();
    await desk.settle();
  }

  return {
    recipients,
    work,
    pass: async (ms, stepMs = ms) => {
      const before = desk.chat.posted.length;
      for (let left = ms; left > 0; left -= stepMs) {
        desk.clock.advance(Math.min(left, stepMs));
        await work();
      }
      return desk.chat.posted.slice(before);
    },
  };
}
