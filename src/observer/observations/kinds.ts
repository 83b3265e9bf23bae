import type { Kind } from './kind.ts';
import { customerTrend } from './kinds/customer-trend.ts';
import { failure } from './kinds/failure.ts';
import { missedCapture } from './kinds/missed-capture.ts';
import { request } from './kinds/request.ts';
import { risk } from './kinds/risk.ts';
import { systemFeedback } from './kinds/system-feedback.ts';
import { teamRequest } from './kinds/team-request.ts';
import { theme } from './kinds/theme.ts';
import { PREFERENCE, userPreference } from './kinds/user-preference.ts';

/**
 * The kinds of observations, in the order in which people and the observer are told of them. To add one, add its row
 * here and a detector to the signals it rests on: nothing else names a kind.
 */
export const KINDS: Readonly<Record<string, Kind>> = {
  [PREFERENCE]: userPreference,
  missed_capture: missedCapture,
  request,
  risk,
  theme,
  customer_trend: customerTrend,
  team_request: teamRequest,
  system_feedback: systemFeedback,
  failure,
};
