import type { Assistant } from '../../model/step.ts';

/** What nights need besides the database. */
export type Observer = {
  assistant: Assistant;
  nightlyAt: string;
  /** The channel that gets the digest. */
  channel?: string;
  /** US dollars for a million tokens. */
  price?: { input: number; output: number };
  /** US dollars that one night may cost, where there is a price. */
  budget: number;
};
