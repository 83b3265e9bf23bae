import { transact } from '../../context.ts';
import { endInbox } from '../../conversation/inbox.ts';
import { findMember } from '../../crm/members.ts';
import { endSchedules } from '../../delivery/schedule-upkeep.ts';
import { messageOf } from '../../errors.ts';
import type { Row } from '../../store/schema.ts';
import { HomePayload, UserPayload } from '../events.ts';
import { GONE } from '../recipients.ts';
import type { Services } from '../services.ts';
import { showHome } from './home.ts';

const PROMPTS = [
  { title: 'Log a meeting', message: 'Met Ana Lopes at Acme about the renewal, she wants pricing by Friday' },
  { title: 'What do we know?', message: 'What do we know about Acme?' },
  { title: 'Quiet customers', message: 'Which customers have gone quiet?' },
  { title: 'Set a reminder', message: 'Remind me to send the contract to Acme on Monday' },
];

/** A profile has changed: what we know of a member is brought up to date, and who is none any more gets nothing more. */
export async function handleUserChange({ system, identities }: Services, row: Row<'inbox'>): Promise<void> {
  const { user } = UserPayload.parse(row.payload);
  identities.forget(user);
  const member = await findMember(system, user);
  const identified = member && (await identities.identify(user));
  await transact(system, async (ctx) => {
    if (member && identified?.kind === 'refused') {
      await endSchedules(ctx, { memberId: member.id, reason: GONE[identified.reason] });
    }
    await endInbox(ctx, { held: row, end: { status: 'forgotten' } });
  });
}

/** Somebody opens the conversation with us: suggest what to say; or our Home tab: show what is to be seen there. */
export async function handleHomeOpened(services: Services, row: Row<'inbox'>): Promise<void> {
  const { system } = services;
  const { user, tab } = HomePayload.parse(row.payload);
  await (tab === 'home' ? showHome(services, user) : suggestPrompts(services, row.channel ?? ''));
  await transact(system, (ctx) => endInbox(ctx, { held: row, end: { status: 'forgotten' } }));
}

async function suggestPrompts({ system, client }: Services, channel: string): Promise<void> {
  await client.assistant.threads
    .setSuggestedPrompts({ channel_id: channel, prompts: PROMPTS })
    .catch((error) => system.log.debug({ error: messageOf(error) }, 'prompts not shown'));
}
