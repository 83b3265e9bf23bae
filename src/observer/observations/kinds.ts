import type { Kind } from './kind.ts';
import { customerRisk } from './kinds/customer-risk.ts';
import { customerTheme } from './kinds/customer-theme.ts';
import { customerTrend } from './kinds/customer-trend.ts';
import { memberRequest } from './kinds/member-request.ts';
import { missedCapture } from './kinds/missed-capture.ts';
import { missingNumber } from './kinds/missing-number.ts';
import { seenFailure } from './kinds/seen-failure.ts';
import { SETTING_CHANGE, settingChange } from './kinds/setting-change.ts';
import { SLIPPING_PROMISE, slippingPromise } from './kinds/slipping-promise.ts';
import { systemFeedback } from './kinds/system-feedback.ts';
import { teamRequest } from './kinds/team-request.ts';
import { PREFERENCE, userPreference } from './kinds/user-preference.ts';

/**
 * The kinds of observations, in the order in which people and the observer are told of them. To add one, add its row
 * here and a detector to the signals it rests on: nothing else names a kind.
 */
export const KINDS: Readonly<Record<string, Kind>> = {
  [PREFERENCE]: userPreference,
  missed_capture: missedCapture,
  [SLIPPING_PROMISE]: slippingPromise,
  member_request: memberRequest,
  [SETTING_CHANGE]: settingChange,
  customer_risk: customerRisk,
  customer_theme: customerTheme,
  customer_trend: customerTrend,
  team_request: teamRequest,
  system_feedback: systemFeedback,
  seen_failure: seenFailure,
  missing_number: missingNumber,
};
