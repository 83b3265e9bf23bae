import { type Context, hasRole, type System } from '../context.ts';
import { invalid } from '../errors.ts';
import { actAs, listMembers } from './members.ts';

/**
 * For operators: the admin on whose behalf something is recorded. Whoever is named, with the role that they have; or else
 * the first admin by name. Throws `invalid` when there is none.
 */
export async function actAsAdmin(
  system: System,
  { slackUserId, admins }: { slackUserId: string | undefined; admins: readonly string[] },
): Promise<Context> {
  if (slackUserId) return actAs(system, { slackUserId, admins });
  for (const member of await listMembers(system)) {
    if (member.status === 'retired') continue;
    const ctx = await actAs(system, { slackUserId: member.slackUserId, admins });
    if (hasRole(ctx.actor, 'admin')) return ctx;
  }
  throw invalid('There is no admin yet: set RAPPORT_ADMINS, and write to Rapport once.');
}
