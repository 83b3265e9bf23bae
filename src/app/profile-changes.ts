import { z } from 'zod';
import { transact } from '../context.ts';
import { endInbox } from '../conversation/inbox.ts';
import { findMember, noteChanged } from '../crm/members.ts';
import { endSchedules } from '../delivery/recipient-changes.ts';
import type { Row } from '../store/schema.ts';
import { askForOwner } from './channel-keeper.ts';
import type { AppSystem } from './context.ts';
import { WHY_SCHEDULES_END } from './identity.ts';
import { endFor } from './leavers.ts';

/** Whose profile has changed. */
const MemberPayload = z.object({ user: z.string() });

/** Somebody's profile has changed: brings the member up to date, and ends their schedules and reminders when they are none any more. */
export async function handleProfileChange(ctx: AppSystem, row: Row<'inbox'>): Promise<void> {
  const { user } = MemberPayload.parse(row.payload);
  ctx.chat.forget(user, { before: row.receivedAt });
  const member = await findMember(ctx, user);
  const identity = member && (await ctx.chat.identify(user));
  await transact(ctx, async (ctx) => {
    if (member && identity?.kind === 'refused') {
      await noteChanged(ctx, member.id);
      const reason = WHY_SCHEDULES_END[identity.reason];
      await askForOwner(ctx, await endSchedules(ctx, { memberId: member.id, reason }));
      await endFor(ctx, member.id);
    }
    await endInbox(ctx, { held: row, end: { status: 'forgotten' } });
  });
}
