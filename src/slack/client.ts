import { WebAPIPlatformError, WebClient } from '@slack/web-api';
import type { SlackConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { slackLogger } from './logger.ts';

const TIMEOUT_MS = 10_000;

/**
 * How every client of ours calls Slack: never repeating a call by itself, since its own retries would post twice when
 * only the answer was lost, and ending each call within ten seconds.
 */
export function clientOptions({ apiUrl }: Pick<SlackConfig, 'apiUrl'>) {
  return { ...(apiUrl ? { slackApiUrl: apiUrl } : {}), retryConfig: { retries: 0 }, timeout: TIMEOUT_MS };
}

/** A client of Slack's Web API that leaves waiting, when Slack asks for it, to the caller. */
export function createClient(
  { botToken, apiUrl }: Pick<SlackConfig, 'botToken' | 'apiUrl'>,
  log: Log,
): WebClient {
  return new WebClient(botToken, {
    ...clientOptions({ apiUrl }),
    rejectRateLimitedCalls: true,
    logger: slackLogger(log),
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
