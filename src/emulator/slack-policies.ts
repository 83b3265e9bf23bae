/** How long, how often and how many, as Slack documents it or is seen to do it. What blocks may hold stands in rules/. */
export const SLACK = {
  /** An app that has not acknowledged a request by then is taken for dead. */
  ackWithinMs: 3_000,
  /** A trigger opens one view, and only while the person who clicked is still looking. */
  triggerLifetimeMs: 3_000,
  /** Modals that lie upon each other. */
  stackedViews: 3,
  /** How often one response URL may be used, and for how long. */
  responseUrl: { uses: 5, lifetimeMs: 30 * 60_000 },
  /** Characters of a message; more are refused as `msg_too_long`. */
  messageCharacters: 40_000,
  /** Entries of one page of a list: as many unless asked otherwise, and at the most. */
  page: { usual: 100, most: 999 },
  /** Characters after which an external select asks the app, unless the element says otherwise. */
  minQueryLength: 3,
  /** A connection of Socket Mode is pinged, so that the app notices when it is lost. */
  pingEveryMs: 10_000,
} as const;
