import { type Context, hasRole, transact, type Writing } from '../context.ts';
import { enqueueIn, findInboxRow, wasEditedAfter } from '../conversation/inbox.ts';
import { forgetMessage } from '../conversation/messages.ts';
import { listChangesReadFrom } from '../crm/changes.ts';
import { undoRun } from '../crm/undo.ts';
import { conflict, forbidden } from '../errors.ts';
import type { Row } from '../store/schema.ts';
import type { App } from './context.ts';
import { heardIn, ONLY_MEMBERS, type Press, type PressHandler } from './handler.ts';
import { type MessagePayload, RevisionPayload } from './payloads.ts';

const by = ({ actor }: Context) => `by ${actor.name}`;

/** Takes back what a deleted message led to; its value is the deletion, in the inbox. */
export const takeBackDeleted = {
  who: 'member',
  otherwise: ONLY_MEMBERS,
  once: true,
  does: async (ctx, { value, place }) => {
    const { payload } = await getRevision(ctx, { value, place });
    await transact(heardIn(ctx, place), (ctx) => takeBack(ctx, payload));
    return { label: 'Taken back', value: by(ctx) };
  },
} satisfies PressHandler;

/** Reads an edited message again, instead of what it said before; its value is the edit, in the inbox. */
export const applyEditedMessage = {
  who: 'member',
  otherwise: ONLY_MEMBERS,
  once: true,
  does: async (ctx, { value, place }) => {
    await applyEdit(heardIn(ctx, place), await getRevision(ctx, { value, place }));
    return { label: 'Taken back', value: `${by(ctx)}, to read the edited message` };
  },
} satisfies PressHandler;

/** Keeps what was saved, whatever has become of the message. */
export const keepSaved = {
  who: 'member',
  otherwise: ONLY_MEMBERS,
  once: true,
  does: async (ctx, { value, place }) => {
    const { payload } = await getRevision(ctx, { value, place });
    if (payload.user !== ctx.actor.slackUserId && !hasRole(ctx.actor, 'lead')) {
      throw forbidden('Only the author of the message or a lead can do that.');
    }
    return { label: 'Kept', value: by(ctx) };
  },
} satisfies PressHandler;

type Revision = { row: Row<'inbox'>; payload: RevisionPayload };

/** The edit or deletion of this id in the inbox, where it was offered: of what was said elsewhere nothing is known. */
async function getRevision(
  ctx: Context,
  { value, place }: Pick<Press, 'value' | 'place'>,
): Promise<Revision> {
  const row = await findInboxRow(ctx, value);
  const isHere = row?.channel === place.channel && (row.kind === 'edit' || row.kind === 'deletion');
  if (!isHere) throw conflict('That message is no longer known.');
  return { row, payload: RevisionPayload.parse(row.payload) };
}

async function takeBack(ctx: Writing<Context>, { channel, ts }: RevisionPayload): Promise<void> {
  const changes = await listChangesReadFrom(ctx, { channel, ts });
  const runs = new Set(changes.flatMap(({ runId }) => (runId ? [runId] : [])));
  if (runs.size === 0) throw conflict('There is nothing left to take back here.');
  for (const runId of [...runs].toReversed()) await undoRun(ctx, { runId });
}

/** Takes back what the message led to and reads its new text, in one transaction; the author alone may do that. */
async function applyEdit(ctx: App, { row, payload }: Revision): Promise<void> {
  if (payload.user !== ctx.actor.slackUserId) throw forbidden('Only the author of the message can do that.');
  if (await ctx.chat.hasOutsiders(payload.channel)) throw forbidden(SHARED_SINCE);
  const message: MessagePayload = {
    user: payload.user,
    text: payload.text,
    parts: payload.parts,
    files: payload.files,
    ts: payload.ts,
    channel: payload.channel,
    threadTs: payload.threadTs,
    addressed: true,
    outsiders: false,
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
      messageTs: ts,
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
  ctx.inbox.nudge('conversation');
}

const SHARED_SINCE =
  'People from outside your team read this channel now, so I read nothing again here. Please tell me in a direct message.';
