/** Bounds of what one pass of the observer may propose; lengths in characters. */
export const LIMITS = {
  /** A sentence that fits a card. */
  claim: 200,
  quote: 300,
  /** Citations of one proposal. */
  evidence: 5,
  /** Proposals of one member and night. */
  proposals: 5,
  /** Signals of one name that one night tells the observer of, the strongest. */
  signals: 10,
} as const;
