import type { WebClient } from '@slack/web-api';
import type { System } from '../context.ts';
import { messageOf } from '../errors.ts';
import { createRepeatedTrouble } from '../repeated-trouble.ts';
import { refusesToken } from './client.ts';
import { SLACK_POLICY } from './policy.ts';

/** Rapport as it is installed in a Slack workspace, which is a team to Slack: its own user there, and the team. */
export type Installation = {
  botUserId: string;
  teamId: string;
  /** The organisation of the team on Enterprise Grid. */
  enterpriseId?: string | undefined;
  /** The address of the team, with which links to its messages begin. */
  teamUrl?: string | undefined;
};

/** Asks Slack where Rapport is installed, until Slack answers. Throws when it refuses our token. */
export async function findInstallation(
  ctx: System,
  { client, signal }: { client: WebClient; signal: AbortSignal },
): Promise<Installation | undefined> {
  const unreached = createRepeatedTrouble(ctx, { failed: 'Slack not reached yet' });
  while (!signal.aborted) {
    try {
      const told = await client.auth.test();
      const { user_id: botUserId, team_id: teamId, enterprise_id: enterpriseId, url } = told;
      if (told.is_enterprise_install) throw new InstalledForOrganisation();
      if (botUserId && teamId) {
        unreached.worked();
        return { botUserId, teamId, enterpriseId, teamUrl: url && URL.canParse(url) ? url : undefined };
      }
      throw new Error('Slack did not say who we are');
    } catch (error) {
      if (error instanceof InstalledForOrganisation) throw error;
      const reason = messageOf(error);
      if (refusesToken(error)) throw tokenRefused('SLACK_BOT_TOKEN', reason);
      unreached.failed(reason);
      await ctx.clock.sleep(SLACK_POLICY.connecting.askAgainMs);
    }
  }
  return undefined;
}

/** The error that tells an operator which token Slack does not accept. */
export const tokenRefused = (variable: string, reason: string): Error =>
  new Error(`Slack refuses ${variable} (${reason}). Run \`npm run doctor\` to find out why.`);

/** One Rapport keeps the customers of one team: an installation for all teams of an organisation would mix them. */
class InstalledForOrganisation extends Error {
  constructor() {
    super(
      'This token is of an installation for a whole Enterprise Grid organisation, which Rapport does not support: install the app in one workspace, and use the SLACK_BOT_TOKEN of that installation.',
    );
  }
}
