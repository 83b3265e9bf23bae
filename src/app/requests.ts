import { hasRole, type Role } from '../context.ts';
import { forbidden, messageOf, RapportError, withoutIds } from '../errors.ts';
import { closeCard } from './closed-cards.ts';
import type { App, AppSystem } from './context.ts';
import type { Gate, HomeHandler, Press, PressHandler, Reply } from './handler.ts';
import { showHome } from './home.ts';
import { actorOf, REFUSAL_TEXT } from './identity.ts';

const ONLY_FOR: Record<Role, string> = {
  member: 'Only members can do that.',
  lead: 'Only leads and admins can do that.',
  admin: 'Only admins can do that.',
};

/** The outcome of a request: its result, or an error that says in a sentence why there is none. */
export type Outcome<T> = { done: T } | { trouble: RapportError };

/** Does `work` as the person who asks, if they may. Identity and role are read anew every time. Never throws. */
export async function doAs<T>(
  ctx: AppSystem,
  { user, gate }: { user: string; gate: Gate },
  work: (ctx: App) => Promise<T>,
): Promise<Outcome<T>> {
  try {
    const identity = await ctx.chat.identify(user);
    if (identity.kind === 'refused')
      throw forbidden(gate.otherwise ?? REFUSAL_TEXT[identity.reason] ?? 'Sorry, not for you.');
    const member: App = { ...ctx, actor: actorOf(identity, 'direct') };
    requireGate(member, gate);
    return { done: await work(member) };
  } catch (error) {
    return { trouble: troubleIn(ctx, error) };
  }
}

/** Throws `forbidden` unless the actor has the role of the gate. */
function requireGate({ actor }: App, { who, otherwise }: Gate): void {
  if (!hasRole(actor, who)) throw forbidden(otherwise ?? ONLY_FOR[who]);
}

/** The error that may be told to people for anything that was thrown; the rest goes into the log. */
export function troubleIn(ctx: AppSystem, error: unknown): RapportError {
  if (error instanceof RapportError) return error;
  ctx.log.error({ error: messageOf(error) }, 'request not handled');
  return new RapportError('unavailable', 'Sorry, that did not work. Please try again in a moment.');
}

/** The reply that tells a person what came of their request. */
export const replyTo = (outcome: Outcome<Reply>): Reply =>
  'done' in outcome ? outcome.done : { say: withoutIds(outcome.trouble.message) };

/** Who pressed something, and what the message said that they pressed it on. */
export type Pressed = Press & { user: string; text: string };

/** Tells the chat service that a request has arrived, which it then forgets. Never throws. */
export type Acknowledge = () => Promise<void>;

/**
 * Does what was pressed in a message, and gives what the person is told. It is acknowledged when its effect is committed, and
 * not before: where a process ends earlier, the person sees that the press has failed.
 */
export async function handlePress(
  ctx: AppSystem,
  handler: PressHandler,
  pressed: Pressed,
  acknowledge: Acknowledge,
): Promise<Reply> {
  const { user } = pressed;
  if (handler.once) {
    const outcome = await doAs(ctx, { user, gate: handler }, (ctx) => handler.does(ctx, pressed));
    await acknowledge();
    if ('trouble' in outcome) return replyTo(outcome);
    return closeCardOrSay(ctx, { ...pressed, outcome: outcome.done, keeps: handler.keeps });
  }
  const reply = handler.durable
    ? await handler.does(ctx, pressed)
    : replyTo(await doAs(ctx, { user, gate: handler }, (ctx) => handler.does(ctx, pressed)));
  await acknowledge();
  return reply;
}

async function closeCardOrSay(ctx: AppSystem, card: Parameters<typeof closeCard>[1]): Promise<Reply> {
  try {
    await closeCard(ctx, card);
    return undefined;
  } catch (error) {
    return replyTo({ trouble: troubleIn(ctx, error) });
  }
}

/** Does what was pressed on somebody's Home tab and acknowledges it; the tab then shows what came of it. */
export async function handleHomePress(
  ctx: AppSystem,
  handler: HomeHandler,
  { user, value, key }: { user: string; value: string; key: string },
  acknowledge: Acknowledge,
): Promise<void> {
  let acknowledged: Promise<void> | undefined;
  const acknowledgeOnce = () => {
    acknowledged ??= acknowledge();
    return acknowledged;
  };
  await showHome(ctx, user, async (ctx) => {
    requireGate(ctx, handler);
    return handler.does(ctx, { value, key }).finally(acknowledgeOnce);
  }).finally(acknowledgeOnce);
}
