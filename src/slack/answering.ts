import type { RespondFn } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { troubleIn } from '../app/acting.ts';
import type { AppSystem } from '../app/context.ts';
import type { Reply } from '../app/handler.ts';
import type { FormSheet, Sheet } from '../app/sheets.ts';
import { messageOf, withoutIds } from '../errors.ts';
import type { Asker } from './envelopes.ts';
import { escapeText } from './text.ts';
import { buildWords } from './views/form-parts.ts';
import { buildForm } from './views/forms.ts';
import { buildSheet } from './views/sheets.ts';

/** What requests are answered with. */
export type Routing = { readonly ctx: AppSystem; readonly client: WebClient };

/** Tells what came of it: in place of what was pressed, in a form, or to the person alone. Never throws. */
export async function tell(
  routing: Routing,
  { asker, respond }: { asker: Asker; respond: RespondFn },
  reply: Reply,
): Promise<void> {
  if (!reply) return;
  try {
    if ('replace' in reply) await respond({ replace_original: true, ...buildSheet(reply.replace) });
    else if ('form' in reply) {
      const trouble = await openForm(routing, asker, reply.form);
      if (trouble) await whisper(routing, { asker, respond }, { say: trouble });
    } else await whisper(routing, { asker, respond }, reply);
  } catch (error) {
    routing.ctx.log.warn({ error: messageOf(error) }, 'click not answered');
  }
}

/** Shows something to the person alone: in the thread where they are, or below what only they see. */
async function whisper(
  { client }: Routing,
  { asker: { user, below }, respond }: { asker: Asker; respond: RespondFn },
  reply: { say: string } | { show: Sheet },
): Promise<void> {
  const view = 'say' in reply ? { text: escapeText(reply.say) } : buildSheet(reply.show);
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

/** A trigger lives for three seconds: when the form is not ready by then, something else is shown first. */
const READY_WITHIN_MS = 1_200;

/** Opens a form for whoever asked just now. Gives why it could not, in words. */
export async function openForm(
  { ctx, client }: Routing,
  { triggerId = '' }: Asker,
  form: Promise<FormSheet>,
): Promise<string | undefined> {
  try {
    const ready = await Promise.race([form, ctx.clock.sleep(READY_WITHIN_MS)]);
    const view = ready ? buildForm(ready) : buildWords('One moment…');
    const opened = await client.views.open({ trigger_id: triggerId, view });
    const viewId = opened.view?.id;
    if (!ready && viewId) await client.views.update({ view_id: viewId, view: buildForm(await form) });
    return undefined;
  } catch (error) {
    return withoutIds(troubleIn(ctx, error).message);
  }
}
