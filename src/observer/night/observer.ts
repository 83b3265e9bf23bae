import type { Assistant } from '../../model/next-step.ts';
import type { Spending } from './budget.ts';

/** What nights need besides the database. */
export type Observer = Spending & {
  assistant: Assistant;
  nightlyAt: string;
  /** The channel that gets the digest. */
  channel?: string;
};
