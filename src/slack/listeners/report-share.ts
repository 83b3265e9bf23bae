import type { Refusal } from '../../app/people.ts';
import { ROLES, type Role } from '../../context.ts';
import { conflict, forbidden } from '../../errors.ts';
import { mayRun } from '../../reports/definition.ts';
import type { Given } from '../../reports/params.ts';
import { prepareRun, rolesInWords, type WithReports } from '../../reports/run.ts';
import type { Services } from '../services.ts';
import { enqueueReport } from './report-jobs.ts';

/** In a channel of more people than this, it is not worth asking Slack about each. */
const MOST_PEOPLE = 200;
const AT_ONCE = 8;
/** They read nothing. */
const NOBODY: ReadonlySet<string> = new Set<Refusal>(['bot', 'deactivated']);

const isRole = (standing: string): standing is Role => (ROLES as readonly string[]).includes(standing);

/**
 * Shares a report with a channel, when everybody in it may run it themselves. What is shown there is what everybody may
 * see: the private rows of the one who shares it are left out.
 */
export async function shareReport(
  ctx: WithReports,
  services: Services,
  { report, given, channel, key }: { report: string; given: Given; channel: string; key: string },
): Promise<void> {
  const shared = { ...ctx, actor: { ...ctx.actor, audience: 'shared' } } as const;
  const prepared = await prepareRun(shared, { name: report, given, source: 'button' });
  await requireEverybody(services, channel, prepared.report.definition);
  const user = ctx.actor.slackUserId;
  await enqueueReport(services, { user, report, given, source: 'button', as: 'shared', channel }, key);
}

/** Throws unless everybody in the channel, apps aside, may run the report. */
export async function requireEverybody(
  { client, identities, us }: Services,
  channel: string,
  definition: Parameters<typeof rolesInWords>[0] & { name: string },
): Promise<void> {
  const { members = [], response_metadata: more } = await client.conversations
    .members({ channel, limit: MOST_PEOPLE + 1 })
    .catch(() => {
      throw conflict('I am not in this channel: invite me first (/invite @Rapport).');
    });
  if (members.length > MOST_PEOPLE || more?.next_cursor) {
    throw conflict(
      `There are more than ${MOST_PEOPLE} people here, so I cannot check that all of them may see it.`,
    );
  }
  const people = members.filter((id) => id !== us.botUserId);
  for (let at = 0; at < people.length; at += AT_ONCE) {
    const standings = await Promise.all(
      people.slice(at, at + AT_ONCE).map((id) => identities.standingOf(id)),
    );
    if (standings.some((standing) => !NOBODY.has(standing) && !isRole(standing))) {
      throw forbidden('There are people in this channel who are not full members of this workspace.');
    }
    if (standings.some((standing) => isRole(standing) && !mayRun(definition, standing))) {
      throw forbidden(
        `Not everybody in this channel may run “${definition.name}”: it is for ${rolesInWords(definition)}.`,
      );
    }
  }
}
