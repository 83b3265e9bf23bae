import { transact } from '../context.ts';
import { recordThumb } from '../conversation/feedback.ts';
import { invalid } from '../errors.ts';
import { heardIn, ONLY_MEMBERS, type PressHandler } from './handler.ts';

const GOOD = 'Thanks.';
const BAD = 'Thanks for telling me. What should have been different? Just write it here.';

const THUMB = /^(up|down):(.+)$/;

/** A thumb below an answer, up or down; its value is which of them, and the run that gave the answer. */
export const thumb = {
  who: 'member',
  otherwise: ONLY_MEMBERS,
  does: async (ctx, { value, place }) => {
    const [, way, runId] = THUMB.exec(value) ?? [];
    if (!runId) throw invalid('I do not know this answer.');
    const isGood = way === 'up';
    const { channel } = place;
    await transact(heardIn(ctx, place), (ctx) => recordThumb(ctx, { runId, channel, isGood }));
    return { say: isGood ? GOOD : BAD };
  },
} satisfies PressHandler;

/** The value of a thumb below the answer of a run. */
export const thumbValue = (way: 'up' | 'down', runId: string): string => `${way}:${runId}`;
