import type { Step } from '../agent-steps.ts';
import type { Context, Writing } from '../context.ts';
import type { AgentRun } from '../conversation/agent-runs.ts';
import { endInbox, type InboxEnd } from '../conversation/inbox.ts';
import { saveMessage } from '../conversation/messages.ts';
import { addressesOf, namesOfPromisees } from '../crm/change-contents.ts';
import { listChanges } from '../crm/changes.ts';
import { keepWholeText } from '../crm/whole-text.ts';
import { type Delivery, enqueueClaimed, enqueueDelivery } from '../delivery/outbox.ts';
import { RapportError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Row } from '../store/schema.ts';
import type { IncomingMessage } from './agent.ts';
import { listCustomersMeant } from './customers-meant.ts';
import { listFielded } from './fielded-customers.ts';
import { noteNothingSaved } from './nothing-saved-note.ts';
import { asks } from './open-questions.ts';
import { findQuestion } from './question.ts';
import { listRefusedReports } from './refused-reports.ts';
import { listRefusedWrites, type RefusedWrite } from './refused-writes.ts';
import { buildReply, type RunEffects } from './reply-card.ts';
import { showPair } from './same-customer.ts';
import { listUnclearCompanies } from './unclear-companies.ts';
import { listUnkeptPoints } from './unkept-points.ts';
import { readWhole } from './whole-message.ts';

/** The reply to a message, and how the inbox row of the message ends. */
type ReplyInput = {
  message: IncomingMessage;
  /** The key of the delivery, where it is not the one answer to the message. */
  key?: string;
  /** The words of the reply; they may depend on what the run has saved. */
  text(effects: RunEffects): string;
  runId: AgentRun['id'] | undefined;
  steps: readonly Step[];
  /** The run has got to its end: people may say what they think of it. */
  isAnswer?: boolean;
  /** The actor's direct messages, when the channel must not read what was saved, or was to be. */
  direct: string | undefined;
  end: InboxEnd;
};

/** Puts a card for each two of whom one was to have the name of the other below the reply. */
async function askWhetherOne(
  ctx: Writing<Context>,
  {
    refusals,
    ...to
  }: { refusals: readonly RefusedWrite[] } & Pick<Delivery, 'runId' | 'channel' | 'threadTs'>,
): Promise<void> {
  for (const [at, pair] of refusals.flatMap((each) => each.pair ?? []).entries()) {
    const shown = await showPair(ctx, pair).catch(ignoreDecided);
    if (!shown) continue;
    const { document } = shown;
    const of = { key: `pair:${to.runId}:${at}`, kind: 'shown', memberId: ctx.actor.memberId } as const;
    await enqueueDelivery(ctx, { ...of, ...to, document });
  }
}

/** Somebody else has merged or removed one of them meanwhile. */
function ignoreDecided(error: unknown): undefined {
  if (!(error instanceof RapportError)) throw error;
}

/** Deliveries that were put into the outbox and may be sent at once. */
export type Deliveries = { reply: Row<'outbox'> | undefined; alone?: Row<'outbox'> | undefined };

/** All that a channel reads of the answer to what is private. */
const IN_PRIVATE = 'I have answered you by direct message.';

const READ_BY_ALL =
  'You wrote this in a channel: everybody there can read your own message. If they should not, delete it there.';

/** Puts the reply, with its card, into the outbox, in the transaction that ends the inbox row. */
export async function reply(ctx: Writing<Context>, said: ReplyInput): Promise<Deliveries> {
  const { message, key = `reply:${message.held.id}`, runId, steps, isAnswer = false, direct, end } = said;
  const { held, channel, threadTs } = message;
  await endInbox(ctx, { held, end });
  const refusals = listRefusedWrites(steps);
  // Without a step of a tool nothing was changed.
  const hasChanges = runId !== undefined && steps.length > 0;
  if (hasChanges && isAnswer && refusals.length === 0)
    await keepWholeText(ctx, { runId, text: await readWhole(ctx, message) });
  const changes = hasChanges ? await listChanges(ctx, { runId }) : [];
  const contacts = await namesOfPromisees(ctx, changes);
  const effects = {
    changes,
    refusals,
    unrun: listRefusedReports(steps),
    contacts,
    meant: listCustomersMeant(steps),
    unclear: listUnclearCompanies(steps),
    addresses: await addressesOf(ctx, changes),
    unkept: listUnkeptPoints(steps),
    fielded: await listFielded(ctx, changes),
  };
  const text = said.text(effects);
  const card = { runId: runId ?? '', said: message.text, unread: message.unread };
  if (message.hasCard && isAnswer && isToldByCard(effects, { text })) {
    await keepMessages(ctx, { message, runId, text });
    return { reply: undefined };
  }
  const { memberId } = ctx.actor;
  const answer = {
    key,
    kind: 'reply',
    inboxId: held.id,
    runId,
    memberId,
    channel,
    threadTs,
  } as const;
  const question = isAnswer && asks(text) ? findQuestion(steps) : undefined;
  if (direct) {
    await keepMessages(ctx, { message, runId, text: IN_PRIVATE });
    const document = { text: IN_PRIVATE, ...(isAnswer ? { feedback: card.runId } : {}) };
    const alone = buildReply(text, { effects, ...card, isAnswer: false, question, note: READ_BY_ALL });
    await askWhetherOne(ctx, { refusals, runId, channel: direct, threadTs: null });
    return {
      reply: await enqueueClaimed(ctx, { ...answer, document }),
      alone: await enqueueClaimed(ctx, {
        key: `${key}:card`,
        kind: 'shown',
        runId,
        memberId,
        channel: direct,
        threadTs: null,
        document: alone,
      }),
    };
  }
  await keepMessages(ctx, { message, runId, text });
  // The card says what was refused.
  const hasNote = isAnswer && effects.refusals.length + effects.unrun.length === 0;
  const note = hasNote ? noteNothingSaved(message.text, { text, steps }) : undefined;
  const document = buildReply(text, { effects, ...card, isAnswer, question, ...(note ? { note } : {}) });
  const claimed = await enqueueClaimed(ctx, { ...answer, document });
  await askWhetherOne(ctx, { refusals, runId, channel, threadTs });
  return { reply: claimed };
}

/** Whether all that an answer has to tell is what was saved. */
function isToldByCard({ changes, refusals, unrun }: RunEffects, { text }: { text: string }): boolean {
  return changes.length > 0 && refusals.length + unrun.length === 0 && !asks(text);
}

async function keepMessages(
  ctx: Writing<Context>,
  { message, runId, text }: { message: IncomingMessage; runId: string | undefined; text: string },
): Promise<void> {
  const { channel, threadKey, ts, at } = message;
  const { memberId, audience } = ctx.actor;
  const said = { threadKey, channel, ts, memberId, audience };
  const createdAt = ctx.clock.now();
  await saveMessage(ctx, { ...said, id: newId(), author: 'member', text: message.text, createdAt: at });
  await saveMessage(ctx, { ...said, id: newId(), author: 'assistant', text, runId, createdAt });
}
