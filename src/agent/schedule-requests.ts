import { z } from 'zod';
import type { Writing } from '../context.ts';
import { enqueueIn } from '../conversation/inbox.ts';
import { newId } from '../ids.ts';

/**
 * A report that a lead or admin wants to have posted in a channel, or offered to others, as the inbox keeps it until it is known who
 * reads the channel and who the others are.
 */
export const ScheduleRequest = z.strictObject({
  /** The Slack user who asks for it. */
  user: z.string(),
  report: z.string(),
  given: z.record(z.string(), z.unknown()),
  cadence: z.unknown(),
  condition: z.unknown(),
  ends_on: z.string().nullable(),
  channel: z.string().nullable(),
  /** Slack users to whom it is offered. */
  people: z.array(z.string()),
  /** Whether the person has said so in a form; what was said in words is asked first. */
  confirmed: z.boolean(),
  /** The conversation in which it was asked for. */
  asked: z.strictObject({ channel: z.string(), threadTs: z.string().nullable() }).nullable(),
});
export type ScheduleRequest = z.infer<typeof ScheduleRequest>;

/** Keeps a request in the transaction in which it was made, once for each `key`. */
export async function enqueueScheduleRequest(
  ctx: Writing,
  request: ScheduleRequest,
  key: string = newId(),
): Promise<void> {
  await enqueueIn(ctx, {
    kind: 'schedule_request',
    eventId: null,
    dedupeKey: `schedule_request:${key}`,
    clientMsgId: null,
    threadKey: `schedule_request:${request.user}`,
    channel: null,
    messageTs: null,
    ts: (ctx.clock.now().getTime() / 1_000).toFixed(6),
    payload: request,
    status: 'pending',
  });
}
