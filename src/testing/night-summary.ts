import type { NightSummary } from '../observer/digest/digest.ts';

/** The summary of a made-up night, to which tests add cards. */
export const MADE_UP_NIGHT: NightSummary = {
  night: '2026-11-24',
  locale: 'en-GB',
  seen: 3,
  quiet: 0,
  failed: [],
  stopped: [],
  newMessages: 9,
  newInteractions: 4,
  modelCalls: 3,
  inputTokens: 900,
  outputTokens: 90,
  costMicros: null,
  created: 3,
  merged: 0,
  retired: 0,
  rejected: {},
  cards: [],
};
