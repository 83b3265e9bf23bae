import type { Audience, Role } from '../context.ts';
import type { Document, Fact } from '../delivery/document.ts';
import { type RapportError, withoutIds } from '../errors.ts';
import { ParamsError } from '../reports/params.ts';
import type { MessageRef, RawMessage } from './chat.ts';
import type { App, AppSystem } from './context.ts';
import type { FormScreen, Screen } from './screens.ts';

/** Who may do something: identity and role are read anew every time, and the verb checks again. */
export type Gate = {
  /** The least role. */
  readonly who: Role;
  /** What everybody else is told, when that is not the usual sentence. */
  readonly otherwise?: string;
};

/** What somebody who is no member is told below an answer, where they have written nothing that could be kept. */
export const ONLY_MEMBERS = 'Sorry, only members of this team can do that.';

/** Where something was pressed or typed. */
export type Place = {
  channel: string;
  /** The message it was pressed on. */
  ts?: string | undefined;
  /** The first message of the thread that `ts` is in. */
  threadTs?: string | undefined;
  /** Who reads along at the place. The answer itself is shown to the person alone. */
  audience: Audience;
};

export type Press = {
  /** The value of the button, or of what was chosen. */
  value: string;
  /** The same for every copy of this press. */
  key: string;
  /** When it was pressed, as the chat service writes the time of a message. */
  at: string;
  place: Place;
};

type Command = Omit<Press, 'value' | 'at'> & {
  /** The text after the command. */
  text: string;
};

/** The reply to a press or a command: something that only the person sees, or a form to fill in. */
export type Reply =
  | { say: string }
  | { show: Screen }
  /** A screen in place of the one that was pressed. */
  | { replace: Screen }
  | { form: Promise<FormScreen> }
  | undefined;

/** A button, or a choice, in a message. */
export type PressHandler = Gate & (AnyPress | OncePress | DurablePress);

type AnyPress = {
  readonly once?: undefined;
  readonly durable?: undefined;
  does(ctx: App, press: Press): Promise<Reply>;
};

/** A press that is done once and for all: its message loses its buttons and says what has become of it. */
export type OncePress = {
  readonly once: true;
  readonly durable?: undefined;
  /** The thumbs that stay below the card besides its text, by the value of the button. */
  keeps?(value: string): Pick<Document, 'feedback'>;
  does(ctx: App, press: Press): Promise<Fact>;
};

/** A press that goes into the inbox; who pressed is checked when it is worked on. */
type DurablePress = {
  readonly once?: undefined;
  readonly durable: true;
  does(ctx: AppSystem, press: Press & { user: string }): Promise<Reply>;
};

/** A button on the Home tab, which then shows what came of it. */
export type HomeHandler = Gate & {
  does(ctx: App, press: Pick<Press, 'value' | 'key'>): Promise<string | undefined>;
};

export type CommandHandler = Gate & { does(ctx: App, command: Command): Promise<Reply> };

/** A field of a form that cannot be taken as it was filled in, and why. */
export type Problem = { param: string; reason: string };

/** A form that was filled in; `key` is the same for every copy of it. */
export type FormHandler<Values extends object> = Gate & {
  does(
    ctx: App,
    filled: Values & { key: string },
  ): Promise<{ problems: Problem[] } | { say: string } | undefined>;
};

/** A choice in an open form on which it depends what else it asks for. */
export type ChoiceHandler<Values extends object> = Gate & {
  does(ctx: App, filled: Values): Promise<FormScreen>;
};

/** A shortcut that people choose from a menu, at a message or anywhere: it opens a form. */
export type ShortcutHandler = Gate & {
  does(ctx: App, message?: ShortcutMessage): Promise<FormScreen>;
};

/** A message that a shortcut was chosen at. `link`: its address for people. */
export type ShortcutMessage = RawMessage &
  MessageRef & { threadTs?: string | undefined; user?: string | undefined; link?: string | undefined };

/** The choices that a field offers for the text typed so far. */
export type OptionsHandler = Gate & {
  does(ctx: App, input: { typed: string; limit: number }): Promise<{ value: string; label: string }[]>;
};

/** Acts with the rights of somebody whom others can hear at this place. */
export const heardIn = (ctx: App, { audience }: Place): App => ({
  ...ctx,
  actor: { ...ctx.actor, audience },
});

/** The problems that somebody can put right in a form. A problem of the whole form has an empty param. */
export function problemsOf(error: RapportError): Problem[] {
  const problems = error instanceof ParamsError ? error.problems : [{ param: '', reason: error.message }];
  return problems.map(({ param, reason }) => ({ param, reason: withoutIds(reason) }));
}
