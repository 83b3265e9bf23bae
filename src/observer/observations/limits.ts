/** Bounds of what one pass of the observer may say; lengths in characters. */
export const LIMITS = {
  claim: 200,
  quote: 300,
  evidence: 5,
  /** Proposals of one member and night. */
  proposals: 5,
  /** Retirements of one member and night, as a share of what is active; one may always go. */
  retired: 0.1,
  /** Signals of one name that are news in one night, the strongest. */
  signals: 10,
} as const;
