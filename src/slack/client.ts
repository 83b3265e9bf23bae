import { WebAPIPlatformError, WebClient } from '@slack/web-api';
import type { Clock } from '../clock.ts';
import type { SlackConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { slackLogger } from './logger.ts';
import { SLACK_POLICY } from './policy.ts';

type ClientSettings = Pick<SlackConfig, 'apiUrl'> & { callWithinMs?: number | undefined };

/**
 * How every client of ours calls Slack: never repeating a call by itself, since its own retries would post twice when
 * only the answer was lost, and ending each call within ten seconds.
 */
export function clientOptions({
  apiUrl,
  callWithinMs: timeout = SLACK_POLICY.calls.withinMs,
}: ClientSettings) {
  return { ...(apiUrl ? { slackApiUrl: apiUrl } : {}), retryConfig: { retries: 0 }, timeout };
}

/** A client of Slack's Web API that leaves waiting, when Slack asks for it, to the caller. */
export function createClient(
  { botToken, ...settings }: Pick<SlackConfig, 'botToken'> & ClientSettings,
  ctx: { clock: Clock; log: Log },
): WebClient {
  return new WebClient(botToken, {
    ...clientOptions(settings),
    rejectRateLimitedCalls: true,
    logger: slackLogger(ctx),
  });
}

/** Answers of Slack that no waiting mends: the token is wrong, revoked, or may not do this. */
const REFUSALS = new Set([
  'account_inactive',
  'invalid_auth',
  'missing_scope',
  'not_allowed_token_type',
  'not_authed',
  'token_expired',
  'token_revoked',
]);

/** Whether Slack has said that it does not accept our token. */
export function refusesToken(error: unknown): boolean {
  return error instanceof WebAPIPlatformError && REFUSALS.has(error.data.error);
}
