import type { Audience, Role } from '../context.ts';
import type { Document, Fact } from '../delivery/document.ts';
import { type RapportError, withoutIds } from '../errors.ts';
import { ParamsError } from '../reports/params.ts';
import type { App, AppSystem } from './context.ts';
import type { FormScreen, Screen } from './screens.ts';

/** Who may: identity and role are read anew every time; the verb checks again. */
export type Gate = {
  /** The least role. */
  readonly who: Role;
  /** What all others are told, when that is not the usual sentence. */
  readonly otherwise?: string;
};

/** What others are told below answers, where they have not said anything that could be kept. */
export const ONLY_MEMBERS = 'Sorry, only members of this team can do that.';

/** Where something was pressed or typed. */
export type Place = {
  channel: string;
  /** The message it was pressed on. */
  ts?: string | undefined;
  /** The message whose reply that one is. */
  threadTs?: string | undefined;
  /** Who reads along there. What is answered only the person sees. */
  audience: Audience;
};

export type Press = {
  /** The value of the button, or of what was chosen. */
  value: string;
  /** The same for every copy of this press. */
  key: string;
  place: Place;
};

type Command = Omit<Press, 'value'> & {
  /** What follows the command. */
  text: string;
};

/** What comes of it: something that only the person sees, or a form to fill in. */
export type Reply =
  | { say: string }
  | { show: Screen }
  /** In place of what was pressed. */
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

/** Done once and for all: its message loses its buttons and says what has become of it. */
export type OncePress = {
  readonly once: true;
  readonly durable?: undefined;
  /** What stays below the card besides its text, by the value of the button. */
  keeps?(value: string): Pick<Document, 'feedback'>;
  does(ctx: App, press: Press): Promise<Fact>;
};

/** Taken in before the chat service hears that the press has arrived; who pressed is checked when it is worked on. */
type DurablePress = {
  readonly once?: undefined;
  readonly durable: true;
  does(ctx: AppSystem, press: Press & { user: string }): Promise<Reply>;
};

/** A button on the Home tab, which then shows what came of it. */
export type HomeHandler = Gate & { does(ctx: App, press: Omit<Press, 'place'>): Promise<string | undefined> };

export type CommandHandler = Gate & { does(ctx: App, command: Command): Promise<Reply> };

/** What is wrong with what was filled in. */
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

/** What can be chosen in a field, by what was typed so far. */
export type OptionsHandler = Gate & {
  does(ctx: App, input: { typed: string; limit: number }): Promise<{ value: string; label: string }[]>;
};

/** Acts with the rights of somebody whom others can hear at this place. */
export const heardIn = (ctx: App, { audience }: Place): App => ({
  ...ctx,
  actor: { ...ctx.actor, audience },
});

/** What somebody can put right in a form. What is about no param of its own has an empty one. */
export function problemsOf(error: RapportError): Problem[] {
  const problems = error instanceof ParamsError ? error.problems : [{ param: '', reason: error.message }];
  return problems.map(({ param, reason }) => ({ param, reason: withoutIds(reason) }));
}
