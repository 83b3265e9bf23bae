import { actorOf, WHY_SCHEDULES_END } from '../app/identity.ts';
import type { System } from '../context.ts';
import { findAdmins, getMember } from '../crm/members.ts';
import type { Admin } from '../delivery/admin-alerts.ts';
import { type Recipient, TryLater } from '../delivery/recipient.ts';
import { messageOf } from '../errors.ts';
import { askedWaitMs } from './busy.ts';
import type { Identities } from './identities.ts';
import { SLACK_POLICY } from './policy.ts';

const { trustedForMs, askAllEveryMs, firstPauseMs, lastPauseMs } = SLACK_POLICY.recipients;

type Options = {
  identities: Identities;
  directChannel(slackUserId: string): Promise<string>;
  /** Slack users that are admins whatever the database says. */
  admins: readonly string[];
};

export type Recipients = {
  /** The recipient of something that is sent without their asking just now. Throws `TryLater` when Slack cannot be asked. */
  recipientOf(memberId: string): Promise<Recipient>;
  /** All admins that can be reached. */
  adminsOf(): Promise<Admin[]>;
};

/** Finds recipients as they are now, without asking Slack about each of many. */
export function createRecipients(ctx: System, { identities, directChannel, admins }: Options): Recipients {
  const { clock, log } = ctx;
  let askedAll = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let failures = 0;

  /** Asks Slack for all users at once: where many schedules are due together, one list costs less than many questions. */
  async function askAll(): Promise<void> {
    if (clock.monotonic() - askedAll < askAllEveryMs) return asking;
    askedAll = clock.monotonic();
    asking = identities
      .learnAll()
      .catch((error) => log.warn({ error: messageOf(error) }, 'users not listed, asking for each'));
    return asking;
  }

  async function reach(slackUserId: string): Promise<Recipient> {
    const waitMs = pausedUntil - clock.monotonic();
    if (waitMs > 0) throw new TryLater('Slack cannot be asked just now.', waitMs);
    try {
      if (!identities.knows(slackUserId, trustedForMs)) await askAll();
      const identity = await identities.identify(slackUserId, trustedForMs);
      if (identity.kind === 'refused') return { gone: WHY_SCHEDULES_END[identity.reason] };
      const channel = await directChannel(slackUserId);
      failures = 0;
      return { actor: actorOf(identity, 'direct'), channel };
    } catch (error) {
      const asked = askedWaitMs(error) ?? 0;
      const pauseMs = Math.max(asked, Math.min(firstPauseMs * 2 ** failures, lastPauseMs));
      failures += 1;
      pausedUntil = Math.max(pausedUntil, clock.monotonic() + pauseMs);
      throw new TryLater(messageOf(error), pauseMs);
    }
  }

  return {
    recipientOf: async (memberId) => reach((await getMember(ctx, memberId)).slackUserId),
    adminsOf: async () => {
      const all = new Set([...admins, ...(await findAdmins(ctx))]);
      const reached = await Promise.all(
        [...all].map((slackUserId) => reach(slackUserId).catch(() => undefined)),
      );
      return reached.filter((each): each is Admin => each !== undefined && 'actor' in each);
    },
  };
}
