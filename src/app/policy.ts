/** How long, how often and how much in what people ask of Rapport. */
export const APP_POLICY = {
  /** More answers than this in one thread within an hour mean that two bots are talking. */
  answers: { most: 60, withinMs: 3_600_000 },
  /** How often something is drawn anew because others drew it meanwhile. Past it others are still at it, and draw last. */
  drawingRounds: 5,
  /**
   * A report is shared with a channel after Slack was asked about everybody in it: not about more people than `people`,
   * `atOnce` at a time. Where Slack does not answer before a delivery, it is asked again after `askAgainMs`.
   */
  sharing: { people: 200, atOnce: 8, askAgainMs: 30_000 },
  /** People to whom one request offers a report. */
  offers: 10,
  /** Schedules of the team, as leads are shown them. */
  teamSchedules: 30,
  /** Later runs for the same person that are looked through for an answer that was given in words. */
  questions: { laterRuns: 20 },
  /** People whom one message mentions that are asked for; further ones stay as they are. */
  mentions: 10,
  /** Follow-ups that one message names, each with its buttons; and members of whom it is asked whether they are leads. */
  reminders: { most: 8, asked: 20 },
  /** Entries of each section of Home: all of them fit into the blocks of one tab, and what is left over is for what was learned. */
  home: {
    due: 6,
    interactions: 4,
    nextDeals: 4,
    schedules: 4,
    overdueMembers: 5,
    quiet: 5,
    /** Pairs that may be one, as those are shown them who decide. */
    pairs: 3,
    brokenReports: 3,
    members: 15,
    failedWithinMs: 7 * 24 * 3_600_000,
  },
  /** Report runs that an admin is shown. */
  reportRuns: 20,
  /** Schedules of members who have left: admins are shown as many, from as far back; older ones nobody misses. */
  formerSchedules: { most: 40, withinMs: 90 * 24 * 3_600_000 },
  /** Admins who are asked by direct message whether a question is kept, where there is no channel for it. */
  keeping: { askedAdmins: 5 },
} as const;
