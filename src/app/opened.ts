import { z } from 'zod';
import { transact } from '../context.ts';
import { endInbox } from '../conversation/inbox.ts';
import type { Row } from '../store/schema.ts';
import type { Prompt } from './chat.ts';
import type { AppSystem } from './context.ts';
import { showHome } from './home.ts';

/** Who has opened the conversation with us, or the Home tab. */
const OpenedPayload = z.object({
  user: z.string(),
  tab: z.enum(['messages', 'home']).default('messages'),
});

const PROMPTS: Prompt[] = [
  { title: 'Log a meeting', message: 'Met Ana Lopes at Acme about the renewal, she wants pricing by Friday' },
  { title: 'What do we know?', message: 'What do we know about Acme?' },
  { title: 'Quiet customers', message: 'Which customers have gone quiet?' },
  { title: 'Set a reminder', message: 'Remind me to send the contract to Acme on Monday' },
];

/** Somebody opens the conversation with us: suggest what to say; or our Home tab: show what is to be seen there. */
export async function noteOpened(ctx: AppSystem, row: Row<'inbox'>): Promise<void> {
  const { user, tab } = OpenedPayload.parse(row.payload);
  await (tab === 'home' ? showHome(ctx, user) : ctx.chat.suggestPrompts(row.channel ?? '', PROMPTS));
  await transact(ctx, (ctx) => endInbox(ctx, { held: row, end: { status: 'forgotten' } }));
}
