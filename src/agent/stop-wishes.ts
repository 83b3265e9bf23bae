import type { System } from '../context.ts';
import { listStoppers } from '../conversation/inbox-stops.ts';
import { findMember } from '../crm/members.ts';
import type { IncomingMessage } from './agent.ts';

/** Whether a member has asked, after this message, to stop what is done in its thread. */
export async function isStopWished(
  ctx: System,
  { threadKey, ts }: Pick<IncomingMessage, 'threadKey' | 'ts'>,
): Promise<boolean> {
  for (const slackUserId of await listStoppers(ctx, { threadKey, after: ts })) {
    const member = await findMember(ctx, slackUserId);
    if (member?.status === 'active') return true;
  }
  return false;
}
