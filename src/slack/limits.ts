/**
 * What fits into Slack's messages, forms and tabs; lengths in characters. Numbers marked as ours are stricter than Slack.
 * Source: https://docs.slack.dev/reference/block-kit/blocks
 */
export const LIMITS = {
  sectionText: 3_000,
  fallbackText: 3_500,
  blocks: 50,
  contextText: 2_000,
  /** Lines of one card, the length of one, and of all; ours, so that a card stays a card. */
  facts: 40,
  fact: 300,
  card: 8_000,
  /** Things with buttons of their own in one message, all their text, and that of each; ours. */
  cards: 8,
  cardsText: 7_500,
  cardTitle: 100,
  cardText: 400,
  cardNote: 200,
  /** Quotes of one card, and the characters of one with its link. */
  cardQuotes: 3,
  cardQuote: 500,
  buttonText: 75,
  buttonValue: 2_000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  /** The title of a thread in which the agent works. */
  sessionTitle: 200,
  /** A value that both of two merged customers keep, as the form shows it; ours. */
  mergedValue: 300,
  modalTitle: 24,
  inputLabel: 150,
  inputHint: 300,
  placeholder: 150,
  optionText: 75,
  /** What one field for text takes. */
  inputText: 3_000,
  options: 100,
  /** People that one form offers something to; ours. */
  offeredTo: 10,
  /** The length of a modal's private_metadata. */
  metadata: 3_000,
  /** Rows of a data table without its header, and those on one page (ours). */
  tableRows: 100,
  tablePage: 10,
  /** All the text of a table; and of one cell (ours). */
  tableText: 10_000,
  tableCell: 200,
  chartTitle: 50,
  axisLabel: 50,
  /** All the text of one message. Not documented: Slack was seen to refuse a little more. */
  messageText: 13_000,
  /** Room that the words of a message leave for a table, or for saying that it is too large; ours. */
  leftForTable: 100,
  /** Entries on one page of the list of reports, and of schedules; ours, so that a page is seen at a glance. */
  reportPage: 6,
  schedulePage: 10,
  /** Schedules of channels that can be taken over, each with a button; ours. */
  takeOvers: 10,
  /** Report files that cannot be used, as admins are shown them; ours. */
  brokenReports: 5,
  /** The name and params of one run in the list of runs; ours. */
  reportRun: 150,
  /** Sources of an observation that are shown to the person who asks for them; ours. */
  sources: 10,
  /** Blocks of the Home tab. */
  homeBlocks: 100,
  /** Things learned on the Home tab at most, two blocks each, where there is room for them; and sources quoted of each. */
  learned: 40,
  learnedSources: 3,
} as const;
