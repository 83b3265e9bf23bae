import { findUndoer, listUndoneRuns } from '../../crm/changes.ts';
import { findReply } from '../../delivery/outbox.ts';
import { messageOf } from '../../errors.ts';
import type { Row } from '../../store/schema.ts';
import type { Services } from '../services.ts';
import { buildClosedCard } from '../views/document.ts';

/** What was taken back in words no longer offers Undo on its card. Nice to have: a click there would say so too. */
export async function closeUndoneCards({ system, client }: Services, row: Row<'inbox'>): Promise<void> {
  try {
    for (const { runId, inboxId } of await listUndoneRuns(system, { byInboxId: row.id })) {
      const name = await findUndoer(system, { runId });
      const delivered = await findReply(system, { inboxId });
      if (!name || !delivered?.postedTs) continue;
      const { channel, postedTs: ts, document } = delivered;
      await client.chat.update({
        channel,
        ts,
        ...buildClosedCard(document, { label: 'Undone', value: `by ${name}` }),
      });
    }
  } catch (error) {
    system.log.warn({ inbox: row.id, error: messageOf(error) }, 'card not closed');
  }
}
