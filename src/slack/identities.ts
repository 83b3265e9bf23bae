import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import type { Identity, RefusalReason } from '../app/identity.ts';
import type { Role, System, Writing } from '../context.ts';
import { ensureMember, findMember, isSameProfile } from '../crm/members.ts';
import { moveReminders } from '../crm/reminders.ts';
import { moveSchedules } from '../delivery/recipient-changes.ts';
import type { Row } from '../store/schema.ts';
import { createPacedCalls } from './busy.ts';
import { SLACK_POLICY } from './policy.ts';
import { profileOf, refusal, SlackUser, tellsTeam } from './slack-user.ts';

const { freshForMs, remembered, pageSize, lookUpsAtOnce } = SLACK_POLICY.identities;

export type Identities = {
  /**
   * Who this Slack user is to us, by what Slack has said within `withinMs`, five minutes when left out. Fails closed:
   * throws when Slack does not say.
   */
  identify(slackUserId: string, withinMs?: number): Promise<Identity>;
  /** Whether Slack has told about this user within so long. */
  knows(slackUserId: string, withinMs: number): boolean;
  /** Asks Slack about everybody at once. */
  learnAll(): Promise<void>;
  /** The role this Slack user has, or would have; or why they are not served. Nothing is written. */
  standingOf(slackUserId: string): Promise<Role | RefusalReason>;
  /**
   * Takes in a user as Slack tells of a change, at `toldAt` (a Slack ts); gives whether anything changed that we keep of a
   * member. What was told before something else that is known by now, and comes late, is not believed. Writes nothing.
   */
  learn(changed: SlackUser, toldAt: string): Promise<boolean>;
  /** Forgets what Slack has said about this user before then. */
  forget(slackUserId: string, heard: { before: Date }): void;
};

/** Tells members from everybody else, by what Slack says of the user in the signed envelope; never by a message. */
export function createIdentities(
  ctx: System,
  { client, teamId, admins }: { client: WebClient; teamId: string; admins: readonly string[] },
): Identities {
  /** `at`: by the time of day; `heard`: by the clock that only grows, so that nobody is believed for longer than they may. */
  const known = new Map<string, { user: SlackUser; at: number; heard: number }>();
  /** The look-ups under way: whoever asks about the same user meanwhile waits for the same answer. */
  const asked = new Map<string, Promise<SlackUser>>();
  /** Users of whom Slack has told while their list is being read: what the list says of them may be older. */
  let changedMeanwhile: Set<string> | undefined;
  /** When Slack has told last of a change of a user, by Slack's clock. */
  const lastTold = new Map<string, number>();
  const paced = createPacedCalls(ctx, { atOnce: lookUpsAtOnce });

  function recall(slackUserId: string, withinMs: number): SlackUser | undefined {
    const found = known.get(slackUserId);
    return found && found.heard + withinMs > ctx.clock.monotonic() ? found.user : undefined;
  }

  function keep(user: SlackUser): void {
    if (known.size >= remembered) known.clear();
    known.set(user.id, { user, at: ctx.clock.now().getTime(), heard: ctx.clock.monotonic() });
  }

  function lookUp(slackUserId: string): Promise<SlackUser> {
    const fresh = recall(slackUserId, freshForMs);
    if (fresh) return Promise.resolve(fresh);
    const underWay = asked.get(slackUserId);
    if (underWay) return underWay;
    const asking = askFor(slackUserId)
      .then((user) => {
        // The user has changed meanwhile: this answer is not kept.
        if (asked.get(slackUserId) === asking) keep(user);
        return user;
      })
      .finally(() => {
        if (asked.get(slackUserId) === asking) asked.delete(slackUserId);
      });
    asked.set(slackUserId, asking);
    return asking;
  }

  async function askFor(slackUserId: string): Promise<SlackUser> {
    const { user } = await paced(() => client.users.info({ user: slackUserId, include_locale: true })).catch(
      notVisible(slackUserId),
    );
    return SlackUser.parse(user);
  }

  async function learnAll(): Promise<void> {
    const changed = new Set<string>();
    changedMeanwhile = changed;
    let cursor: string | undefined;
    do {
      const page = await client.users.list({
        limit: pageSize,
        include_locale: true,
        ...(cursor ? { cursor } : {}),
      });
      for (const user of page.members ?? []) {
        const parsed = SlackUser.safeParse(user);
        if (parsed.success && !changed.has(parsed.data.id)) keep(parsed.data);
      }
      cursor = page.response_metadata?.next_cursor;
    } while (cursor);
  }

  async function learn(user: SlackUser, toldAt: string): Promise<boolean> {
    const told = Number(toldAt);
    if (told < (lastTold.get(user.id) ?? 0)) return false;
    if (lastTold.size >= remembered) lastTold.clear();
    lastTold.set(user.id, told);
    changedMeanwhile?.add(user.id);
    asked.delete(user.id);
    known.delete(user.id);
    const member = await findMember(ctx, user.id);
    const described = member && { ...user, locale: user.locale ?? member.locale };
    if (tellsTeam(user) && described) keep(described);
    if (!described) return false; // nobody has served them yet: they are looked up when they write
    if (!tellsTeam(user) || refusal(user, teamId)) return true;
    return member.status !== 'retired' && !isSameProfile(member, profileOf(described));
  }

  /** The member as Slack described the user some time ago; undefined when the member was changed since. Writes nothing. */
  async function recallMember(slackUserId: string, withinMs: number) {
    const entry = known.get(slackUserId);
    if (!entry || recall(slackUserId, freshForMs) || !recall(slackUserId, withinMs)) return undefined;
    const member = await findMember(ctx, slackUserId);
    return member && member.updatedAt.getTime() <= entry.at ? { user: entry.user, member } : undefined;
  }

  async function identifiedAs(user: SlackUser, findIt: () => Promise<Row<'members'>>): Promise<Identity> {
    const reason = refusal(user, teamId);
    if (reason) return { kind: 'refused', reason };
    const member = await findIt();
    if (member.status === 'retired') return { kind: 'refused', reason: 'retired' };
    return { kind: 'member', member, role: admins.includes(user.id) ? 'admin' : member.role };
  }

  return {
    learn,
    forget: (slackUserId, { before }) => {
      const entry = known.get(slackUserId);
      if (!entry || entry.at >= before.getTime()) return;
      known.delete(slackUserId);
      asked.delete(slackUserId);
    },
    standingOf: async (slackUserId) => {
      const reason = refusal(await lookUp(slackUserId), teamId);
      if (reason) return reason;
      const member = await findMember(ctx, slackUserId);
      if (member?.status === 'retired') return 'retired';
      return admins.includes(slackUserId) ? 'admin' : (member?.role ?? 'member');
    },
    knows: (slackUserId, withinMs) => recall(slackUserId, withinMs) !== undefined,
    learnAll,
    identify: async (slackUserId, withinMs: number = freshForMs) => {
      const earlier = await recallMember(slackUserId, withinMs);
      if (earlier) return identifiedAs(earlier.user, async () => earlier.member);
      const user = await lookUp(slackUserId);
      return identifiedAs(user, () => ensureMember(ctx, profileOf(user), moveAll));
    },
  };
}

/** What follows a member to another time zone. */
async function moveAll(ctx: Writing, member: Row<'members'>): Promise<void> {
  await moveSchedules(ctx, member);
  await moveReminders(ctx, member);
}

/** A user whom Slack does not show us is a stranger. Other failures are no answer, and thrown on. */
const notVisible = (id: string) => (error: unknown) => {
  const code = error instanceof WebAPIPlatformError ? error.data.error : '';
  if (code !== 'user_not_found' && code !== 'user_not_visible') throw error;
  return { user: { id, is_stranger: true } };
};
