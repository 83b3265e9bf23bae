import { transact } from '../context.ts';
import { endInbox } from '../conversation/inbox.ts';
import { StopPayload } from '../conversation/inbox-stops.ts';
import type { Row } from '../store/schema.ts';
import type { AppSystem } from './context.ts';

/**
 * Ends a wish to stop. The runs before it in its thread have heeded it (`agent/stop-wishes.ts`), since they come first; what
 * is left is to say that nothing is under way any more.
 */
export async function handleStop(ctx: AppSystem, row: Row<'inbox'>): Promise<void> {
  await ctx.chat.endWaiting(StopPayload.parse(row.payload));
  await transact(ctx, (ctx) => endInbox(ctx, { held: row, end: { status: 'forgotten' } }));
}
