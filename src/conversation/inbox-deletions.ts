import { and, eq, sql } from 'drizzle-orm';
import type { System } from '../context.ts';
import { prepared } from '../store/prepared-statements.ts';

type Message = { channel: string; ts: string };

/** Selects what the inbox holds of a message: events of one kind about it. */
const selectOf = (kind: 'message' | 'deletion') =>
  prepared<Message, { status: string }>((db, { inbox }) =>
    db
      .select({ status: inbox.status })
      .from(inbox)
      .where(
        and(
          eq(inbox.channel, sql.placeholder('channel')),
          eq(inbox.messageTs, sql.placeholder('ts')),
          eq(inbox.kind, kind),
        ),
      ),
  );

const selectMessage = selectOf('message');
const selectDeletion = selectOf('deletion');

/** Whether the message itself has come. */
export async function isTakenIn(ctx: System, { channel, ts }: Message): Promise<boolean> {
  return (await selectMessage(ctx, { channel, ts })).length > 0;
}

/** Whether the message was deleted before it came: its deletion is parked. */
export async function wasDeletedBefore(ctx: System, { channel, ts }: Message): Promise<boolean> {
  return (await selectDeletion(ctx, { channel, ts })).some(({ status }) => status === 'parked');
}
