import type { Kind } from './kind.ts';
import { customerTrend } from './kinds/customer-trend.ts';
import { missedCapture } from './kinds/missed-capture.ts';
import { systemFeedback } from './kinds/system-feedback.ts';
import { PREFERENCE, userPreference } from './kinds/user-preference.ts';

/**
 * The kinds of observations, in the order in which people and the observer are told of them. To add one, add its row
 * here and a detector to the signals it rests on: nothing else names a kind.
 */
export const KINDS: Readonly<Record<string, Kind>> = {
  [PREFERENCE]: userPreference,
  missed_capture: missedCapture,
  customer_trend: customerTrend,
  system_feedback: systemFeedback,
};
