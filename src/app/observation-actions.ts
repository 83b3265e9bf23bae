import { type Actor, type Context, transact } from '../context.ts';
import { enqueueIn, type InboxEntry } from '../conversation/inbox.ts';
import { RapportError } from '../errors.ts';
import { acceptCapture } from '../observer/observations/missed-captures.ts';
import { approveInReports, restore, takeBack } from '../observer/observations/preference-decisions.ts';
import { findOutcome } from '../observer/observations/review-outcomes.ts';
import { approve, dismissAsAsked, getEvidence } from '../observer/observations/reviews.ts';
import type { Row } from '../store/schema.ts';
import type { App } from './context.ts';
import type { PressHandler, Reply } from './handler.ts';
import { drawHome } from './home.ts';
import { redrawMessage } from './pair-cards.ts';
import type { MessagePayload } from './payloads.ts';

const UNKNOWN = 'This is not known any more.';

/** Decides about one observation; gives what is to be said besides what its card shows. */
type Decision = (ctx: App, id: string) => Promise<string | undefined>;

/** Decides, and draws the message anew: of all its cards, those that are decided now say so. */
const decides = (decide: Decision) =>
  ({
    who: 'member',
    does: async (ctx, { value: id, place }): Promise<Reply> => {
      const { said, isLate } = await decide(ctx, id).then(
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

/** Logs what was missed, or not. */
export const logMissed = decides(logCapture);
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

/** Reads the message once more, as an order to log it: the decision and the order are one transaction. */
async function logCapture(ctx: App, id: string): Promise<string | undefined> {
  const message = await transact(ctx, async (ctx) => {
    const found = await acceptCapture(ctx, { id });
    if (found)
      await enqueueIn(ctx, orderToLog(found, { id, actor: ctx.actor, text: ctx.chat.writeText(found.text) }));
    return found;
  }).catch(ignoreUnknown);
  ctx.inbox.nudge('conversation');
  return message ? undefined : 'That message was deleted, so there is nothing to log.';
}

/** Takes `not_found` for undefined: the observation is gone, or hidden from the person who asks. Throws other errors on. */
function ignoreUnknown(error: unknown): undefined {
  if (!(error instanceof RapportError) || error.code !== 'not_found') throw error;
}

function orderToLog(
  { threadKey, channel, ts, audience, createdAt }: Row<'messages'>,
  { id, actor, text }: { id: string; actor: Actor; text: string },
): InboxEntry {
  const root = threadKey.slice(channel.length + 1);
  const payload: MessagePayload = {
    user: actor.slackUserId,
    // On lines of its own: what is quoted in it stays a quotation when the message is read again.
    text: `Log this:\n${text}`,
    parts: [],
    files: [],
    ts,
    channel,
    threadTs: root === ts ? null : root,
    addressed: true,
    outsiders: false,
    direct: audience === 'direct',
  };
  return {
    kind: 'message',
    eventId: null,
    dedupeKey: `capture:${id}`,
    messageTs: ts,
    clientMsgId: null,
    threadKey,
    channel,
    ts,
    payload,
    receivedAt: createdAt,
    status: 'pending',
  };
}

/** The sentence for somebody who decides too late; other errors are thrown on. */
function sayTooLate(error: unknown): string {
  if (error instanceof RapportError && error.code === 'conflict') return 'This is decided already.';
  if (error instanceof RapportError && error.code === 'not_found') return UNKNOWN;
  throw error;
}
