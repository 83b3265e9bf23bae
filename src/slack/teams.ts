import { z } from 'zod';
import type { Installation } from './installation.ts';

const Team = z.object({ id: z.string().nullish() }).nullish();

/** Where a request or an event says which teams it is of. In Slack Connect `team_id` may be that of the host. */
const Named = z.object({
  team_id: z.string().nullish(),
  context_team_id: z.string().nullish(),
  authorizations: z.array(z.object({ team_id: z.string().nullish() })).nullish(),
  team: Team,
  user: z.object({ team_id: z.string().nullish() }).nullish().catch(undefined),
  view: z
    .object({ app_installed_team_id: z.string().nullish(), team_id: z.string().nullish() })
    .nullish()
    .catch(undefined),
  enterprise_id: z.string().nullish(),
  enterprise: Team,
});

/**
 * Whether a signed request or event is meant for the team in which we are installed. One that names no team at all is
 * ours when it names our organisation, as Enterprise Grid may do. Who is served is decided afterwards, by identity.
 */
export function isForUs(body: unknown, { teamId, enterpriseId }: Installation): boolean {
  const parsed = Named.safeParse(body);
  if (!parsed.success) return false;
  const { team_id, context_team_id, authorizations, team, user, view, enterprise_id, enterprise } =
    parsed.data;
  const named = [
    team_id,
    context_team_id,
    ...(authorizations ?? []).map((each) => each.team_id),
    team?.id,
    user?.team_id,
    view?.app_installed_team_id,
    view?.team_id,
  ].filter((id) => id?.startsWith('T'));
  if (named.length > 0) return named.includes(teamId);
  const organisation = enterprise_id ?? enterprise?.id;
  return Boolean(enterpriseId) && organisation === enterpriseId;
}
