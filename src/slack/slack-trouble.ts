import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { INBOX_POLICY } from '../conversation/inbox.ts';
import { type Patience, RapportError } from '../errors.ts';

const SLACKS_OWN = [WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError];

/** Slack did not answer a question of ours, or refused it: what needs the answer waits. */
class SlackTrouble extends RapportError {
  override readonly patience: Patience;

  constructor(cause: unknown) {
    super('unavailable', 'Slack does not answer me at the moment');
    this.name = 'SlackTrouble';
    this.cause = cause;
    const retryAfterMs = cause instanceof WebAPIRateLimitedError ? cause.retryAfter * 1_000 : undefined;
    this.patience = { waitsMs: INBOX_POLICY.waitsMs, retryAfterMs };
  }
}

/** Gives a question to Slack whose failure is a `SlackTrouble`; any other error is thrown on. */
export function orSlackTrouble<Given extends unknown[], Answer>(
  ask: (...given: Given) => Promise<Answer>,
): (...given: Given) => Promise<Answer> {
  return async (...given) => {
    try {
      return await ask(...given);
    } catch (error) {
      throw SLACKS_OWN.some((kind) => error instanceof kind) ? new SlackTrouble(error) : error;
    }
  };
}
