import { transact } from '../context.ts';
import { recordCorrection } from '../conversation/feedback.ts';
import { findUndoer } from '../crm/changes.ts';
import { undoRun } from '../crm/undo.ts';
import type { Fact } from '../delivery/document.ts';
import { undoneBy } from './closed-card.ts';
import type { App } from './context.ts';
import { heardIn, ONLY_MEMBERS, type PressHandler } from './handler.ts';

/** Takes back what an answer has saved; its value is the run. */
export const undo = {
  who: 'member',
  otherwise: ONLY_MEMBERS,
  once: true,
  keeps: (runId) => ({ feedback: runId }),
  does: (ctx, { value: runId, place }) => undoAnswer(heardIn(ctx, place), runId),
} satisfies PressHandler;

/** Takes back what a run has saved. Gives the line that says so. */
export async function undoAnswer(ctx: App, runId: string): Promise<Fact> {
  const earlier = await findUndoer(ctx, { runId });
  if (earlier) return undoneBy(earlier);
  await transact(ctx, async (ctx) => {
    await undoRun(ctx, { runId });
    await recordCorrection(ctx, { runId });
  });
  return undoneBy(ctx.actor.name);
}
