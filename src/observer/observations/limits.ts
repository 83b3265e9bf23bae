/** Bounds of what one pass of the observer may propose; lengths in characters. */
export const LIMITS = {
  /** A sentence that fits a card. */
  claim: 200,
  quote: 300,
  /** Citations of one proposal. */
  evidence: 5,
  /** Proposals of one pass that people are told of. */
  proposals: 5,
  /** Questions of one pass about what a person has said: they leave the others their places, and mornings their peace. */
  questions: 3,
  /** Signals of one name that one night tells the observer of, the strongest. */
  signals: 10,
} as const;
