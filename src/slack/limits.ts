/** Slack's numbers. Source: https://docs.slack.dev/reference/block-kit/blocks */
export const LIMITS = {
  sectionText: 3_000,
  fallbackText: 3_500,
  blocks: 50,
  /** Lines of one card, and the length of one; ours, so that a card stays a card. */
  facts: 40,
  fact: 300,
  buttonText: 75,
  buttonValue: 2_000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  /** All the text of one message. */
  messageText: 13_000,
} as const;
