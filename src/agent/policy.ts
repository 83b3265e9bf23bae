/** How long, how often and how much in the agent's work. Lengths are in characters. */
export const AGENT_POLICY = {
  /**
   * What one run may cost. Past a limit the person gets an honest sentence. Time is looked at between steps; where the
   * model is slow, a run may take as long as `answers` of its answers may.
   */
  run: { modelSteps: 8, toolCalls: 24, tokens: 120_000, wallMs: 120_000, answers: 2 },
  tools: {
    /** The longest result that the model is shown, as JSON: a run with several of them still fits a small context. */
    resultLength: 12_000,
    /** Documents that one run may put before the person besides its answer: more would bury the answer. */
    documents: 3,
  },
  /** What the model is shown of the conversation: enough for “the second one” and “as I said yesterday”. */
  window: {
    threadMessages: 20,
    threadMessageLength: 2_000,
    ownMessages: 10,
    ownMessageLength: 500,
    replies: 10,
    replyLength: 300,
    colleagues: 50,
    /** The message that is answered: a long pasted mail is read to its end. */
    messageLength: 12_000,
  },
  openQuestions: {
    /** The message that a question was about. It is shown whole where the window cuts it. */
    aboutLength: 12_000,
    /** The refused calls of a question, as JSON. */
    callsLength: 12_000,
    /** Replies that are looked at, and questions before the last one that are shown. */
    replies: 5,
    earlier: 2,
    /**
     * How long after a question a message elsewhere, or after other questions, may be its answer: within a working day
     * people answer late, the next day “yes” means something else.
     */
    answerWithinMs: 6 * 3_600_000,
  },
  reports: {
    /** Reports that a search gives, and how many of them with what their params take, so that they can be run at once. */
    found: 8,
    explained: 5,
  },
  card: {
    /** The longest name, title or reason on a line that says what was not saved. */
    unsavedLength: 120,
    /** The longest reason why something was not undone, with what has to be undone before it. */
    notUndoneLength: 600,
  },
} as const;
