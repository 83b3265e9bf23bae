import { z } from 'zod';
import { transact } from '../context.ts';
import { endInbox } from '../conversation/inbox.ts';
import { messageOf, RapportError, withoutIds } from '../errors.ts';
import type { Row } from '../store/schema.ts';
import type { Prompt } from './chat.ts';
import type { App, AppSystem } from './context.ts';
import { drawUntilSettled } from './draw-until-settled.ts';
import { readHome } from './home-content.ts';
import { actorOf, type RefusalReason } from './identity.ts';

/** Who has opened the conversation with us, or the Home tab. */
const OpenedPayload = z.object({
  user: z.string(),
  tab: z.enum(['messages', 'home']).default('messages'),
});

/** What somebody who opens the conversation with Rapport is offered to say. */
const PROMPTS: Prompt[] = [
  { title: 'Log a meeting', message: 'Met Ana Lopes at Acme about the renewal, she wants pricing by Friday' },
  { title: 'What do we know?', message: 'What do we know about Acme?' },
  { title: 'Quiet customers', message: 'Which customers have gone quiet?' },
  { title: 'Set a reminder', message: 'Remind me to send the contract to Acme on Monday' },
];

/** Somebody has opened the Home tab, which is then shown, or the conversation with Rapport, where prompts are offered. */
export async function handleHomeOpened(ctx: AppSystem, row: Row<'inbox'>): Promise<void> {
  const { user, tab } = OpenedPayload.parse(row.payload);
  await (tab === 'home' ? showHome(ctx, user) : ctx.chat.suggestPrompts(row.channel ?? '', PROMPTS));
  await transact(ctx, (ctx) => endInbox(ctx, { held: row, end: { status: 'forgotten' } }));
}

/** Does something as the person whose Home tab it is; what it says is shown on the tab. */
type Work = (ctx: App) => Promise<string | undefined>;

/** Shows somebody their Home tab, after `work`. Throws when it is not known who they are. */
export async function showHome(ctx: AppSystem, slackUserId: string, work?: Work): Promise<void> {
  const identity = await ctx.chat.identify(slackUserId);
  if (identity.kind === 'refused') {
    const text = CLOSED[identity.reason];
    if (text) await ctx.chat.showHome(slackUserId, { kind: 'closed', text });
    return;
  }
  const member: App = { ...ctx, actor: actorOf(identity, 'direct') };
  if (!work) return drawHome(member);
  const notice = await noticeOf(member, work);
  // Of two presses at once, the one whose drawing stays shows what has become of both.
  await drawUntilSettled({
    derive: () => readHome(member, notice),
    draw: (home) => ctx.chat.showHome(slackUserId, home),
  });
}

/** Shows the actor's Home tab as it is now, after something was done elsewhere, which stays done where it cannot be drawn. */
export async function refreshHome(ctx: App): Promise<void> {
  await drawHome(ctx).catch((error) => ctx.log.debug({ error: messageOf(error) }, 'Home not drawn'));
}

async function drawHome(ctx: App): Promise<void> {
  await ctx.chat.showHome(ctx.actor.slackUserId, await readHome(ctx));
}

async function noticeOf(ctx: App, work: Work): Promise<string | undefined> {
  try {
    return await work(ctx);
  } catch (error) {
    if (error instanceof RapportError) return withoutIds(error.message);
    ctx.log.error({ error: messageOf(error) }, 'press on Home not handled');
    return 'Sorry, that did not work. Please try again in a moment.';
  }
}

const NOT_FOR_YOU = 'Sorry, I only work for full members of this workspace.';

const CLOSED: Record<RefusalReason, string | undefined> = {
  bot: undefined,
  deactivated: undefined,
  stranger: NOT_FOR_YOU,
  guest: NOT_FOR_YOU,
  retired: 'Sorry, your access to Rapport has ended; an admin can restore it.',
};
