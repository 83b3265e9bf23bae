import { z } from 'zod';
import type { RefusalReason } from '../app/identity.ts';
import { isLocale, isTimeZone } from '../clock.ts';
import type { Profile } from '../crm/members.ts';

/** A user as Slack describes them, in `users.info`, `users.list` and `user_change`; the parts that matter to us. */
export const SlackUser = z.object({
  id: z.string(),
  team_id: z.string().nullish(),
  /** On Enterprise Grid: the teams of the organisation in which the user is a member. */
  enterprise_user: z.object({ teams: z.array(z.string()).nullish() }).nullish(),
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
export type SlackUser = z.infer<typeof SlackUser>;

/** Why we do not serve a user; undefined for a full member of our team. Fails closed. */
export function refusal(user: SlackUser, teamId: string): RefusalReason | undefined {
  if (user.is_bot || user.id === 'USLACKBOT') return 'bot';
  if (user.deleted) return 'deactivated';
  if (user.is_stranger || !isInTeam(user, teamId)) return 'stranger';
  if (user.is_restricted || user.is_ultra_restricted) return 'guest';
  return undefined;
}

/** On Enterprise Grid `team_id` may be missing, or that of the organisation or of a sister team: the list of teams decides. */
function isInTeam({ team_id: home, enterprise_user: organised }: SlackUser, teamId: string): boolean {
  return organised?.teams?.length ? organised.teams.includes(teamId) : home === teamId;
}

/** Whether it is told to which team the user belongs, so that nobody needs to be asked. */
export const tellsTeam = ({ team_id: home, enterprise_user: organised }: SlackUser): boolean =>
  Boolean(home ?? organised?.teams?.length);

/** The profile we keep of a user. */
export function profileOf({ id, name, real_name, tz, locale, profile }: SlackUser): Profile {
  const shown = [profile.real_name, real_name, profile.display_name, name].find((each) => each?.trim());
  return {
    slackUserId: id,
    name: shown?.trim() ?? id,
    email: profile.email?.toLowerCase() ?? null,
    timeZone: tz && isTimeZone(tz) ? tz : 'UTC',
    locale: locale && isLocale(locale) ? locale : 'en-US',
  };
}
