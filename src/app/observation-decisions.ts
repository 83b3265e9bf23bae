import { RapportError } from '../errors.ts';
import { findOutcome } from '../observer/observations/review-outcomes.ts';
import type { App } from './context.ts';
import type { Place, PressHandler, Reply } from './handler.ts';
import { redrawMessage } from './redrawn-messages.ts';

const UNKNOWN = 'This is not known any more.';

/** Decides about one observation; gives what is to be said besides what its card shows. */
type Decision = (ctx: App, id: string, place: Place) => Promise<string | undefined>;

/** Decides, and draws the message anew: of all its cards, those that are decided now say so. */
export const decides = (decide: Decision) =>
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

/** The sentence for somebody who decides too late; other errors are thrown on. */
function sayTooLate(error: unknown): string {
  if (error instanceof RapportError && error.code === 'conflict') return 'This is decided already.';
  if (error instanceof RapportError && error.code === 'not_found') return UNKNOWN;
  throw error;
}
