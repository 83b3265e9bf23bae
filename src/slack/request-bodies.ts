import { z } from 'zod';
import type { Place, ShortcutMessage } from '../app/handler.ts';
import type { Pressed } from '../app/requests.ts';
import { isDirect } from './markup.ts';
import { ContentFields, readContents } from './message-contents.ts';

/** Who did something, where, and how they can be answered. */
export type Asker = {
  user: string;
  triggerId?: string | undefined;
  /** Where a message can be shown to them alone; undefined where only the request itself can be answered. */
  below?: { channel: string; threadTs?: string | undefined } | undefined;
  /** It was pressed on their Home tab, where nothing can be said but in a form. */
  isOnHome?: boolean;
};

const Action = z.object({
  action_ts: z.string(),
  value: z.string().default(''),
  selected_option: z.object({ value: z.string() }).nullish(),
});

/** A click, or a choice, in a message, in one that only the person sees (there is no `message`), or on the Home tab. */
const Click = z.object({
  user: z.object({ id: z.string() }),
  trigger_id: z.string().optional(),
  channel: z.object({ id: z.string() }).optional(),
  container: z.object({ message_ts: z.string().optional() }).default({}),
  message: z
    .object({ ts: z.string(), thread_ts: z.string().optional(), text: z.string().default('') })
    .optional(),
  actions: z.array(Action).min(1),
});

/** A click as a signed `block_actions` request says it. Throws when it is none. */
export function readClick(body: unknown): Clicked {
  const { user, trigger_id: triggerId, channel, container, message, actions } = Click.parse(body);
  const [action] = actions;
  return {
    value: action?.selected_option?.value ?? action?.value ?? '',
    key: `click:${action?.action_ts}:${user.id}`,
    at: action?.action_ts ?? '',
    place: placeOf(channel?.id, { ts: message?.ts ?? container.message_ts, root: message?.thread_ts }),
    asker: {
      user: user.id,
      triggerId,
      below: channel && message && { channel: channel.id, threadTs: message.thread_ts },
      isOnHome: channel === undefined,
    },
    text: message?.text ?? '',
  };
}

type Clicked = Omit<Pressed, 'user'> & { asker: Asker };

/** The Home tab is no channel, and nobody else sees it. */
function placeOf(
  channel: string | undefined,
  { ts, root }: { ts: string | undefined; root?: string | undefined },
): Place {
  return {
    channel: channel ?? '',
    ts,
    threadTs: root === ts ? undefined : root,
    audience: channel === undefined || isDirect(channel) ? 'direct' : 'shared',
  };
}

/** A command that was typed. */
type TypedCommand = { text: string; key: string; place: Place; asker: Asker };

const Command = z.object({
  user_id: z.string(),
  channel_id: z.string(),
  text: z.string().default(''),
  trigger_id: z.string(),
});

/** A command as a signed request says it. */
export function readCommand(body: unknown): TypedCommand {
  const { user_id: user, channel_id: channel, text, trigger_id: triggerId } = Command.parse(body);
  const asker: Asker = { user, triggerId };
  return { text, key: `trigger:${triggerId}`, place: placeOf(channel, { ts: undefined }), asker };
}

/** A form as Slack sends it, filled in or still open. */
const View = z.object({
  id: z.string(),
  hash: z.string().default(''),
  callback_id: z.string(),
  private_metadata: z.string().default(''),
  title: z.unknown(),
  submit: z.unknown(),
  close: z.unknown(),
  blocks: z.array(z.looseObject({ type: z.string(), block_id: z.string().optional() })),
  state: z.object({ values: z.unknown() }),
});
export type OpenView = z.infer<typeof View>;

const InView = z.object({ user: z.object({ id: z.string() }), view: View });

/** A form that was filled in, or in which something was chosen. */
export function readView(body: unknown): { asker: Asker; view: OpenView } {
  const { user, view } = InView.parse(body);
  return { asker: { user: user.id }, view };
}

const Suggestion = z.object({ user: z.object({ id: z.string() }), value: z.string().default('') });

/** The text typed so far into a field that offers choices for it. */
export function readTyped(body: unknown): { asker: Asker; typed: string } {
  const { user, value } = Suggestion.parse(body);
  return { asker: { user: user.id }, typed: value };
}

const Shortcut = z.object({
  callback_id: z.string(),
  user: z.object({ id: z.string() }),
  team: z.object({ domain: z.string().optional() }).nullish(),
  trigger_id: z.string(),
  channel: z.object({ id: z.string() }).optional(),
  message: z
    .object({
      ts: z.string(),
      thread_ts: z.string().optional(),
      user: z.string().optional(),
      text: z.string().nullish(),
      ...ContentFields,
    })
    .optional(),
});

/** A shortcut as a signed `shortcut` or `message_action` request says it; only the second has a message. */
export function readShortcut(body: unknown): { asker: Asker; message?: ShortcutMessage } {
  const { user, team, trigger_id: triggerId, channel, message } = Shortcut.parse(body);
  const asker = { user: user.id, triggerId };
  if (!channel || !message) return { asker };
  const { ts, thread_ts: threadTs, user: author, text, ...contents } = message;
  const place = { channel: channel.id, ts, threadTs, user: author };
  return {
    asker,
    message: {
      ...place,
      text: text ?? '',
      ...readContents(contents),
      link: team?.domain && addressOf(team.domain, place),
    },
  };
}

/** Source: https://docs.slack.dev/reference/methods/chat.getPermalink */
function addressOf(
  domain: string,
  { channel, ts, threadTs }: { channel: string; ts: string; threadTs: string | undefined },
): string {
  const inThread = threadTs && threadTs !== ts ? `?thread_ts=${threadTs}&cid=${channel}` : '';
  return `https://${domain}.slack.com/archives/${channel}/p${ts.replace('.', '')}${inThread}`;
}
