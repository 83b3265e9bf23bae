import type { App as Bolt } from '@slack/bolt';
import type { CommandHandler, HomeHandler, PressHandler, Reply } from '../app/handler.ts';
import { HANDLERS } from '../app/handlers.ts';
import { doAs, handleHomePress, press, replyTo } from '../app/requests.ts';
import type { Screen } from '../app/screens.ts';
import { messageOf } from '../errors.ts';
import { routeForms } from './form-router.ts';
import { unescapeText } from './markup.ts';
import { openForm, type Routing, tell } from './replies.ts';
import { readClick, readCommand } from './request-bodies.ts';
import { buildScreen } from './views/screens.ts';

/** Slack waits three seconds; what takes longer is said afterwards. */
const ANSWER_WITHIN_MS = 2_000;

/** Routes what people press, type and fill in to its handler; every request is acknowledged, and gets an answer. */
export function route(bolt: Bolt, routing: Routing): void {
  for (const [id, handler] of entries<PressHandler>(HANDLERS.press)) routePress(bolt, routing, id, handler);
  for (const [id, handler] of entries<HomeHandler>(HANDLERS.home)) routeHome(bolt, routing, id, handler);
  for (const [id, handler] of entries<CommandHandler>(HANDLERS.command)) {
    routeCommand(bolt, routing, id, handler);
  }
  routeForms(bolt, routing);
}

const entries = <Handler>(handlers: Readonly<Record<string, Handler>>) => Object.entries(handlers);

function routePress(bolt: Bolt, routing: Routing, id: string, handler: PressHandler): void {
  bolt.action(id, async ({ ack, body, respond }) => {
    if (!handler.durable) await ack();
    const { asker, ...pressed } = readClick(body);
    const reply = await press(routing.ctx, handler, { ...pressed, user: asker.user });
    if (handler.durable) await ack();
    await tell(routing, { asker, respond }, reply);
  });
}

function routeHome(bolt: Bolt, { ctx }: Routing, id: string, handler: HomeHandler): void {
  bolt.action(id, async ({ ack, body }) => {
    await ack();
    const { value, key, asker } = readClick(body);
    await handleHomePress(ctx, handler, { user: asker.user, value, key }).catch((error) =>
      ctx.log.warn({ error: messageOf(error) }, 'click not answered'),
    );
  });
}

function routeCommand(bolt: Bolt, routing: Routing, id: string, handler: CommandHandler): void {
  const { ctx } = routing;
  bolt.command(id, async ({ ack, command, respond }) => {
    const { asker, text, ...typed } = readCommand(command);
    const answer = doAs(ctx, { user: asker.user, gate: handler }, async (ctx) => {
      const reply = await handler.does(ctx, { ...typed, text: unescapeText(text) });
      if (!reply || !('form' in reply)) return reply;
      const trouble = await openForm(routing, asker, reply.form);
      return trouble ? { say: trouble } : undefined;
    }).then((outcome) => screenOf(replyTo(outcome)));
    const slow = ctx.clock.sleep(ANSWER_WITHIN_MS).then(() => 'slow' as const);
    const quick = await Promise.race([answer, slow]);
    if (quick !== 'slow') return ack(quick && { response_type: 'ephemeral', ...buildScreen(quick) });
    await ack();
    const late = await answer;
    if (!late) return;
    await respond({ response_type: 'ephemeral', ...buildScreen(late) }).catch((error) =>
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
