import type { App } from '@slack/bolt';
import type { HomeView } from '@slack/types';
import { z } from 'zod';
import type { Context } from '../../context.ts';
import { messageOf, RapportError } from '../../errors.ts';
import { dismiss, listLearned } from '../../observer/observations/reviews.ts';
import { drawUntilSettled } from '../draw.ts';
import { actorOf, type Refusal } from '../identity.ts';
import type { Services } from '../services.ts';
import { buildClosedHome, buildHome, HOME_FORGET } from '../views/home.ts';

/** A click on the Home tab: there is no channel, and nowhere to whisper. */
const HomeClick = z.object({
  user: z.object({ id: z.string() }),
  actions: z.array(z.object({ value: z.string() })).min(1),
});

/** Does something as the person whose Home tab it is; what it says is shown on the tab. */
type Work = (ctx: Context) => Promise<string | undefined>;

/** Shows somebody their Home tab, after `work`. Throws when Slack does not say who they are. */
export async function showHome(services: Services, slackUserId: string, work?: Work): Promise<void> {
  const identified = await services.identities.identify(slackUserId);
  if (identified.kind === 'refused') {
    const text = CLOSED[identified.reason];
    if (text) await publish(services, slackUserId, buildClosedHome(text));
    return;
  }
  const ctx = { ...services.system, actor: actorOf(identified, 'direct') };
  await publishHome(ctx, services, await work?.(ctx));
}

/** Shows the actor's Home tab as it is now. Nice to have: it is shown anew when they open it. */
export async function publishHome(ctx: Context, services: Services, notice?: string): Promise<void> {
  await drawUntilSettled({
    derive: async () => buildHome({ learned: await listLearned(ctx), notice }),
    draw: (view) => publish(services, ctx.actor.slackUserId, view),
  });
}

/** An app that was installed before it had a Home tab has none until its manifest is updated. */
async function publish({ client, system }: Services, user: string, view: HomeView): Promise<void> {
  await client.views
    .publish({ user_id: user, view })
    .catch((error) => system.log.debug({ error: messageOf(error) }, 'Home tab not shown'));
}

const NOT_FOR_YOU = 'Sorry, I only work for full members of this workspace.';

const CLOSED: Record<Refusal, string | undefined> = {
  bot: undefined,
  deactivated: undefined,
  stranger: NOT_FOR_YOU,
  guest: NOT_FOR_YOU,
  retired: 'Sorry, your access to Rapport has ended; an admin can restore it.',
};

async function forget(ctx: Context, id: string): Promise<string> {
  try {
    const { claim } = await dismiss(ctx, { id });
    return `Forgotten: ${claim}`;
  } catch (error) {
    const known = error instanceof RapportError;
    if (known) return 'This was forgotten already.';
    ctx.log.error({ error: messageOf(error) }, 'nothing forgotten');
    return 'Sorry, that did not work. Please try again in a moment.';
  }
}

/** The buttons on the Home tab. Identity is read anew at every click, and the tab shows what came of it. */
export function listenToHome(app: App, services: Services): void {
  app.action(HOME_FORGET, async ({ ack, body }) => {
    await ack();
    const { user, actions } = HomeClick.parse(body);
    await showHome(services, user.id, (ctx) => forget(ctx, actions[0]?.value ?? '')).catch((error) =>
      services.system.log.warn({ error: messageOf(error) }, 'click not answered'),
    );
  });
}
