import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Identity, RefusalReason } from '../app/identity.ts';
import { isLocale, isTimeZone } from '../clock.ts';
import type { Role, System } from '../context.ts';
import { ensureMember, findMember } from '../crm/members.ts';
import { moveSchedules } from '../delivery/recipient-changes.ts';
import type { Row } from '../store/schema.ts';
import { SLACK_POLICY } from './policy.ts';

const { freshForMs, remembered, pageSize } = SLACK_POLICY.identities;

const SlackUser = z.object({
  id: z.string(),
  team_id: z.string().optional(),
  name: z.string().optional(),
  real_name: z.string().nullish(),
  tz: z.string().nullish(),
  locale: z.string().nullish(),
  deleted: z.boolean().default(false),
  is_bot: z.boolean().default(false),
  is_restricted: z.boolean().default(false),
  is_ultra_restricted: z.boolean().default(false),
  is_stranger: z.boolean().default(false),
  profile: z
    .object({
      display_name: z.string().nullish(),
      real_name: z.string().nullish(),
      email: z.string().nullish(),
    })
    .default({}),
});
type SlackUser = z.infer<typeof SlackUser>;

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
  /** Forgets what Slack has said about this user. */
  forget(slackUserId: string): void;
};

/** Tells members from everybody else, by what Slack says of the user in the signed envelope; never by a message. */
export function createIdentities(
  ctx: System,
  { client, teamId, admins }: { client: WebClient; teamId: string; admins: readonly string[] },
): Identities {
  const known = new Map<string, { user: SlackUser; at: number }>();
  let changes = 0;

  const now = () => ctx.clock.now().getTime();

  function recall(slackUserId: string, withinMs: number): SlackUser | undefined {
    const found = known.get(slackUserId);
    return found && found.at + withinMs > now() ? found.user : undefined;
  }

  function keep(user: SlackUser): void {
    if (known.size >= remembered) known.clear();
    known.set(user.id, { user, at: now() });
  }

  async function lookUp(slackUserId: string): Promise<SlackUser> {
    const fresh = recall(slackUserId, freshForMs);
    if (fresh) return fresh;
    const asked = changes;
    const { user } = await client.users
      .info({ user: slackUserId, include_locale: true })
      .catch(notVisible(slackUserId));
    const parsed = SlackUser.parse(user);
    if (asked !== changes) return parsed; // somebody has changed meanwhile, perhaps this user: the answer is not kept
    keep(parsed);
    return parsed;
  }

  async function learnAll(): Promise<void> {
    let cursor: string | undefined;
    do {
      const asked = changes;
      const page = await client.users.list({
        limit: pageSize,
        include_locale: true,
        ...(cursor ? { cursor } : {}),
      });
      // Somebody has changed meanwhile, perhaps one of these: they are asked for when they are needed.
      if (asked === changes) {
        for (const user of page.members ?? []) {
          const parsed = SlackUser.safeParse(user);
          if (parsed.success) keep(parsed.data);
        }
      }
      cursor = page.response_metadata?.next_cursor;
    } while (cursor);
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
    forget: (slackUserId) => {
      changes += 1;
      known.delete(slackUserId);
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
      return identifiedAs(user, () => ensureMember(ctx, profileOf(user), moveSchedules));
    },
  };
}

/** A user whom Slack does not show us is a stranger. Other failures are no answer, and thrown on. */
const notVisible = (id: string) => (error: unknown) => {
  const code = error instanceof WebAPIPlatformError ? error.data.error : '';
  if (code !== 'user_not_found' && code !== 'user_not_visible') throw error;
  return { user: { id, is_stranger: true } };
};

function refusal(user: SlackUser, teamId: string): RefusalReason | undefined {
  if (user.is_bot || user.id === 'USLACKBOT') return 'bot';
  if (user.deleted) return 'deactivated';
  if (user.is_stranger || user.team_id !== teamId) return 'stranger';
  if (user.is_restricted || user.is_ultra_restricted) return 'guest';
  return undefined;
}

function profileOf({ id, name, real_name, tz, locale, profile }: SlackUser) {
  const shown = [profile.real_name, real_name, profile.display_name, name].find((each) => each?.trim());
  return {
    slackUserId: id,
    name: shown?.trim() ?? id,
    email: profile.email?.toLowerCase() ?? null,
    timeZone: tz && isTimeZone(tz) ? tz : 'UTC',
    locale: locale && isLocale(locale) ? locale : 'en-US',
  };
}
