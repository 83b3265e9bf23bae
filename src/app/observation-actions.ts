import type { Context } from '../context.ts';
import { RapportError } from '../errors.ts';
import { approveInReports, restore, takeBack } from '../observer/observations/preference-decisions.ts';
import { findOutcome } from '../observer/observations/review-outcomes.ts';
import { approve, dismissAsAsked, getEvidence } from '../observer/observations/reviews.ts';
import { logCapture, undoCapture } from './captures.ts';
import type { App } from './context.ts';
import { heardIn, type Place, type PressHandler, type Reply } from './handler.ts';
import { drawHome } from './home.ts';
import { redrawMessage } from './pair-cards.ts';

const UNKNOWN = 'This is not known any more.';

/** Decides about one observation; gives what is to be said besides what its card shows. */
type Decision = (ctx: App, id: string, place: Place) => Promise<string | undefined>;

/** Decides, and draws the message anew: of all its cards, those that are decided now say so. */
const decides = (decide: Decision) =>
  ({
    who: 'member',
    does: async (ctx, { value: id, place }): Promise<Reply> => {
      const { said, isLate } = await decide(ctx, id, place).then(
        (said) => ({ said, isLate: false }),
        (error) => ({ said: sayTooLate(error), isLate: true }),
      );
      const isDrawn = await redrawMessage(ctx, place);
      const decided = isLate || !isDrawn ? await findOutcome(ctx, id) : undefined;
      const words = [said, said === UNKNOWN ? undefined : decided].filter((each) => each !== undefined);
      return words.length > 0 ? { say: words.join(' ') } : undefined;
    },
  }) satisfies PressHandler;

export const approveObservation = decides(async (ctx, id) => {
  await approve(ctx, { id });
  return undefined;
});

export const dismissObservation = decides(dismissAsShown);

/** Decides about what was learned about the person, and draws their Home tab, which lists it. */
const decidesLearned = (decide: (ctx: App, input: { id: string }) => Promise<unknown>) =>
  decides(async (ctx, id) => {
    await decide(ctx, { id });
    await drawHome(ctx);
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

/** The sentence for somebody who decides too late; other errors are thrown on. */
function sayTooLate(error: unknown): string {
  if (error instanceof RapportError && error.code === 'conflict') return 'This is decided already.';
  if (error instanceof RapportError && error.code === 'not_found') return UNKNOWN;
  throw error;
}
