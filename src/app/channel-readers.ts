import { ROLES, type Role } from '../context.ts';
import { getSchedule } from '../delivery/schedules.ts';
import { forbidden, invalid } from '../errors.ts';
import { mayRun, type ReportDefinition } from '../reports/definition.ts';
import type { Given } from '../reports/params.ts';
import { rolesInWords } from '../reports/run-report.ts';
import { getDefinition } from '../reports/what-runs.ts';
import type { App, AppSystem } from './context.ts';
import type { RefusalReason } from './identity.ts';
import { APP_POLICY } from './policy.ts';

const { people: MOST_PEOPLE, atOnce: AT_ONCE } = APP_POLICY.sharing;

/** Users of Slack who read nothing. */
const READ_NOTHING: ReadonlySet<string> = new Set<RefusalReason>(['bot', 'deactivated']);

const isRole = (standing: string): standing is Role => (ROLES as readonly string[]).includes(standing);

/** Throws unless everybody who reads the channel, apps aside, may run the report. */
export async function requireAllMayRun(
  { chat }: AppSystem,
  { channel, definition }: { channel: string; definition: Pick<ReportDefinition, 'name' | 'roles'> },
): Promise<void> {
  if (await chat.hasOutsiders(channel)) {
    throw forbidden('People from outside your team read this channel, or are invited to it.');
  }
  const people = await chat.membersOf(channel, MOST_PEOPLE);
  for (let at = 0; at < people.length; at += AT_ONCE) {
    const standings = await Promise.all(people.slice(at, at + AT_ONCE).map((id) => chat.standingOf(id)));
    if (standings.some((standing) => !READ_NOTHING.has(standing) && !isRole(standing))) {
      throw forbidden('There are people in this channel who are not full members of this workspace.');
    }
    if (standings.some((standing) => isRole(standing) && !mayRun(definition, standing))) {
      throw forbidden(
        `Not everybody in this channel may run “${definition.name}”: it is for ${rolesInWords(definition)}.`,
      );
    }
  }
}

/** Throws unless everybody who reads the channel, apps aside, may run a report that the actor may run. */
export async function requireReaders(
  ctx: App,
  { channel, report, given }: { channel: string; report: string; given: Given },
): Promise<void> {
  if (ctx.chat.isDirect(channel)) throw invalid('That is no channel, but somebody’s direct messages.');
  const definition = await getDefinition(ctx, { name: report, given });
  await requireAllMayRun(ctx, { channel, definition });
}

/** Throws unless everybody who reads the channel of one of the actor's schedules, if it has one, may run its report. */
export async function requireStillReaders(ctx: App, id: string): Promise<void> {
  const { channel, report, params: given } = await getSchedule(ctx, id);
  if (channel !== null) await requireReaders(ctx, { channel, report, given });
}
