import type { App } from '@slack/bolt';
import { type Actor, type Context, transact } from '../../context.ts';
import { enqueueIn, type InboxEntry } from '../../conversation/inbox.ts';
import type { Action } from '../../delivery/document.ts';
import { findDelivered } from '../../delivery/outbox.ts';
import { messageOf, RapportError } from '../../errors.ts';
import { acceptCapture } from '../../observer/observations/missed-captures.ts';
import { findOutcome, redrawCards } from '../../observer/observations/review-outcomes.ts';
import { approve, dismissAsAsked, getEvidence } from '../../observer/observations/reviews.ts';
import type { Row } from '../../store/schema.ts';
import { drawUntilSettled } from '../draw.ts';
import type { MessagePayload } from '../events.ts';
import type { Services } from '../services.ts';
import { escapeText } from '../text.ts';
import { buildLooks } from '../views/document.ts';
import { buildEvidence } from '../views/evidence.ts';
import { publishHome } from './home.ts';
import { type Click, type Deed, listenToDeeds } from './requests.ts';

const UNKNOWN = 'This is not known any more.';

/** Decides about one observation; gives what is to be said besides what its card shows. */
type Decision = (ctx: Context, services: Services, id: string) => Promise<string | undefined>;

const DECISIONS = {
  observation_approve: async (ctx, _, id) => {
    await approve(ctx, { id });
    return undefined;
  },
  observation_dismiss: dismissAsShown,
  observation_forget: async (ctx, services, id) => {
    await dismissAsShown(ctx, services, id);
    await publishHome(ctx, services);
    return undefined;
  },
  capture_log: logCapture,
  capture_skip: dismissAsShown,
} satisfies Partial<Record<Action['id'], Decision>>;

async function dismissAsShown(ctx: Context, _: Services, id: string): Promise<undefined> {
  await dismissAsAsked(ctx, { id });
}

/** Reads the message once more, as an order to log it: the decision and the order are one transaction. */
async function logCapture(ctx: Context, { nudge }: Services, id: string): Promise<string | undefined> {
  const message = await transact(ctx, async (ctx) => {
    const found = await acceptCapture(ctx, { id });
    if (found) await enqueueIn(ctx, orderToLog(found, { id, actor: ctx.actor }));
    return found;
  }).catch(ignoreUnknown);
  nudge();
  return message ? undefined : 'That message was deleted, so there is nothing to log.';
}

/** What is not known any more, or not known to the person who asks, is nothing to them. */
function ignoreUnknown(error: unknown): undefined {
  if (!(error instanceof RapportError) || error.code !== 'not_found') throw error;
}

function orderToLog(
  { threadKey, channel, ts, text, audience, createdAt }: Row<'messages'>,
  { id, actor }: { id: string; actor: Actor },
): InboxEntry {
  const root = threadKey.slice(channel.length + 1);
  const payload: MessagePayload = {
    user: actor.slackUserId,
    // On lines of its own: what is quoted in it stays a quotation when the message is read again.
    text: `Log this:\n${escapeText(text)}`,
    files: [],
    ts,
    channel,
    threadTs: root === ts ? null : root,
    addressed: true,
    direct: audience === 'direct',
  };
  return {
    kind: 'message',
    eventId: null,
    dedupeKey: `capture:${id}`,
    clientMsgId: null,
    threadKey,
    channel,
    messageTs: ts,
    ts,
    payload,
    receivedAt: createdAt,
    status: 'pending',
  };
}

/** Decides, and draws the message anew: of all its cards, those that are decided now say so. */
const deedOf =
  (decide: Decision): Deed =>
  async (ctx, services, click) => {
    const { value: id } = click;
    const outcome = await decide(ctx, services, id).then(
      (said) => ({ said, isLate: false }),
      (error) => ({ said: sayTooLate(error), isLate: true }),
    );
    const isDrawn = await redraw(services, click);
    const { said, isLate } = outcome;
    const decided = isLate || !isDrawn ? await findOutcome(ctx, id) : undefined;
    const words = [said, said === UNKNOWN ? undefined : decided].filter((each) => each !== undefined);
    return words.length > 0 ? { say: words.join(' ') } : undefined;
  };

/** What is said to somebody who comes too late; other errors are thrown on. */
function sayTooLate(error: unknown): string {
  if (error instanceof RapportError && error.code === 'conflict') return 'This is decided already.';
  if (error instanceof RapportError && error.code === 'not_found') return UNKNOWN;
  throw error;
}

/** Draws the cards of a message as the database has them. Says whether it could. */
async function redraw({ system, client }: Services, { channel, message }: Click): Promise<boolean> {
  if (!message) return false;
  const at = { channel: channel.id, postedTs: message.ts };
  const delivered = await findDelivered(system, at);
  if (!delivered?.cards) return false;
  try {
    await drawUntilSettled({
      derive: async () => buildLooks(await redrawCards(system, delivered))[0],
      draw: (look) => client.chat.update({ channel: channel.id, ts: message.ts, ...look } as never),
    });
    return true;
  } catch (error) {
    system.log.warn({ error: messageOf(error) }, 'cards not redrawn');
    return false;
  }
}

/** Shows where an observation comes from, to nobody but the person who asks. */
const showEvidence: Deed = async (ctx, _, { value: id }) => {
  const found = await getEvidence(ctx, id).catch(ignoreUnknown);
  return found ? { whisper: buildEvidence(found) } : { say: 'You cannot see where this comes from.' };
};

/** Everything about observations that is clicked in messages. Identity and role are read anew every time. */
export function listenToObservations(app: App, services: Services): void {
  const decisions = Object.entries(DECISIONS).map(([id, decide]): [string, Deed] => [id, deedOf(decide)]);
  listenToDeeds(app, services, { ...Object.fromEntries(decisions), observation_evidence: showEvidence });
}
