import { z } from 'zod';
import type { Installation } from './installation.ts';
import { isForUs } from './teams.ts';

/** It comes without an envelope, for each minute in which Slack had more to tell than it delivers. */
const RateLimited = z.object({ type: z.literal('app_rate_limited') });

/**
 * Whether Slack tells that it has dropped events of ours, more than 30,000 within the hour.
 * Source: https://docs.slack.dev/reference/events/app_rate_limited
 */
export function tellsLoss(body: unknown, installation: Installation): boolean {
  return RateLimited.safeParse(body).success && isForUs(body, installation);
}
