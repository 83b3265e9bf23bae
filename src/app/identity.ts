import type { Actor, Audience, Role } from '../context.ts';
import type { Row } from '../store/schema.ts';

/** Why Rapport does not serve somebody. */
export type RefusalReason = 'bot' | 'deactivated' | 'stranger' | 'guest' | 'retired';

/** Who somebody is to us: a member, with the role they have now, or nobody we serve. */
export type Identity =
  | { kind: 'member'; member: Row<'members'>; role: Role }
  | { kind: 'refused'; reason: RefusalReason };

export function actorOf({ member, role }: Extract<Identity, { kind: 'member' }>, audience: Audience): Actor {
  const { id: memberId, slackUserId, name, timeZone, locale } = member;
  const bySettings = role === member.role ? {} : ({ hasRoleBySettings: true } as const);
  return { memberId, slackUserId, name, role, ...bySettings, timeZone, locale, audience };
}

/** The one sentence that is said to somebody whom Rapport does not serve; undefined where nothing is said. */
export const REFUSAL_TEXT: Record<RefusalReason, string | undefined> = {
  bot: undefined,
  deactivated: undefined,
  stranger: 'Sorry, I only work for full members of this workspace, so I have not kept your message.',
  guest: 'Sorry, I only work for full members of this workspace, so I have not kept your message.',
  retired:
    'Sorry, your access to Rapport has ended, so I have not kept your message; an admin can restore it.',
};

/** Why the schedules of somebody end whom Rapport serves no more, as admins read it. */
export const WHY_SCHEDULES_END: Record<RefusalReason, string> = {
  bot: 'this is an app, not a person',
  deactivated: 'their account is deactivated',
  stranger: 'they are not in this workspace any more',
  guest: 'they are not a full member any more',
  retired: 'their access to Rapport has ended',
};
