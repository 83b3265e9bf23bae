import type { Context } from '../context.ts';
import { listStoppers } from '../conversation/inbox-stops.ts';
import { findMember } from '../crm/members.ts';
import type { Row } from '../store/schema.ts';
import type { IncomingMessage } from './agent.ts';

/** The member who has asked, after this message, to stop what is done in its thread: its author if they have. */
export async function findStopper(
  ctx: Context,
  { threadKey, ts }: Pick<IncomingMessage, 'threadKey' | 'ts'>,
): Promise<Row<'members'> | undefined> {
  let other: Row<'members'> | undefined;
  for (const slackUserId of await listStoppers(ctx, { threadKey, after: ts })) {
    const member = await findMember(ctx, slackUserId);
    if (member?.status !== 'active') continue;
    if (member.id === ctx.actor.memberId) return member;
    other ??= member;
  }
  return other;
}
