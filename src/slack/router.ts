import type { App as Bolt } from '@slack/bolt';
import type { CommandHandler, HomeHandler, PressHandler, Reply, ShortcutHandler } from '../app/handler.ts';
import { HANDLERS } from '../app/handlers.ts';
import { doAs, handleHomePress, handlePress, replyTo } from '../app/requests.ts';
import type { FormScreen, Screen } from '../app/screens.ts';
import { messageOf, withoutIds } from '../errors.ts';
import { routeForms } from './form-router.ts';
import type { Installation } from './installation.ts';
import { unescapeText } from './markup.ts';
import { refuseOtherTeams } from './other-teams.ts';
import { SLACK_POLICY } from './policy.ts';
import { openForm, sendReply, type WithClient } from './replies.ts';
import { readClick, readCommand, readShortcut } from './request-bodies.ts';
import { buildScreen } from './views/screens.ts';

/** Routes what people press, type and fill in to its handler; every request is acknowledged, and gets an answer. */
export function route(ctx: WithClient, bolt: Bolt, installation: Installation): void {
  refuseOtherTeams(bolt, installation);
  for (const [id, handler] of entries<PressHandler>(HANDLERS.press)) routePress(ctx, bolt, { id, handler });
  for (const [id, handler] of entries<HomeHandler>(HANDLERS.home)) routeHome(ctx, bolt, { id, handler });
  for (const [id, handler] of entries<CommandHandler>(HANDLERS.command)) {
    routeCommand(ctx, bolt, { id, handler });
  }
  for (const [id, handler] of entries<ShortcutHandler>(HANDLERS.shortcut))
    routeShortcut(ctx, bolt, { id, handler });
  routeForms(ctx, bolt);
}

const entries = <Handler>(handlers: Readonly<Record<string, Handler>>) => Object.entries(handlers);

/** A handler, and the id of what it handles. */
type Route<Handler> = { id: string; handler: Handler };

function routePress(ctx: WithClient, bolt: Bolt, { id, handler }: Route<PressHandler>): void {
  bolt.action(id, async ({ ack, body, respond }) => {
    const { asker, ...pressed } = readClick(body);
    const reply = await handlePress(ctx, handler, { ...pressed, user: asker.user }, () =>
      acknowledge(ctx, ack),
    );
    await sendReply(ctx, { asker, respond }, reply);
  });
}

function routeHome(ctx: WithClient, bolt: Bolt, { id, handler }: Route<HomeHandler>): void {
  bolt.action(id, async ({ ack, body }) => {
    const { value, key, asker } = readClick(body);
    await handleHomePress(ctx, handler, { user: asker.user, value, key }, () => acknowledge(ctx, ack)).catch(
      (error) => ctx.log.warn({ error: messageOf(error) }, 'click not answered'),
    );
  });
}

/** A shortcut is answered by a form, or by the reason why there is none: nothing else can be shown at once. */
function routeShortcut(ctx: WithClient, bolt: Bolt, { id, handler }: Route<ShortcutHandler>): void {
  bolt.shortcut(id, async ({ ack, body }) => {
    await ack();
    const { asker, message } = readShortcut(body);
    const outcome = doAs(ctx, { user: asker.user, gate: handler }, (acting) => handler.does(acting, message));
    const form = outcome.then(
      (came): FormScreen =>
        'done' in came ? came.done : { kind: 'words', text: withoutIds(came.trouble.message) },
    );
    const trouble = await openForm(ctx, { asker, form });
    if (trouble) ctx.log.warn({ trouble }, 'shortcut not answered');
  });
}

/** Tells Slack that a press has had its effect. Slack may have given up waiting. */
async function acknowledge(ctx: WithClient, ack: () => Promise<void>): Promise<void> {
  await ack().catch((error) => ctx.log.warn({ error: messageOf(error) }, 'press not acknowledged'));
}

function routeCommand(ctx: WithClient, bolt: Bolt, { id, handler }: Route<CommandHandler>): void {
  bolt.command(id, async ({ ack, command, respond }) => {
    const { asker, text, ...typed } = readCommand(command);
    const answer = doAs(ctx, { user: asker.user, gate: handler }, async (acting) => {
      const reply = await handler.does(acting, { ...typed, text: unescapeText(text) });
      if (!reply || !('form' in reply)) return reply;
      const trouble = await openForm(ctx, { asker, form: reply.form });
      return trouble ? { say: trouble } : undefined;
    }).then((outcome) => screenOf(replyTo(outcome)));
    const slow = ctx.clock.sleep(SLACK_POLICY.requests.answerWithinMs).then(() => 'slow' as const);
    const quick = await Promise.race([answer, slow]);
    if (quick !== 'slow')
      return ack(quick && { response_type: 'ephemeral', ...buildScreen(quick, ctx.chat.linkTo) });
    await ack();
    const late = await answer;
    if (!late) return;
    await respond({ response_type: 'ephemeral', ...buildScreen(late, ctx.chat.linkTo) }).catch((error) =>
      ctx.log.warn({ error: messageOf(error) }, 'command not answered'),
    );
  });
}

/** A command was typed, not pressed: there is nothing that something could stand in place of. */
function screenOf(reply: Reply): Screen | undefined {
  if (!reply || 'form' in reply) return undefined;
  if ('say' in reply) return { kind: 'words', text: reply.say };
  return 'show' in reply ? reply.show : reply.replace;
}
