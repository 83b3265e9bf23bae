import type { WebClient } from '@slack/web-api';
import type { App, AppSystem } from '../app/context.ts';
import type { Gate } from '../app/handler.ts';
import { actorOf, REFUSAL_TEXT } from '../app/people.ts';
import type { FormSheet } from '../app/sheets.ts';
import { hasRole, type Role } from '../context.ts';
import { forbidden, messageOf, RapportError } from '../errors.ts';
import type { Asker } from './envelopes.ts';
import { buildWords } from './views/form-parts.ts';
import { buildForm } from './views/forms.ts';

/** What requests are answered with. */
export type Routing = { readonly ctx: AppSystem; readonly client: WebClient };

const FOR: Record<Role, string> = {
  member: 'Only members can do that.',
  lead: 'Only leads and admins can do that.',
  admin: 'Only admins can do that.',
};

/** What came of a request: what was done, or a sentence that says why it was not. */
export type Outcome<T> = { done: T } | { trouble: RapportError };

/** Does `work` as the person who asks, if they may. Identity and role are read anew every time. */
export async function doAs<T>(
  { ctx }: Routing,
  { user, gate }: { user: string; gate: Gate },
  work: (ctx: App) => Promise<T>,
): Promise<Outcome<T>> {
  try {
    const identified = await ctx.chat.identify(user);
    if (identified.kind === 'refused')
      throw forbidden(gate.otherwise ?? REFUSAL_TEXT[identified.reason] ?? 'Sorry, not for you.');
    const actor = actorOf(identified, 'direct');
    requireWho(actor, gate);
    return { done: await work({ ...ctx, actor }) };
  } catch (error) {
    if (error instanceof RapportError) return { trouble: error };
    ctx.log.error({ error: messageOf(error) }, 'request not handled');
    return {
      trouble: new RapportError('unavailable', 'Sorry, that did not work. Please try again in a moment.'),
    };
  }
}

/** Throws `forbidden` to whoever has not the role that it takes. */
export function requireWho(actor: App['actor'], { who, otherwise }: Gate): void {
  if (!hasRole(actor, who)) throw forbidden(otherwise ?? FOR[who]);
}

/** A trigger lives for three seconds: when the form is not ready by then, something else is shown first. */
const READY_WITHIN_MS = 1_200;

/** Opens a form for whoever asked just now. */
export async function openForm(
  { ctx, client }: Routing,
  { triggerId = '' }: Asker,
  form: Promise<FormSheet>,
): Promise<void> {
  const ready = await Promise.race([form, ctx.clock.sleep(READY_WITHIN_MS)]);
  const view = ready ? buildForm(ready) : buildWords('One moment…');
  const opened = await client.views.open({ trigger_id: triggerId, view });
  const viewId = opened.view?.id;
  if (!ready && viewId) await client.views.update({ view_id: viewId, view: buildForm(await form) });
}
