import type { RespondFn } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { AppSystem } from '../app/context.ts';
import type { Reply } from '../app/handler.ts';
import { troubleIn } from '../app/requests.ts';
import type { FormScreen, Screen } from '../app/screens.ts';
import { messageOf, withoutIds } from '../errors.ts';
import { escapeText } from './markup.ts';
import { SLACK_POLICY } from './policy.ts';
import type { Asker } from './request-bodies.ts';
import { buildWords } from './views/form-parts.ts';
import { buildForm } from './views/forms.ts';
import { buildScreen } from './views/screens.ts';

/** The context in which what people press, type and fill in is answered. */
export type WithClient = AppSystem & { readonly client: WebClient };

/** Sends a reply: in place of what was pressed, as a form, or to the person alone. Never throws. */
export async function sendReply(
  ctx: WithClient,
  { asker, respond }: { asker: Asker; respond: RespondFn },
  reply: Reply,
): Promise<void> {
  if (!reply) return;
  try {
    if ('replace' in reply)
      await respond({ replace_original: true, ...buildScreen(reply.replace, ctx.chat.linkTo) });
    else if ('form' in reply) {
      const trouble = await openForm(ctx, { asker, form: reply.form });
      if (trouble) await sendReply(ctx, { asker, respond }, { say: trouble });
    } else if (asker.isOnHome && 'say' in reply) {
      await openForm(ctx, { asker, form: Promise.resolve({ kind: 'words', text: reply.say }) });
    } else await showPrivately(ctx, { asker, respond }, reply);
  } catch (error) {
    ctx.log.warn({ error: messageOf(error) }, 'click not answered');
  }
}

/** Shows something to the person alone: in the thread where they are, or below what only they see. */
async function showPrivately(
  { client, chat }: WithClient,
  { asker: { user, below }, respond }: { asker: Asker; respond: RespondFn },
  reply: { say: string } | { show: Screen },
): Promise<void> {
  const view = 'say' in reply ? { text: escapeText(reply.say) } : buildScreen(reply.show, chat.linkTo);
  const answer = () => respond({ replace_original: false, response_type: 'ephemeral', ...view });
  if (!below) {
    await answer();
    return;
  }
  const { channel, threadTs } = below;
  const message = { channel, user, ...(threadTs ? { thread_ts: threadTs } : {}), ...view };
  // Whoever presses in a channel that we have had to leave is answered, too.
  await client.chat.postEphemeral(message).catch(answer);
}

/** Opens a form for whoever asked just now. Gives why it could not, in words. */
export async function openForm(
  ctx: WithClient,
  { asker: { triggerId = '' }, form }: { asker: Asker; form: Promise<FormScreen> },
): Promise<string | undefined> {
  try {
    const ready = await Promise.race([form, ctx.clock.sleep(SLACK_POLICY.requests.formReadyWithinMs)]);
    const view = ready ? buildForm(ready) : buildWords('One moment…');
    const opened = await ctx.client.views.open({ trigger_id: triggerId, view });
    const viewId = opened.view?.id;
    if (!ready && viewId) await ctx.client.views.update({ view_id: viewId, view: buildForm(await form) });
    return undefined;
  } catch (error) {
    return withoutIds(troubleIn(ctx, error).message);
  }
}
