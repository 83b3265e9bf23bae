import type { Json, WorkspaceUser } from '../workspace-types.ts';

/** The object behind `users.info`, with what an app reads to decide who somebody is. */
export function buildSlackUser(
  user: WorkspaceUser,
  context: { teamId: string; organisation?: string | undefined; withLocale?: boolean; now: Date },
): Json {
  const teamId = user.teamId ?? (user.gridTeams ? context.organisation : undefined) ?? context.teamId;
  const [firstName = '', ...lastNames] = user.realName.split(' ');
  const base: Json = {
    id: user.id,
    team_id: teamId,
    name: user.name,
    deleted: user.deleted ?? false,
    is_bot: user.isBot ?? false,
    is_app_user: false,
    ...(user.gridTeams
      ? { enterprise_user: { id: user.id, enterprise_id: context.organisation, teams: user.gridTeams } }
      : {}),
    updated: 1_700_000_000,
    profile: {
      title: user.title ?? '',
      phone: '',
      skype: '',
      real_name: user.realName,
      real_name_normalized: user.realName,
      display_name: user.displayName ?? user.name,
      display_name_normalized: user.displayName ?? user.name,
      first_name: firstName,
      last_name: lastNames.join(' '),
      email: user.email,
      status_text: '',
      status_emoji: '',
      team: teamId,
    },
  };
  // Slack says little about people who are gone.
  if (user.deleted) return base;
  return {
    ...base,
    real_name: user.realName,
    tz: user.timeZone,
    tz_label: user.timeZone,
    tz_offset: offsetSeconds(user.timeZone, context.now),
    is_admin: user.isAdmin ?? false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: user.isRestricted ?? false,
    is_ultra_restricted: user.isUltraRestricted ?? false,
    is_email_confirmed: true,
    ...(user.isStranger ? { is_stranger: true } : {}),
    ...(context.withLocale ? { locale: user.locale ?? 'en-US' } : {}),
  };
}

function offsetSeconds(timeZone: string, now: Date): number {
  const name = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(now)
    .find((part) => part.type === 'timeZoneName')?.value;
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(name ?? '');
  if (!match) return 0;
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60;
  return match[1] === '-' ? -seconds : seconds;
}
