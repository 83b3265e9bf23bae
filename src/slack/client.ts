import { WebAPIPlatformError, WebClient } from '@slack/web-api';
import type { SlackConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { slackLogger } from './logger.ts';

const TIMEOUT_MS = 10_000;

/**
 * A client that never repeats a call by itself: its own retries would post twice when only the answer was lost. Each
 * call ends within ten seconds.
 */
export function createClient(
  { botToken, apiUrl }: Pick<SlackConfig, 'botToken' | 'apiUrl'>,
  log: Log,
): WebClient {
  return new WebClient(botToken, {
    ...(apiUrl ? { slackApiUrl: apiUrl } : {}),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: TIMEOUT_MS,
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
