import { forbidden, RapportError } from '../errors.ts';
import { buildNight } from '../observer/digest/night-facts.ts';
import { findNightSummary } from '../observer/digest/night-summary.ts';
import { LONGEST_LINE } from '../observer/observations/claim-rules.ts';
import { SETTING_CHANGE } from '../observer/observations/kinds/setting-change.ts';
import { getReviewable } from '../observer/observations/reviews.ts';
import { approveAfterAll, approveProposal, undoProposal } from '../observer/proposals/decide.ts';
import { requireReaders } from './channel-readers.ts';
import type { App } from './context.ts';
import type { FormHandler, PressHandler } from './handler.ts';
import { decides } from './observation-decisions.ts';
import type { FilledWord } from './screens.ts';

const ONLY_ADMINS = 'Only admins decide about what concerns the whole team.';

/** Says yes to what was observed; a change that it proposes is made. */
export const approveObservation = decides(async (ctx, id) => {
  await requirePostable(ctx, id);
  await approveProposal(ctx, { id });
  return undefined;
});

/** Takes a change back, or makes it after all. */
export const undoSetting = decides(async (ctx, id) => {
  await undoProposal(ctx, { id });
  return undefined;
});
export const makeSetting = decides(async (ctx, id) => {
  await requirePostable(ctx, id);
  await approveAfterAll(ctx, { id });
  return undefined;
});

/** Throws where a proposal is to post a report in a channel, and somebody who reads the channel may not run it. */
async function requirePostable(ctx: App, id: string): Promise<void> {
  const { kind, slot, subject: channel, valueKey: report } = await getReviewable(ctx, id);
  if (kind !== SETTING_CHANGE || slot !== 'report_for_channel') return;
  await requireReaders(ctx, { channel, report, given: {} }).catch((error) => {
    // No other code: that it is decided, or not known, is told of the proposal alone.
    throw error instanceof RapportError && !error.patience ? forbidden(error.message) : error;
  });
}

/** Asks an admin what the team means by a word. */
export const sayWord = {
  who: 'admin',
  otherwise: ONLY_ADMINS,
  does: async (ctx, { value: id }) => {
    const { valueKey: name, status } = await getReviewable(ctx, id);
    if (status !== 'proposed') return { say: 'This is decided already.' };
    return { form: Promise.resolve({ kind: 'team_word', id, name, most: LONGEST_LINE }) };
  },
} satisfies PressHandler;

/** Keeps what an admin has said of a word. */
export const fillInWord: FormHandler<FilledWord> = {
  who: 'admin',
  otherwise: ONLY_ADMINS,
  does: async (ctx, { id, line }) => {
    await approveProposal(ctx, { id, line });
    return { say: 'Thanks. I know this from now on.' };
  },
};

/** Shows an admin how a night went: what it read, what it cost, what was refused. */
export const showNight = {
  who: 'admin',
  does: async (ctx, { value: night }) => {
    const summary = await findNightSummary(ctx, { night });
    if (!summary) return { say: 'This night is not known.' };
    return { show: { kind: 'document', document: buildNight(summary) } };
  },
} satisfies PressHandler;
