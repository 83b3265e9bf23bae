import type { IncomingMessage } from '../agent/agent.ts';
import { answer, apologise } from '../agent/answer.ts';
import { transact, type Writing } from '../context.ts';
import { countRuns, findRun } from '../conversation/agent-runs.ts';
import { endInbox, type InboxEnd, unpark } from '../conversation/inbox.ts';
import { wasDeletedBefore } from '../conversation/inbox-deletions.ts';
import type { MessagePart } from '../conversation/message-parts.ts';
import { isOurThread } from '../conversation/messages.ts';
import { type Delivery, enqueueClaimed, enqueueDelivery } from '../delivery/outbox.ts';
import type { Row } from '../store/schema.ts';
import { redrawTouchedCards } from './closed-cards.ts';
import type { App, AppSystem } from './context.ts';
import { actorOf, type Identity, REFUSAL_TEXT, type RefusalReason } from './identity.ts';
import { offerImport } from './import-previews.ts';
import { MessagePayload } from './payloads.ts';
import { APP_POLICY } from './policy.ts';
import { redrawMessage } from './redrawn-messages.ts';
import { unreadFacts } from './unread-parts.ts';

/** Answers a message of somebody, if Rapport serves them and the message is for Rapport. */
export async function answerMessage(ctx: AppSystem, row: Row<'inbox'>, signal: AbortSignal): Promise<void> {
  const { chat, sender } = ctx;
  const payload = MessagePayload.parse(row.payload);
  if (await wasDeletedBefore(ctx, payload)) return forgetDeleted(ctx, row);
  const identity = await chat.identify(payload.user);
  if (identity.kind === 'refused') return refuse(ctx, row, { payload, reason: identity.reason });
  if (payload.outsiders && !payload.direct) return declineBeforeOutsiders(ctx, row, payload);
  if (!payload.addressed && !(await isOurThread(ctx, row.threadKey))) return park(ctx, row);
  // An event tells of outsiders who have come, and not of those who are invited and will read what was said before.
  if (await chat.hasOutsiders(payload.channel)) return declineBeforeOutsiders(ctx, row, payload);
  if (payload.threadTs && (await hasTooManyAnswers(ctx, row)))
    return endWith(ctx, row, { payload, key: `turns:${row.threadKey}`, kind: 'notice', text: TOO_MANY });
  if (payload.direct && payload.tables?.length) return offerImport(ctx, row, { payload, identity });
  await callIn(ctx, row, payload);
  const message = await readMessage(ctx, row, payload);
  if (await holdsNothingToRead(ctx, payload)) {
    const end = { status: 'done' } as const;
    const text = payload.parts.some(isUnheard) ? NOT_HEARD : CANNOT_READ;
    return endWith(ctx, row, { payload, key: `reply:${row.id}`, kind: 'reply', text, end });
  }
  const waiting = chat.showWaiting({ ...payload, title: message.text }, { since: row.receivedAt });
  const writer = writerOf(ctx, identity, payload);
  const delivery = await answer(writer, { message, signal }).finally(waiting.stop);
  if (delivery) await sender.send(delivery);
  else waiting.clear();
  await redrawTouchedCards(ctx, row);
  if (payload.card) await redrawMessage(ctx, payload.card);
}

/** Tells in the thread, once, that a message is put off; not where it is not known whether the message is for Rapport. */
export async function tellMessageWaits(ctx: Writing, row: Row<'inbox'>, reason: string): Promise<void> {
  const { channel, threadTs, ts, addressed } = MessagePayload.parse(row.payload);
  if (!addressed && !(await isOurThread(ctx, row.threadKey))) return;
  const text = `I will come back to this: ${reason}. I keep trying, there is no need to send it again.`;
  const of = { key: `later:${row.id}`, kind: 'later', inboxId: row.id } as const;
  await enqueueDelivery(ctx, { ...of, channel, threadTs: threadTs ?? ts, document: { text } });
}

/** Ends a message that could not be answered: an apology in its thread says so. */
export async function giveUpMessage(ctx: AppSystem, row: Row<'inbox'>, reason: string): Promise<void> {
  const payload = MessagePayload.parse(row.payload);
  // Said to others, as far as anybody knows: to an apology there they would have a right to wonder.
  if (!payload.addressed && !(await isOurThread(ctx, row.threadKey))) return park(ctx, row);
  const identity = await ctx.chat.identify(payload.user).catch(() => undefined);
  if (identity?.kind === 'refused') return refuse(ctx, row, { payload, reason: identity.reason });
  // Slack did not say who wrote: an honest sentence tells so, and the event alone keeps the message, to be repeated.
  if (!identity) {
    const end = { status: 'failed', error: WHO_ARE_YOU } as const;
    return endWith(ctx, row, {
      payload,
      key: `failed:${row.id}:${row.fence}`,
      kind: 'notice',
      text: WHO_ARE_YOU,
      end,
    });
  }
  const isOverheard = await ctx.chat.hasOutsiders(payload.channel).catch(() => undefined);
  if (isOverheard ?? payload.outsiders) return declineBeforeOutsiders(ctx, row, payload);
  if (isOverheard === undefined) {
    // An apology shows what was saved: it is for a channel of which we know who reads it.
    const end = { status: 'failed', error: WHO_READS } as const;
    const key = `failed:${row.id}:${row.fence}`;
    return endWith(ctx, row, { payload, key, kind: 'notice', text: WHO_READS, end });
  }
  const message = await readMessage(ctx, row, payload);
  const delivery = await apologise(writerOf(ctx, identity, payload), { message, reason });
  if (delivery) await ctx.sender.send(delivery);
  if (payload.card) await redrawMessage(ctx, payload.card);
}

/** Whether a thread has had so many answers lately that two bots must be talking in it. */
async function hasTooManyAnswers(ctx: AppSystem, { threadKey }: Row<'inbox'>): Promise<boolean> {
  const since = new Date(ctx.clock.now().getTime() - APP_POLICY.answers.withinMs);
  return (await countRuns(ctx, { threadKey, since })) >= APP_POLICY.answers.most;
}

/** The context of whoever wrote the message. */
function writerOf(
  ctx: AppSystem,
  identity: Extract<Identity, { kind: 'member' }>,
  { direct }: MessagePayload,
): App {
  return { ...ctx, actor: actorOf(identity, direct ? 'direct' : 'shared') };
}

async function readMessage(
  ctx: AppSystem,
  row: Row<'inbox'>,
  payload: MessagePayload,
): Promise<IncomingMessage> {
  const mentioned = await knowMentioned(ctx, payload);
  const text = await ctx.chat.readText(payload);
  const { channel, ts, threadTs } = payload;
  return {
    held: row,
    channel,
    ts,
    threadTs: threadTs ?? ts,
    threadKey: row.threadKey,
    text: text || '(an empty message)',
    unread: unreadFacts(payload),
    hasCard: payload.card !== undefined,
    answer: payload.answer,
    mentioned,
    channels: ctx.chat.channelsIn(payload),
    at: row.receivedAt,
  };
}

/**
 * Makes the colleagues known whom somebody mentions, as the chat service verifies them; whoever is no full member of the team
 * stays unknown. Gives the members.
 */
async function knowMentioned({ chat }: AppSystem, payload: MessagePayload): Promise<string[]> {
  const users = chat.mentionedIn(payload).slice(0, APP_POLICY.mentions);
  const identities = await Promise.all(users.map((user) => chat.identify(user)));
  return identities.flatMap((each) => (each.kind === 'member' ? [each.member.id] : []));
}

/** Whether all there is of a message is files that cannot be read, and clips that Slack has not put into words yet. */
async function holdsNothingToRead({ chat }: AppSystem, payload: MessagePayload): Promise<boolean> {
  const parts = payload.parts.filter((part) => !isUnheard(part));
  if (payload.files.length === 0 && parts.length === payload.parts.length) return false;
  return (await chat.readText({ ...payload, parts, files: [] })) === '';
}

const isUnheard = ({ kind }: MessagePart) => kind === 'unheard';

/** Keeps nothing of a message that its author deleted before it came; the row stays, so that it is known if it comes again. */
function forgetDeleted(ctx: AppSystem, row: Row<'inbox'>): Promise<void> {
  return transact(ctx, (ctx) => endInbox(ctx, { held: row, end: { status: 'done' } }));
}

/** Keeps a reply in a thread that Rapport has no part in, until somebody mentions Rapport there. */
function park(ctx: AppSystem, row: Row<'inbox'>): Promise<void> {
  return transact(ctx, (ctx) => endInbox(ctx, { held: row, end: { status: 'parked' } }));
}

/**
 * A mention calls Rapport into a thread: replies that came in before the mention, but were written after it, are answered
 * too.
 */
async function callIn(ctx: AppSystem, row: Row<'inbox'>, { addressed, direct, ts }: MessagePayload) {
  if (!addressed || direct) return;
  await transact(ctx, (ctx) => unpark(ctx, { threadKey: row.threadKey, after: ts }));
}

/** Refuses a message, with one polite sentence for each thread where Rapport was spoken to. Keeps nothing of the message. */
function refuse(
  ctx: AppSystem,
  row: Row<'inbox'>,
  { payload, reason }: { payload: MessagePayload; reason: RefusalReason },
): Promise<void> {
  const text = payload.addressed ? REFUSAL_TEXT[reason] : undefined;
  return endWith(ctx, row, {
    payload,
    key: `refusal:${row.threadKey}`,
    kind: 'notice',
    text,
    end: { status: 'refused' },
  });
}

/** Nothing about customers is said, and nothing is kept, where people of another organisation read along. */
async function declineBeforeOutsiders(
  ctx: AppSystem,
  row: Row<'inbox'>,
  payload: MessagePayload,
): Promise<void> {
  // They may have come since an attempt that has saved something.
  const text = (await findRun(ctx, row.id)) ? OUTSIDERS_SINCE : OUTSIDERS;
  return endWith(ctx, row, {
    payload,
    key: `outsiders:${row.threadKey}`,
    kind: 'notice',
    text: payload.addressed ? text : undefined,
    end: { status: 'refused' },
  });
}

const OUTSIDERS =
  'People from outside your team read this channel, so I do not answer here, and I have kept nothing. Please write to me in a direct message.';
const OUTSIDERS_SINCE =
  'People from outside your team read this channel now, so I do not answer here. Please ask me in a direct message what I have kept.';
const TOO_MANY =
  'We have talked a lot in this thread within the hour; I pause here. Please start a new thread.';
const CANNOT_READ =
  'I cannot read files. Tell me in words what is in it, or paste the text here: then I can keep it.';
const NOT_HEARD =
  'Slack has not yet put your voice clip into words. I will read it when it has, or write it to me.';
const WHO_READS =
  'Sorry, I could not check with Slack who reads this channel, so I do not answer here. Your message is kept: an admin can have me try it again (“npm run retry”).';
const WHO_ARE_YOU =
  'Sorry, I could not check with Slack who you are, so I did nothing. Your message is kept: an admin can have me try it again (“npm run retry”).';

type Ending = Pick<Delivery, 'key' | 'kind'> & {
  payload: MessagePayload;
  text: string | undefined;
  end?: InboxEnd;
};

/** Ends a row without asking the agent; `text`, if any, is said in its thread, once for each `key`. */
async function endWith(ctx: AppSystem, row: Row<'inbox'>, ending: Ending): Promise<void> {
  const {
    payload,
    key,
    kind,
    text,
    end = { status: 'failed', error: text ?? '', keepPayload: false },
  } = ending;
  const { channel, threadTs, ts } = payload;
  const delivery = await transact(ctx, async (ctx) => {
    await endInbox(ctx, { held: row, end });
    if (!text) return undefined;
    const of = { key, kind, inboxId: row.id };
    return enqueueClaimed(ctx, { ...of, channel, threadTs: threadTs ?? ts, document: { text } });
  });
  if (delivery) await ctx.sender.send(delivery);
}
