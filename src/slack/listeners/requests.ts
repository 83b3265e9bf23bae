import type { App } from '@slack/bolt';
import { z } from 'zod';
import { actorOf, REFUSAL_TEXT } from '../../app/people.ts';
import { forbidden, messageOf, RapportError, withoutIds } from '../../errors.ts';
import type { WithReports } from '../../reports/run.ts';
import type { Services } from '../services.ts';
import { escapeText } from '../text.ts';
import type { View } from '../views/document.ts';
import { buildWhisper, type Whisper } from '../views/report-list.ts';

/** A click, or a choice, in a message; in one that only the person sees there is no `message`. */
const RawClick = z.object({
  user: z.object({ id: z.string() }),
  channel: z.object({ id: z.string() }),
  trigger_id: z.string(),
  container: z.object({ message_ts: z.string().optional() }).default({}),
  message: z.object({ ts: z.string(), thread_ts: z.string().optional() }).optional(),
  actions: z
    .array(
      z.object({
        action_ts: z.string(),
        value: z.string().default(''),
        selected_option: z.object({ value: z.string() }).nullish(),
      }),
    )
    .min(1),
});
export type Click = z.infer<typeof RawClick> & {
  /** What was chosen, or the button's value. */
  value: string;
  /** The same for every copy of this click. */
  key: string;
};

/** What a click leads to: something in place of what was clicked, or something more that only the person sees. */
export type Shown = { replace: Whisper | View } | { whisper: Whisper } | { say: string } | undefined;
export type Deed = (ctx: WithReports, services: Services, click: Click) => Promise<Shown>;

export function readClick(body: unknown): Click {
  const click = RawClick.parse(body);
  const [action] = click.actions;
  const key = `click:${action?.action_ts}:${click.user.id}`;
  return { ...click, value: action?.selected_option?.value ?? action?.value ?? '', key };
}

/** Where something was asked for. */
export function askedIn({ channel, message }: Click) {
  const isReply = message?.thread_ts !== undefined && message.thread_ts !== message.ts;
  return { channel: channel.id, ...(isReply ? { threadTs: message.thread_ts } : {}) };
}

export function responseTo(shown: NonNullable<Shown> | Whisper) {
  if ('replace' in shown) return { replace_original: true, ...shown.replace };
  const more = { replace_original: false, response_type: 'ephemeral' as const };
  if ('whisper' in shown) return { ...more, ...shown.whisper };
  return { ...more, text: 'say' in shown ? escapeText(shown.say) : shown.text };
}

/** What `work` gives, done as the member; or, in words, why it was not done. Identity and role are read anew. */
export async function answered<T>(
  { system, identities, reports }: Services,
  user: string,
  work: (ctx: WithReports) => Promise<T>,
): Promise<T | Whisper> {
  try {
    const identified = await identities.identify(user);
    if (identified.kind === 'refused')
      throw forbidden(REFUSAL_TEXT[identified.reason] ?? 'Sorry, not for you.');
    return await work({ ...system, reports, actor: actorOf(identified, 'direct') });
  } catch (error) {
    const known = error instanceof RapportError;
    if (!known) system.log.error({ error: messageOf(error) }, 'request not handled');
    return buildWhisper(
      known ? withoutIds(error.message) : 'Sorry, that did not work. Please try again in a moment.',
    );
  }
}

/** Does what is clicked, by the id of the action; every click gets an answer. */
export function listenToDeeds(app: App, services: Services, deeds: Record<string, Deed>): void {
  for (const [id, deed] of Object.entries(deeds)) {
    app.action(id, async ({ ack, body, respond }) => {
      await ack();
      const click = readClick(body);
      const shown = await answered(services, click.user.id, (ctx) => deed(ctx, services, click));
      if (shown) await respond(responseTo(shown)).catch(notSaid(services));
    });
  }
}

export const notSaid =
  ({ system }: Services) =>
  (error: unknown) =>
    system.log.warn({ error: messageOf(error) }, 'not said');
