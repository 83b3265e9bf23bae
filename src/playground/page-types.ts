import type { Json, Shortcut, SlackMessage, SlashCommand, Workspace } from '../emulator/workspace-types.ts';

/** How much the page shows and takes. */
export const PAGE = {
  /** Messages of a conversation: more would make the page slow, and nobody scrolls further. */
  messages: 500,
  /** Rows of a CSV file under its name, with its header. */
  fileRows: 6,
  /** Bytes of a request: a long message and its values fit. */
  requestBytes: 64 * 1024,
  /** Characters of a message, as many as Slack's own box takes. */
  messageCharacters: 12_000,
  /** The longest jump of the clock: every night in it is played. */
  jumpMs: 7 * 86_400_000,
} as const;

/** The answers of the page's server, as the page reads them. */

type PageModel = { name: string; offline: boolean };

export type Person = {
  id: string;
  name: string;
  title: string;
  timeZone: string;
  isAway: boolean;
};

type PageChannel = { id: string; name: string; topic: string; isPrivate: boolean; hasBot: boolean };

export type PageState = {
  /** The member this was made for: the one asked for, or the first when there is none. */
  as: string;
  team: string;
  /** The time in the workspace, in milliseconds since the epoch. */
  now: number;
  bot: { id: string; name: string };
  model: PageModel;
  storeLabel: string;
  people: Person[];
  channels: PageChannel[];
  /** The acting member's direct messages with the bot. */
  direct: string;
  commands: SlashCommand[];
  shortcuts: Shortcut[];
};

export type PageMessage = Pick<
  SlackMessage,
  'ts' | 'user' | 'text' | 'thread_ts' | 'subtype' | 'blocks' | 'reactions' | 'reply_count' | 'latest_reply'
> & {
  isBot: boolean;
  isEdited: boolean;
  isEphemeral: boolean;
  files: PageFile[];
};

export type PageFile = {
  id: string;
  name: string;
  title: string;
  size: number;
  /** The first rows of a CSV file, and how many it has with its header. */
  preview?: { rows: string[][]; count: number };
};

export type PageConversation = {
  channel: string;
  messages: PageMessage[];
  prompts: { title: string; message: string }[];
  /** Thread timestamp (or nothing) -> what the bot says it is doing. */
  statuses: Record<string, string>;
  /** Threads in which the bot works and can be stopped. */
  stoppable: string[];
};

export type PageView = { id: string; view: Json };

/** What the app shows one member beside messages: open modals, the topmost last, and the Home tab. */
export type PageViews = { modals: PageView[]; home: Json | null };

/** A change in the workspace, on the stream that the page listens to; the page then asks anew for what it shows. */
export type PageChange = {
  kind: 'message' | 'view' | 'people' | 'clock' | 'refusal';
  channel?: string;
  user?: string;
  author?: string;
  /** Why Slack would not show what the app sent. */
  refusal?: string;
};

export type PlaygroundOptions = {
  workspace: Workspace;
  port: number;
  model: PageModel;
  storeLabel: string;
};
