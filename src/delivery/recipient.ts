import type { Actor, Writing } from '../context.ts';
import type { ReportDefinition } from '../reports/definition.ts';

/**
 * Who gets a delivery: the member as they are now, and the channel of their direct messages; or why the member is gone.
 */
export type Recipient = { actor: Actor; channel: string } | { gone: string };

/** The chat service cannot say just now who a member is, or where to reach them; it is asked again after `waitMs`. */
export class TryLater extends Error {
  readonly waitMs: number;

  constructor(message: string, waitMs: number) {
    super(message);
    this.name = 'TryLater';
    this.waitMs = waitMs;
  }
}

/** Looks up the recipient of a delivery. Throws `TryLater` when the chat service cannot be asked. */
export type FindRecipient = { recipientOf(memberId: string): Promise<Recipient> };

/** What schedules of channels need to know of the chat service, and of the team. */
export type ChannelKeeper = {
  /**
   * Throws `forbidden` or `conflict` unless everybody who reads the channel may run the report, and `TryLater` when the chat service
   * cannot be asked.
   */
  requireReaders(post: {
    channel: string;
    definition: Pick<ReportDefinition, 'name' | 'roles'>;
  }): Promise<void>;
  /** Notes that somebody else is to be asked to answer for schedules, whose owner cannot any more. */
  askForOwner(ctx: Writing, scheduleIds: readonly string[]): Promise<void>;
};
