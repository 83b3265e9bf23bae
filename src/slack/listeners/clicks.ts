import type { App } from '@slack/bolt';
import { z } from 'zod';
import { type Audience, type Context, hasRole, transact } from '../../context.ts';
import { recordCorrection } from '../../conversation/feedback.ts';
import { enqueueIn, findInboxRow, wasEditedAfter } from '../../conversation/inbox.ts';
import { forgetMessage } from '../../conversation/messages.ts';
import { findUndoer, listChangesFrom } from '../../crm/changes.ts';
import { undoRun } from '../../crm/undo.ts';
import type { Action, Fact } from '../../delivery/document.ts';
import { findDelivered } from '../../delivery/outbox.ts';
import { conflict, forbidden, messageOf, RapportError, withoutIds } from '../../errors.ts';
import { type MessagePayload, RevisionPayload } from '../events.ts';
import { actorOf, REFUSAL_TEXT } from '../identity.ts';
import type { Services } from '../services.ts';
import { escapeText } from '../text.ts';
import { buildClosedCard } from '../views/document.ts';

/** A click on one of our buttons, as a signed `block_actions` request says it. */
export const Click = z.object({
  user: z.object({ id: z.string() }),
  channel: z.object({ id: z.string() }),
  message: z.object({ ts: z.string(), thread_ts: z.string().optional(), text: z.string().default('') }),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().default('') })).min(1),
});
export type Click = z.infer<typeof Click>;

/** Does what the button says, and tells what the card should say afterwards. */
type Deed = (ctx: Context, services: Services, value: string) => Promise<Fact>;

const by = ({ actor }: Context) => `by ${actor.name}`;

const DEEDS = {
  undo_run: async (ctx, _, runId) => {
    const earlier = await findUndoer(ctx, { runId });
    if (earlier) return { label: 'Undone', value: `by ${earlier}` };
    await transact(ctx, async (ctx) => {
      await undoRun(ctx, { runId });
      await recordCorrection(ctx, { runId });
    });
    return { label: 'Undone', value: by(ctx) };
  },
  retract: async (ctx, { system }, inboxId) => {
    const { payload } = await getRevision(system, inboxId);
    await transact(ctx, (ctx) => takeBack(ctx, payload));
    return { label: 'Taken back', value: by(ctx) };
  },
  apply_edit: async (ctx, services, inboxId) => {
    await applyEdit(ctx, services, inboxId);
    return { label: 'Taken back', value: `${by(ctx)}, to read the edited message` };
  },
  dismiss: async (ctx, { system }, inboxId) => {
    const { payload } = await getRevision(system, inboxId);
    if (payload.user !== ctx.actor.slackUserId && !hasRole(ctx.actor, 'lead')) {
      throw forbidden('Only the author of the message or a lead can do that.');
    }
    return { label: 'Kept', value: by(ctx) };
  },
} satisfies Partial<Record<Action['id'], Deed>>;

/** Buttons: the clicker's identity and role are read anew, and every click gets an answer. */
export function listenToClicks(app: App, services: Services): void {
  for (const [id, deed] of Object.entries(DEEDS)) {
    app.action(id, async ({ ack, body }) => {
      await ack();
      const click = Click.parse(body);
      await answerClick(services, click, async (ctx) => {
        const outcome = await deed(ctx, services, click.actions[0]?.value ?? '');
        await closeCard(services, click, outcome);
        return undefined;
      });
    });
  }
}

/** Does what is clicked as the member who clicks; what `work` gives, or why it was not done, only they are told. */
export async function answerClick(
  services: Services,
  click: Click,
  work: (ctx: Context) => Promise<string | undefined>,
): Promise<void> {
  const { system, identities, client } = services;
  const whisper = (text: string) =>
    client.chat.postEphemeral({
      channel: click.channel.id,
      user: click.user.id,
      text: escapeText(text),
      ...(click.message.thread_ts ? { thread_ts: click.message.thread_ts } : {}),
    });
  try {
    const identified = await identities.identify(click.user.id);
    if (identified.kind === 'refused') {
      const text = REFUSAL_TEXT[identified.reason];
      if (text) await whisper('Sorry, only members of this team can do that.');
      return;
    }
    const ctx = { ...system, actor: actorOf(identified, audienceIn(click.channel.id)) };
    const answer = await work(ctx);
    if (answer) await whisper(answer);
  } catch (error) {
    const known = error instanceof RapportError;
    if (!known) system.log.error({ error: messageOf(error) }, 'click not handled');
    const text = known
      ? withoutIds(error.message)
      : 'Sorry, that did not work. Please try again in a moment.';
    await whisper(text).catch((failure) =>
      system.log.warn({ error: messageOf(failure) }, 'click not answered'),
    );
  }
}

/** Who reads along in a channel. */
export const audienceIn = (channel: string): Audience => (channel.startsWith('D') ? 'direct' : 'shared');

/** The card without its buttons, and with what has become of it. */
async function closeCard({ system, client }: Services, click: Click, outcome: Fact): Promise<void> {
  const { id: channel } = click.channel;
  const { ts, text } = click.message;
  // A click can be quicker than the note of what was posted: then the card's own text has to do.
  const card = (await findDelivered(system, { channel, postedTs: ts })) ?? { text, ...thumbsOf(click) };
  await client.chat.update({ channel, ts, ...buildClosedCard(card, outcome) });
}

/** Below an answer whose Undo was clicked there are thumbs. */
function thumbsOf({ actions: [action] }: Click): { feedback?: string } {
  return action?.action_id === ('undo_run' satisfies Action['id']) ? { feedback: action.value } : {};
}

async function getRevision(system: Services['system'], inboxId: string) {
  const row = await findInboxRow(system, inboxId);
  if (!row) throw conflict('That message is no longer known.');
  return { row, payload: RevisionPayload.parse(row.payload) };
}

async function takeBack(ctx: Context, { channel, ts }: RevisionPayload): Promise<void> {
  const changes = await listChangesFrom(ctx, { channel, ts });
  const runs = new Set(changes.flatMap(({ runId }) => (runId ? [runId] : [])));
  if (runs.size === 0) throw conflict('There is nothing left to take back here.');
  for (const runId of [...runs].toReversed()) await undoRun(ctx, { runId });
}

/** Takes back what the message led to and reads its new text, in one transaction; the author alone may do that. */
async function applyEdit(ctx: Context, { system, nudge }: Services, inboxId: string): Promise<void> {
  const { row, payload } = await getRevision(system, inboxId);
  if (payload.user !== ctx.actor.slackUserId) throw forbidden('Only the author of the message can do that.');
  const message: MessagePayload = {
    user: payload.user,
    text: payload.text,
    files: payload.files,
    ts: payload.ts,
    channel: payload.channel,
    threadTs: payload.threadTs,
    addressed: true,
    direct: ctx.actor.audience === 'direct',
  };
  const { channel, ts } = payload;
  await transact(ctx, async (ctx) => {
    if (await wasEditedAfter(ctx, { channel, ts, editedTs: row.ts })) {
      throw conflict('The message was edited again since: please use the newer offer.');
    }
    const taken = await enqueueIn(ctx, {
      kind: 'message',
      eventId: null,
      dedupeKey: `${row.dedupeKey}:applied`,
      clientMsgId: null,
      threadKey: row.threadKey,
      channel: payload.channel,
      ts: row.ts,
      payload: message,
      receivedAt: row.receivedAt,
      status: 'pending',
    });
    if (taken === 'known') throw conflict('The edited message is being read already.');
    await takeBack(ctx, payload);
    await forgetMessage(ctx, payload);
  });
  nudge();
}
