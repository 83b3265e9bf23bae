import type { AppSystem } from '../app/context.ts';
import {
  type ChoiceHandler,
  type CommandHandler,
  type FormHandler,
  type Place,
  problemsOf,
  type Reply,
  type ShortcutHandler,
  type ShortcutMessage,
} from '../app/handler.ts';
import { HANDLERS } from '../app/handlers.ts';
import { doAs, handleHomePress, handlePress, type Pressed, replyTo, troubleIn } from '../app/requests.ts';
import type { FormScreen } from '../app/screens.ts';
import { withoutIds } from '../errors.ts';
import { directChannelOf, type Posted } from './memory-chat.ts';

/** The reply to a request, with its form once that is ready. */
export type Answer = Exclude<Reply, { form: unknown }> | { form: FormScreen };

/** The requests of people: what they press, type and fill in. */
export type Requests = {
  /** Presses a button of something we have said; its value is looked up there when it is left out. */
  press(
    id: keyof typeof HANDLERS.press,
    pressed: { as: string; on: Posted; value?: string; key?: string },
  ): Promise<Answer>;
  pressOnHome(id: keyof typeof HANDLERS.home, pressed: { as: string; value: string }): Promise<void>;
  command(
    id: keyof typeof HANDLERS.command,
    typed: { as: string; text: string; channel?: string },
  ): Promise<Answer>;
  submit(
    id: keyof typeof HANDLERS.form,
    filled: { as: string; key?: string } & Record<string, unknown>,
  ): ReturnType<FormHandler<object>['does']>;
  /** Chooses something in an open form on which it depends what else it asks for. */
  choose(
    id: keyof typeof HANDLERS.choice,
    filled: { as: string } & Record<string, unknown>,
  ): Promise<FormScreen | { say: string }>;
  /** Chooses a shortcut, at a message or anywhere. */
  shortcut(
    id: keyof typeof HANDLERS.shortcut,
    chosen: { as: string; message?: ShortcutMessage },
  ): Promise<FormScreen | { say: string }>;
  /** The options that a field offers. */
  suggest(
    id: keyof typeof HANDLERS.options,
    typing: { as: string; typed: string },
  ): Promise<{ value: string; label: string }[]>;
};

/** Nobody waits here. */
const acknowledge = async () => undefined;

/** Requests as whoever makes them, each with all that follows from it. */
export function createRequests(
  app: AppSystem,
  { settle, nextTs }: { settle(): Promise<void>; nextTs(): string },
): Requests {
  let count = 0;
  const placeIn = (channel: string): Pick<Place, 'channel' | 'audience'> => ({
    channel,
    audience: channel.startsWith('D') ? 'direct' : 'shared',
  });

  return {
    press: async (id, { as, on, value, key }) => {
      count += 1;
      const { actions = [], cards = [] } = on.document;
      const known = [...actions, ...cards.flatMap((card) => card.actions)].find((each) => each.id === id);
      const pressed: Pressed = {
        user: as,
        value: value ?? known?.value ?? '',
        key: key ?? `click:${count}`,
        at: nextTs(),
        text: on.document.text,
        place: { ...placeIn(on.channel), ts: on.ts, threadTs: on.threadTs ?? undefined },
      };
      const reply = await answerOf(app, await handlePress(app, HANDLERS.press[id], pressed, acknowledge));
      await settle();
      return reply;
    },
    pressOnHome: async (id, { as, value }) => {
      count += 1;
      await handleHomePress(app, HANDLERS.home[id], { user: as, value, key: `click:${count}` }, acknowledge);
    },
    command: async (id, { as, text, channel = directChannelOf(as) }) => {
      count += 1;
      const handler: CommandHandler = HANDLERS.command[id];
      const typed = { text, key: `trigger:${count}`, place: placeIn(channel) };
      const outcome = await doAs(app, { user: as, gate: handler }, (ctx) => handler.does(ctx, typed));
      const reply = await answerOf(app, replyTo(outcome));
      await settle();
      return reply;
    },
    submit: async (id, { as, ...filled }) => {
      count += 1;
      const handler: FormHandler<never> = HANDLERS.form[id];
      const given = { key: `view:${count}`, ...filled };
      const outcome = await doAs(app, { user: as, gate: handler }, (ctx) =>
        handler.does(ctx, given as never),
      );
      await settle();
      return 'done' in outcome ? outcome.done : { problems: problemsOf(outcome.trouble) };
    },
    choose: async (id, { as, ...filled }) => {
      const handler: ChoiceHandler<never> = HANDLERS.choice[id];
      const outcome = await doAs(app, { user: as, gate: handler }, (ctx) =>
        handler.does(ctx, filled as never),
      );
      return 'done' in outcome ? outcome.done : { say: outcome.trouble.message };
    },
    shortcut: async (id, { as, message }) => {
      const handler: ShortcutHandler = HANDLERS.shortcut[id];
      const outcome = await doAs(app, { user: as, gate: handler }, (ctx) => handler.does(ctx, message));
      return 'done' in outcome ? outcome.done : { say: outcome.trouble.message };
    },
    suggest: async (id, { as, typed }) => {
      const handler = HANDLERS.options[id];
      const input = { typed, limit: 100 };
      const outcome = await doAs(app, { user: as, gate: handler }, (ctx) => handler.does(ctx, input));
      return 'done' in outcome ? outcome.done : [];
    },
  };
}

async function answerOf(app: AppSystem, reply: Reply): Promise<Answer> {
  if (!reply || !('form' in reply)) return reply;
  try {
    return { form: await reply.form };
  } catch (error) {
    return { say: withoutIds(troubleIn(app, error).message) };
  }
}
