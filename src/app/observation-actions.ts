import type { Context } from '../context.ts';
import { RapportError } from '../errors.ts';
import { approveInReports, restore, takeBack } from '../observer/observations/preference-decisions.ts';
import { finishPromiseOf } from '../observer/observations/promises.ts';
import { dismissAsAsked, getEvidence } from '../observer/observations/reviews.ts';
import { logCapture, undoCapture } from './captures.ts';
import type { App } from './context.ts';
import { heardIn, type PressHandler } from './handler.ts';
import { refreshHome } from './home.ts';
import { decides } from './observation-decisions.ts';

export const dismissObservation = decides(dismissAsShown);

/** Decides about what was learned about the person, and draws their Home tab, which lists it. */
const decidesLearned = (decide: (ctx: App, input: { id: string }) => Promise<unknown>) =>
  decides(async (ctx, id) => {
    await decide(ctx, { id });
    await refreshHome(ctx);
    return undefined;
  });

/** Forgets what was learned, or makes it count again. */
export const forgetObservation = decidesLearned(takeBack);
export const restoreObservation = decidesLearned(restore);

/** Says yes to a question about all answers, but for answers about reports alone. */
export const approveForReports = decidesLearned(approveInReports);

/** Logs what was missed, or not; or takes back what was logged of it. */
export const logMissed = decides(async (ctx, id, place) => {
  const isThere = await logCapture(ctx, { id, place }).catch(ignoreUnknown);
  return isThere ? undefined : 'That message was deleted, so there is nothing to log.';
});
export const undoMissed = decides(async (ctx, id, place) => {
  await undoCapture(heardIn(ctx, place), { id });
  return undefined;
});
export const skipMissed = decides(dismissAsShown);

/** Marks a promise as done. */
export const finishPromise = decides(async (ctx, id) => {
  await finishPromiseOf(ctx, { id });
  return undefined;
});

/** Shows where an observation comes from, to nobody but the person who asks. */
export const showEvidence = {
  who: 'member',
  does: async (ctx, { value: id }) => {
    const found = await getEvidence(ctx, id).catch(ignoreUnknown);
    if (!found) return { say: 'You cannot see where this comes from.' };
    return { show: { kind: 'evidence', ...found } };
  },
} satisfies PressHandler;

/** Dismisses an observation, unless it was approved since the card was drawn: the click did not know. */
async function dismissAsShown(ctx: Context, id: string): Promise<undefined> {
  await dismissAsAsked(ctx, { id });
}

/** Takes `not_found` for undefined: the observation is gone, or hidden from the person who asks. Throws other errors on. */
function ignoreUnknown(error: unknown): undefined {
  if (!(error instanceof RapportError) || error.code !== 'not_found') throw error;
}
