import type { Context } from '../context.ts';
import { findRunById } from '../conversation/agent-runs.ts';
import { findInboxRow } from '../conversation/inbox.ts';

/** The message that a run has answered: what is written with it as its source is found from there by “undo”. */
export async function sourceOfRun(ctx: Context, runId: string): Promise<Context['source']> {
  const found = await findRunById(ctx, runId);
  const asked = found && (await findInboxRow(ctx, found.run.inboxId));
  if (!found || !asked?.channel) return undefined;
  const { channel, threadKey } = asked;
  return {
    channel,
    ts: asked.messageTs ?? asked.ts,
    threadKey,
    at: ctx.clock.now(),
    runId: found.run.id,
  };
}
