import { answer, apologise } from '../../agent/answer.ts';
import type { AgentInput } from '../../agent/journal.ts';
import { transact } from '../../context.ts';
import { endInbox, type InboxEnd, unpark } from '../../conversation/inbox.ts';
import { isOurThread } from '../../conversation/messages.ts';
import { countRuns } from '../../conversation/runs.ts';
import { type Delivery, enqueueDelivery } from '../../delivery/outbox.ts';
import type { WithReports } from '../../reports/run.ts';
import type { Row } from '../../store/schema.ts';
import { MessagePayload } from '../events.ts';
import { actorOf, type Identified, REFUSAL_TEXT, type Refusal } from '../identity.ts';
import type { Services } from '../services.ts';
import { showWaiting } from '../waiting.ts';
import { closeUndoneCards } from './undone-cards.ts';
import { readWords } from './words.ts';

/** More answers than this in one thread within an hour means that two bots are talking. */
const TURNS_AN_HOUR = 60;
const HOUR_MS = 3_600_000;

/** A message of somebody: who is it, is it for us, and what is the answer. */
export async function handleMessage(
  services: Services,
  row: Row<'inbox'>,
  signal: AbortSignal,
): Promise<void> {
  const { system, client, identities, agent, sender } = services;
  const payload = MessagePayload.parse(row.payload);
  const identified = await identities.identify(payload.user);
  if (identified.kind === 'refused') return refuse(services, row, { payload, reason: identified.reason });
  if (!payload.addressed && !(await isOurThread(system, row.threadKey))) return park(services, row);
  const since = new Date(system.clock.now().getTime() - HOUR_MS);
  const turns = await countRuns(system, { threadKey: row.threadKey, since });
  if (turns >= TURNS_AN_HOUR)
    return endWith(services, row, { payload, key: `turns:${row.threadKey}`, kind: 'notice', text: TOO_MANY });
  await callIn(services, row, payload);
  const question = await readQuestion(services, row, payload);
  const waiting = showWaiting({ client, system }, row, payload);
  const ctx = contextOf(services, identified, payload);
  const delivery = await answer(ctx, { agent, question, signal }).finally(waiting.stop);
  if (delivery) await sender.send(delivery);
  else waiting.clear();
  await closeUndoneCards(services, row);
}

/** Nothing more can be done for this message: say so in its thread. */
export async function giveUpMessage(services: Services, row: Row<'inbox'>, reason: string): Promise<void> {
  const payload = MessagePayload.parse(row.payload);
  const identified = await services.identities.identify(payload.user).catch(() => undefined);
  if (identified?.kind === 'refused') return refuse(services, row, { payload, reason: identified.reason });
  // We could not even find out who wrote: an honest sentence, and nothing of the content is kept.
  if (!identified)
    return endWith(services, row, { payload, key: `reply:${row.id}`, kind: 'reply', text: WHO_ARE_YOU });
  const question = await readQuestion(services, row, payload);
  const { agent } = services;
  const delivery = await apologise(contextOf(services, identified, payload), { agent, question, reason });
  if (delivery) await services.sender.send(delivery);
}

function contextOf(
  { system, reports }: Services,
  identified: Extract<Identified, { kind: 'member' }>,
  { direct }: MessagePayload,
): WithReports {
  return { ...system, reports, actor: actorOf(identified, direct ? 'direct' : 'shared') };
}

async function readQuestion(
  services: Services,
  row: Row<'inbox'>,
  payload: MessagePayload,
): Promise<AgentInput> {
  const text = await readWords(services, payload);
  const { channel, ts, threadTs } = payload;
  return {
    held: row,
    channel,
    ts,
    threadTs: threadTs ?? ts,
    threadKey: row.threadKey,
    text: text || '(an empty message)',
    at: row.receivedAt,
  };
}

/** A reply in a thread that is not ours (yet). */
function park({ system }: Services, row: Row<'inbox'>): Promise<void> {
  return transact(system, (ctx) => endInbox(ctx, { held: row, end: { status: 'parked' } }));
}

/** A mention calls us into a thread: replies that came in before it, but were written after it, are for us too. */
async function callIn({ system }: Services, row: Row<'inbox'>, { addressed, direct, ts }: MessagePayload) {
  if (!addressed || direct) return;
  await transact(system, (ctx) => unpark(ctx, { threadKey: row.threadKey, after: ts }));
}

/** One polite sentence for each thread, where we were spoken to; nothing of the message is kept. */
function refuse(
  services: Services,
  row: Row<'inbox'>,
  { payload, reason }: { payload: MessagePayload; reason: Refusal },
): Promise<void> {
  const text = payload.addressed ? REFUSAL_TEXT[reason] : undefined;
  return endWith(services, row, {
    payload,
    key: `refusal:${row.threadKey}`,
    kind: 'notice',
    text,
    end: { status: 'refused' },
  });
}

const TOO_MANY =
  'We have talked a lot in this thread within the hour; I pause here. Please start a new thread.';
const WHO_ARE_YOU =
  'Sorry, I could not check with Slack who you are, so I did nothing. Please send your message again.';

type Ending = Pick<Delivery, 'key' | 'kind'> & {
  payload: MessagePayload;
  text: string | undefined;
  end?: InboxEnd;
};

/** Ends a row without asking the agent; `text`, if any, is said in its thread, once for each `key`. */
async function endWith({ system, sender }: Services, row: Row<'inbox'>, ending: Ending): Promise<void> {
  const {
    payload,
    key,
    kind,
    text,
    end = { status: 'failed', error: text ?? '', keepPayload: false },
  } = ending;
  const { channel, threadTs, ts } = payload;
  const delivery = await transact(system, async (ctx) => {
    await endInbox(ctx, { held: row, end });
    if (!text) return undefined;
    const of = { key, kind, inboxId: row.id };
    return enqueueDelivery(ctx, { ...of, channel, threadTs: threadTs ?? ts, document: { text } });
  });
  if (delivery) await sender.send(delivery);
}
