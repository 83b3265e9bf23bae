import type { WebClient } from '@slack/web-api';
import type { System } from '../context.ts';
import { messageOf } from '../errors.ts';
import { refusesToken } from './client.ts';
import type { Us } from './events.ts';

const CONNECT_WAIT_MS = 2_000;

/** Asks Slack who we are until it answers. Throws when it refuses our token. */
export async function introduce(
  ctx: System,
  { client, signal }: { client: WebClient; signal: AbortSignal },
): Promise<Us | undefined> {
  while (!signal.aborted) {
    try {
      const { user_id: botUserId, team_id: teamId } = await client.auth.test();
      if (botUserId && teamId) return { botUserId, teamId };
      throw new Error('Slack did not say who we are');
    } catch (error) {
      const reason = messageOf(error);
      if (refusesToken(error)) throw refused('SLACK_BOT_TOKEN', reason);
      ctx.log.warn({ error: reason }, 'Slack not reached yet');
      await ctx.clock.sleep(CONNECT_WAIT_MS);
    }
  }
  return undefined;
}

/** What an operator is told when Slack does not accept a token of ours. */
export const refused = (variable: string, reason: string) =>
  new Error(`Slack refuses ${variable} (${reason}). Run \`npm run doctor\` to find out why.`);
