/** Somebody whose clock goes with the workspace's: the app that is tried there. */
export type Timekeeper = {
  /** Moves the timekeeper's clock so far ahead: called at once, and after each jump. */
  moveTo(aheadMs: number): Promise<void>;
  /** When the timekeeper's next work is due, so that a jump waits for it; in the past while it is done. */
  nextDue?(): Promise<Date | undefined>;
  /** When the timekeeper's next night begins. */
  nextNight?(): Promise<Date | undefined>;
};
