import type { Assistant } from '../../model/next-step.ts';

/** What nights may cost. */
export type Spending = {
  /** US dollars for a million tokens; costs are not known without. */
  price?: { input: number; output: number };
  /** US dollars that one night may cost, where there is a price. */
  budget: number;
};

/** The observer: its language model, what it may spend, and when and where it reports. */
export type Observer = Spending & {
  assistant: Assistant;
  /** The time of day at which nights end, `HH:MM`, in each member's zone. */
  nightlyAt: string;
  /** The channel that gets the digest; there is no digest without one. */
  channel?: string;
};
