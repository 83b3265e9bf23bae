import { z } from 'zod';
import { transact } from '../context.ts';
import { endInbox } from '../conversation/inbox.ts';
import { enqueueClaimed } from '../delivery/outbox.ts';
import type { Row } from '../store/schema.ts';
import type { AppSystem } from './context.ts';

/** Where Rapport was invited to. */
export const JoinedPayload = z.object({ channel: z.string() });
export type JoinedPayload = z.infer<typeof JoinedPayload>;

/** Says once in a channel, when Rapport comes into it, what is kept and who sees it. */
export async function welcome(ctx: AppSystem, row: Row<'inbox'>): Promise<void> {
  const { channel } = JoinedPayload.parse(row.payload);
  const text = (await ctx.chat.hasOutsiders(channel)) ? BEFORE_OUTSIDERS : AMONG_OURSELVES;
  const delivery = await transact(ctx, async (ctx) => {
    await endInbox(ctx, { held: row, end: { status: 'forgotten' } });
    const of = { key: `welcome:${channel}`, kind: 'notice' as const, channel, threadTs: null };
    return enqueueClaimed(ctx, { ...of, document: { text } });
  });
  if (delivery) await ctx.sender.send(delivery);
}

const AMONG_OURSELVES = [
  'Hello, I am Rapport. Mention me to tell me what happened with a customer, or to ask what the team knows about one.',
  'I keep messages that mention me, replies in threads where I have been mentioned, and what I note down from them. I keep nothing else that is said here.',
  'What I note down here can be asked for by every full member of this workspace. Guests get no answers of mine, but they can read what I write in a channel that they are in.',
].join('\n');
const BEFORE_OUTSIDERS =
  'Hello, I am Rapport. People from outside your team read this channel, so I answer no questions about customers here and keep nothing that is said. Members of my team can write to me in a direct message.';
