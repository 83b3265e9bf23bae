/** How long, how often and how much where Rapport meets Slack. What Slack allows in a message stands in limits.ts. */
export const SLACK_POLICY = {
  calls: {
    /** One call may take this long; a delivery must end well within the lease of its row. */
    withinMs: 10_000,
    /** The pause after a call that came too soon, where Slack does not say how long to wait. */
    pauseMs: 30_000,
  },
  requests: {
    /** Slack waits three seconds for a command to be answered; what takes longer is said afterwards. */
    answerWithinMs: 2_000,
    /** A trigger lives for three seconds: when the form is not ready by then, something else is shown first. */
    formReadyWithinMs: 1_200,
    /** The largest request that is read. */
    mostBytes: '1mb',
  },
  files: {
    /** The largest file that is loaded; larger ones are imported from the command line. */
    mostBytes: 20 * 1024 * 1024,
    /** How long a file is loaded at most. */
    withinMs: 60_000,
  },
  sockets: {
    /** Slack sends a request at once: who is slower holds a connection that others need. */
    headersTimeout: 5_000,
    requestTimeout: 10_000,
    /** How often slow connections are looked for. */
    connectionsCheckingInterval: 1_000,
    /** An idle connection stays a moment for Slack's next request. */
    keepAliveTimeout: 5_000,
    /** One more than this takes the place of the one that has gone longest without a whole request. */
    mostConnections: 1_000,
  },
  connecting: {
    /** Until Slack has told where Rapport is installed, it is asked again after this long. */
    askAgainMs: 2_000,
    /** Socket Mode connects again after spans of time that double from the first to the longest. */
    firstWaitMs: 500,
    longestWaitMs: 30_000,
    /** A connection that does not end by itself is cut off after this long: what was on its way comes again. */
    closeWithinMs: 2_000,
  },
  identities: {
    /** How long what Slack has said about a user is believed: so long a guest may pass for a member. */
    freshForMs: 5 * 60_000,
    /** Users whom we remember; past it memory is emptied and Slack is asked anew. */
    remembered: 50_000,
    /** Users whom Slack is asked about at the same time. */
    lookUpsAtOnce: 4,
    /** Users on one page of Slack's list. */
    pageSize: 500,
  },
  /** Channels of direct messages that we remember; past it they are read from the database again. */
  directChannels: { remembered: 10_000, asksAtOnce: 4 },
  /**
   * Questions to Slack about channels and who is in them. So long an organisation that is invited into a channel may not be
   * noticed; once it has joined, each message tells so.
   */
  channels: { atOnce: 4, freshForMs: 5 * 60_000, remembered: 10_000 },
  recipients: {
    /** What Slack has said of somebody holds this long for what is scheduled: Slack tells at once what changes. */
    trustedForMs: 24 * 3_600_000,
    /** Slack is asked for the list of all users at most this often. */
    askAllEveryMs: 10 * 60_000,
    /** While Slack cannot be asked, it is left alone for spans of time that double from the first to the last. */
    firstPauseMs: 5_000,
    lastPauseMs: 5 * 60_000,
  },
  catchUp: {
    /**
     * Conversations active in the last `activeDays` are read again from `overlapDays` before the last thing seen in them:
     * what came through meanwhile is known and taken once, what fell into a hole is found.
     */
    activeDays: 7,
    overlapDays: 1,
    threads: 300,
    /** Threads of which some are read: most of them are read with their channel. */
    threadsLookedAt: 3_000,
    pages: 10,
    pageSize: 200,
    tries: 5,
    /** The wait before a place that could not be read is tried again, times how often that has failed. */
    againMs: 5_000,
    /** Slack allows about 50 of these calls a minute: after the first ones there is a pause before each. */
    callsAtOnce: 20,
    pauseMs: 1_200,
  },
  readBack: {
    /** Messages on a page, where a message is looked for that may have been posted already. */
    pageSize: 200,
    /** The search begins this long before the first attempt, since Slack's clock is not ours. */
    earlierMs: 60_000,
  },
  readiness: {
    /** Who watches over services gives up on an answer after a few seconds. */
    answerWithinMs: 3_000,
    /** How long an answer of the database is told again, without asking. */
    freshForMs: 1_000,
  },
  waiting: {
    /** Slack takes a status away after two minutes: before that it is shown again. */
    repeatEveryMs: 60_000,
  },
} as const;
