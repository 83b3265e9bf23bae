import { z } from 'zod';
import { hasRole, transact } from '../context.ts';
import { endInbox } from '../conversation/inbox.ts';
import { describePairs } from '../crm/merging/describe-pair.ts';
import { listOpenPairs } from '../crm/pairs.ts';
import { messageOf, RapportError } from '../errors.ts';
import { dismiss, listLearned } from '../observer/observations/reviews.ts';
import type { Row } from '../store/schema.ts';
import type { Prompt } from './chat.ts';
import type { App, AppSystem } from './context.ts';
import { drawUntilSettled } from './draw-until-settled.ts';
import type { HomeHandler } from './handler.ts';
import { actorOf, type RefusalReason } from './identity.ts';
import { APP_POLICY } from './policy.ts';
import type { Home } from './screens.ts';

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
  await drawHome(member, await noticeOf(member, work));
}

/** Shows the actor's Home tab as it is now. */
export async function drawHome(ctx: App, notice?: string): Promise<void> {
  await drawUntilSettled({
    derive: async (): Promise<Home> => ({
      kind: 'open',
      learned: await listLearned(ctx),
      pairs: await listPairs(ctx),
      notice,
    }),
    draw: (home) => ctx.chat.showHome(ctx.actor.slackUserId, home),
  });
}

/** Those who may be one, for leads and admins to decide about. */
async function listPairs(ctx: App): Promise<Extract<Home, { kind: 'open' }>['pairs']> {
  if (!hasRole(ctx.actor, 'lead')) return undefined;
  const open = await listOpenPairs(ctx);
  const shown = await describePairs(ctx, open.slice(0, APP_POLICY.pairsOnHome));
  return { shown, more: open.length - shown.length };
}

async function noticeOf(ctx: App, work: Work | undefined): Promise<string | undefined> {
  try {
    return await work?.(ctx);
  } catch (error) {
    if (error instanceof RapportError) return error.message;
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

/** Forgets what was learned; its value is the observation. */
export const forgetOnHome = {
  who: 'member',
  does: async (ctx, { value: id }) => {
    try {
      const { claim } = await dismiss(ctx, { id });
      return `Forgotten: ${claim}`;
    } catch (error) {
      if (error instanceof RapportError) return 'This was forgotten already.';
      throw error;
    }
  },
} satisfies HomeHandler;
