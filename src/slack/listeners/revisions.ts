import { transact } from '../../context.ts';
import { endInbox, forgetPayloads } from '../../conversation/inbox.ts';
import { forgetMessage, reviseMessage } from '../../conversation/messages.ts';
import { listChangesFrom } from '../../crm/changes.ts';
import type { Action, Document } from '../../delivery/document.ts';
import { enqueueDelivery } from '../../delivery/outbox.ts';
import type { Row } from '../../store/schema.ts';
import { RevisionPayload } from '../events.ts';
import type { Services } from '../services.ts';
import { readWords } from './words.ts';

/** Somebody edited a message that something was saved from: offer to save the new text instead. */
export async function handleEdit(services: Services, row: Row<'inbox'>): Promise<void> {
  await offer(services, row, {
    text: 'You edited the message I saved this from. Shall I take that back and read the message again?',
    action: { id: 'apply_edit', label: 'Use the edited message', value: row.id, style: 'primary' },
  });
}

/** Somebody deleted a message: forget its words, and offer to take back what was saved from it. */
export async function handleDeletion(services: Services, row: Row<'inbox'>): Promise<void> {
  await offer(services, row, {
    text: 'The message I saved this from was deleted. Shall I take back what I saved?',
    action: { id: 'retract', label: 'Take it back', value: row.id, style: 'danger' },
  });
}

async function offer(
  services: Services,
  row: Row<'inbox'>,
  { text, action }: { text: string; action: Action },
): Promise<void> {
  const { system, sender } = services;
  const payload = RevisionPayload.parse(row.payload);
  const { channel, ts, threadTs } = payload;
  const words = row.kind === 'edit' ? await readWords(services, payload) : undefined;
  const delivery = await transact(system, async (ctx) => {
    if (row.kind === 'deletion') {
      await forgetMessage(ctx, { channel, ts });
      await forgetPayloads(ctx, { channel, ts });
    }
    if (words !== undefined) await reviseMessage(ctx, { channel, ts, text: words });
    const changes = await listChangesFrom(ctx, { channel, ts });
    if (changes.length === 0) {
      // Nothing was saved from it: what people change about their own words is none of our business.
      await endInbox(ctx, { held: row, end: { status: 'forgotten' } });
      return undefined;
    }
    await endInbox(ctx, { held: row, end: { status: 'done', keepPayload: true } });
    const document: Document = {
      text,
      facts: changes.map(({ summary }) => ({ label: 'Saved', value: summary })),
      actions: [action, { id: 'dismiss', label: 'Keep it', value: row.id }],
    };
    return enqueueDelivery(ctx, {
      key: `offer:${row.id}`,
      kind: 'revision',
      inboxId: row.id,
      channel,
      threadTs: threadTs ?? ts,
      document,
    });
  });
  if (delivery) await sender.send(delivery);
}
