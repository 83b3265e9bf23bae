import { transact, type Writing } from '../context.ts';
import { endInbox, forgetPayloads } from '../conversation/inbox.ts';
import { isTakenIn } from '../conversation/inbox-deletions.ts';
import { forgetMessage, reviseMessage } from '../conversation/messages.ts';
import { holdPrivate } from '../crm/change-contents.ts';
import { listChangesReadFrom } from '../crm/changes.ts';
import type { Action, Document } from '../delivery/document.ts';
import { enqueueClaimed } from '../delivery/outbox.ts';
import type { Row } from '../store/schema.ts';
import type { AppSystem } from './context.ts';
import { RevisionPayload } from './payloads.ts';

/** Somebody edited a message that something was saved from: offers to save the new text instead. */
export async function handleEdit(ctx: AppSystem, row: Row<'inbox'>): Promise<void> {
  const words = await ctx.chat.readText(RevisionPayload.parse(row.payload));
  await offer(ctx, row, {
    text: 'You edited the message I saved this from. Shall I take that back and read the message again?',
    action: { id: 'apply_edit', label: 'Use the edited message', value: row.id, style: 'primary' },
    revise: (ctx, { channel, ts }) => reviseMessage(ctx, { channel, ts, text: words }),
  });
}

/** Somebody deleted a message: forgets its words, and offers to take back what was saved from it. */
export async function handleDeletion(ctx: AppSystem, row: Row<'inbox'>): Promise<void> {
  await offer(ctx, row, {
    text: 'The message I saved this from was deleted. Shall I take back what I saved?',
    action: { id: 'retract', label: 'Take it back', value: row.id, style: 'danger' },
    revise: async (ctx, { channel, ts }) => {
      await forgetMessage(ctx, { channel, ts });
      await forgetPayloads(ctx, { channel, ts });
    },
  });
}

type Offer = {
  text: string;
  action: Action;
  /** Brings our copy of the message up to date. */
  revise(ctx: Writing<AppSystem>, message: RevisionPayload): Promise<void>;
};

async function offer(ctx: AppSystem, row: Row<'inbox'>, { text, action, revise }: Offer): Promise<void> {
  const message = RevisionPayload.parse(row.payload);
  const { channel, ts, threadTs } = message;
  const hasSaved = (await listChangesReadFrom(ctx, { channel, ts })).length > 0;
  // What was saved is not told where people of another organisation have come to read along.
  const isOverheard = hasSaved && (await ctx.chat.hasOutsiders(channel));
  const delivery = await transact(ctx, async (ctx) => {
    await revise(ctx, message);
    const changes = isOverheard ? [] : await listChangesReadFrom(ctx, { channel, ts });
    if (changes.length === 0) {
      // Nothing was saved from the message: how people change their own words is none of our business. A deletion that
      // came before its message is kept for a while, without words, so that the message is not kept either.
      const isEarly = row.kind === 'deletion' && !(await isTakenIn(ctx, { channel, ts }));
      await endInbox(ctx, { held: row, end: { status: isEarly ? 'parked' : 'forgotten' } });
      return undefined;
    }
    await endInbox(ctx, { held: row, end: { status: 'done', keepPayload: true } });
    // What is private is not told where others read along; the buttons are for its author all the same.
    const isUntold = !ctx.chat.isDirect(channel) && (await holdPrivate(ctx, changes));
    const facts = changes.map(({ summary }) => ({ label: 'Saved', value: summary }));
    const document: Document = {
      text,
      ...(isUntold ? {} : { facts }),
      actions: [action, { id: 'dismiss', label: 'Keep it', value: row.id }],
    };
    return enqueueClaimed(ctx, {
      key: `offer:${row.id}`,
      kind: 'revision',
      inboxId: row.id,
      channel,
      threadTs: threadTs ?? ts,
      document,
    });
  });
  if (delivery) await ctx.sender.send(delivery);
}
