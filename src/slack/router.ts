import type { App as Bolt, RespondFn } from '@slack/bolt';
import { closeCard } from '../app/cards.ts';
import type { App } from '../app/context.ts';
import type { CommandHandler, HomeHandler, PressHandler, Reply } from '../app/handler.ts';
import { HANDLERS } from '../app/handlers.ts';
import { showHome } from '../app/home.ts';
import type { Sheet } from '../app/sheets.ts';
import { messageOf, withoutIds } from '../errors.ts';
import { doAs, type Outcome, openForm, type Routing, requireWho } from './answering.ts';
import { type Asker, readClick, readCommand } from './envelopes.ts';
import { routeForms } from './form-router.ts';
import { escapeText, unescapeText } from './text.ts';
import { buildSheet } from './views/sheets.ts';

/** Slack waits three seconds; what takes longer is said afterwards. */
const ANSWER_WITHIN_MS = 2_000;

/** Routes what people press, choose, type and fill in to its handler; every request gets an answer. */
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
    if (handler.durable) {
      const press = readClick(body);
      const reply = await handler.does(routing.ctx, { ...press, user: press.asker.user });
      await ack();
      return tell(routing, { asker: press.asker, respond }, reply);
    }
    await ack();
    const press = readClick(body);
    const { asker } = press;
    const outcome = await doAs(routing, { user: asker.user, gate: handler }, async (ctx) => {
      if (handler.once) {
        await closeCard(ctx, { ...press, outcome: await handler.does(ctx, press), keeps: handler.keeps });
        return undefined;
      }
      return opened(routing, asker, await handler.does(ctx, press));
    });
    await tell(routing, { asker, respond }, replyTo(outcome));
  });
}

/** A reply is opened where it is a form; what is wrong with a form is said like all else. */
async function opened(routing: Routing, asker: Asker, reply: Reply): Promise<Reply> {
  if (!reply || !('form' in reply)) return reply;
  await openForm(routing, asker, reply.form);
  return undefined;
}

const replyTo = (outcome: Outcome<Reply>): Reply =>
  'done' in outcome ? outcome.done : { say: withoutIds(outcome.trouble.message) };

type Answering = { asker: Asker; respond: RespondFn };

/** Tells what came of it: in place of what was pressed, or below it to the person alone. */
async function tell({ ctx, client }: Routing, { asker, respond }: Answering, reply: Reply): Promise<void> {
  if (!reply || 'form' in reply) return;
  const { user, below } = asker;
  try {
    if ('replace' in reply) await respond({ replace_original: true, ...buildSheet(reply.replace) });
    else if (below) {
      const { channel, threadTs } = below;
      const thread = threadTs ? { thread_ts: threadTs } : {};
      await client.chat.postEphemeral({ channel, user, ...thread, ...whispered(reply) });
    } else await respond({ replace_original: false, response_type: 'ephemeral', ...whispered(reply) });
  } catch (error) {
    ctx.log.warn({ error: messageOf(error) }, 'click not answered');
  }
}

function whispered(reply: { say: string } | { show: Sheet }) {
  return 'say' in reply ? { text: escapeText(reply.say) } : buildSheet(reply.show);
}

function routeHome(bolt: Bolt, { ctx }: Routing, id: string, handler: HomeHandler): void {
  bolt.action(id, async ({ ack, body }) => {
    await ack();
    const { value, key, asker } = readClick(body);
    const work = (ctx: App) => {
      requireWho(ctx.actor, handler);
      return handler.does(ctx, { value, key });
    };
    await showHome(ctx, asker.user, work).catch((error) =>
      ctx.log.warn({ error: messageOf(error) }, 'click not answered'),
    );
  });
}

function routeCommand(bolt: Bolt, routing: Routing, id: string, handler: CommandHandler): void {
  bolt.command(id, async ({ ack, command, respond }) => {
    const { asker, text, ...typed } = readCommand(command);
    const answer = doAs(routing, { user: asker.user, gate: handler }, async (ctx) =>
      opened(routing, asker, await handler.does(ctx, { ...typed, text: unescapeText(text) })),
    ).then((outcome) => sheetOf(replyTo(outcome)));
    const slow = routing.ctx.clock.sleep(ANSWER_WITHIN_MS).then(() => 'slow' as const);
    const quick = await Promise.race([answer, slow]);
    if (quick !== 'slow') return ack(quick && { response_type: 'ephemeral', ...buildSheet(quick) });
    await ack();
    const late = await answer;
    if (!late) return;
    await respond({ response_type: 'ephemeral', ...buildSheet(late) }).catch((error) =>
      routing.ctx.log.warn({ error: messageOf(error) }, 'command not answered'),
    );
  });
}

/** A command was typed, not pressed: there is nothing that something could stand in place of. */
function sheetOf(reply: Reply): Sheet | undefined {
  if (!reply || 'form' in reply) return undefined;
  if ('say' in reply) return { kind: 'words', text: reply.say };
  return 'show' in reply ? reply.show : reply.replace;
}
