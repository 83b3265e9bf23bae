import type { Clock } from '../clock.ts';
import type { Timekeeper } from './clock/timekeeper.ts';
import type { ApiCall, FaultPlan } from './faults.ts';

/** A parsed JSON object whose shape is Slack's business. */
export type Json = Record<string, unknown>;

export type WorkspaceUser = {
  id: string;
  name: string;
  realName: string;
  /** The name that others see; the short name when absent. */
  displayName?: string;
  email: string;
  /** IANA name, for example `Europe/Lisbon`. */
  timeZone: string;
  locale?: string;
  title?: string;
  isBot?: boolean;
  isAdmin?: boolean;
  /** A guest in several channels. */
  isRestricted?: boolean;
  /** A guest in one channel. */
  isUltraRestricted?: boolean;
  /** Somebody from another organisation, seen through a shared channel. */
  isStranger?: boolean;
  deleted?: boolean;
  /** Another team's id makes this a Slack Connect user. */
  teamId?: string;
  /** On Enterprise Grid: the teams of the organisation in which they are; `team_id` is then the organisation's. */
  gridTeams?: string[];
};

export type WorkspaceChannel = {
  id: string;
  name: string;
  topic?: string;
  isPrivate?: boolean;
  /** Everybody when absent. */
  members?: string[];
  /** Another team's channel, shared with us over Slack Connect: events in it are told in the name of that team. */
  hostTeamId?: string;
  /** Another team was invited over Slack Connect and has not come yet: events do not tell of it. */
  isInvitedOutside?: boolean;
  /** The bot was never invited here: no events, and `not_in_channel` where Slack would say so. */
  botAbsent?: boolean;
};

export type SlackMessage = {
  type: 'message';
  subtype?: string;
  user: string;
  text: string;
  ts: string;
  thread_ts?: string;
  bot_id?: string;
  client_msg_id?: string;
  blocks?: Json[];
  files?: Json[];
  metadata?: Json;
  edited?: { user: string; ts: string };
  reactions?: { name: string; users: string[]; count: number }[];
  reply_count?: number;
  reply_users?: string[];
  latest_reply?: string;
  [field: string]: unknown;
};

export type EphemeralMessage = {
  user: string;
  channel: string;
  ts: string;
  threadTs?: string;
  text: string;
  blocks?: Json[];
};

/** The app's answer to a request. `status` 0 means that there was none: `error` says why. */
export type Delivery = { status: number; body: string; error?: 'timeout' | 'connection_failed' };

export type DeliveryOptions = {
  retryNum?: number;
  retryReason?: string;
  badSignature?: boolean;
  /** Seconds since the epoch, to send a request that is too old to be trusted. */
  timestamp?: number;
  /** How long to wait for the acknowledgement; Slack waits 3 seconds. */
  timeoutMs?: number;
};

export type OpenView = { id: string; user: string; view: Json };

export type WorkspaceChange =
  | { type: 'message_posted' | 'message_changed' | 'message_deleted'; channel: string; message: SlackMessage }
  | { type: 'ephemeral_posted' | 'ephemeral_changed' | 'ephemeral_deleted'; ephemeral: EphemeralMessage }
  | { type: 'view_opened' | 'view_changed' | 'view_closed'; view: OpenView }
  | { type: 'home_published'; user: string; view: Json }
  | { type: 'view_refused'; user: string | undefined; reason: string }
  | { type: 'assistant_status'; channel: string; threadTs: string; status: string }
  | { type: 'assistant_prompts'; channel: string; prompts: Json[] }
  | { type: 'user_changed'; user: WorkspaceUser }
  | { type: 'clock_moved' };

export type SignedRequest = {
  body: string;
  contentType: string;
  kind: 'events_api' | 'interactive' | 'slash_commands';
  payload: Json;
};

export type PostInput = {
  as: string;
  channel: string;
  text: string;
  threadTs?: string;
  files?: { name: string; content: string }[];
  /** Fields as Slack adds them: `attachments` of a forwarded message, `files` of a snippet or a clip, a `subtype`. */
  extra?: Json;
  /** Show a thread reply in the channel as well. */
  broadcast?: boolean;
};

type Posted = { channel: string; ts: string; event?: Json; deliveries: Delivery[] };

/** block id -> action id -> state, as Slack's `state.values`. */
export type ViewValues = Record<string, Record<string, Json>>;

type Touch = {
  as: string;
  actionId: string;
  blockId?: string | undefined;
  /**
   * What is chosen: an option's value, an id, a date, a text; several where several may be chosen. When absent, a
   * button sends its own value and a select its first option.
   */
  value?: string | string[] | undefined;
  /** The values of the other elements around the click; their initial values when absent. */
  values?: ViewValues | undefined;
};

export type ClickInput = Touch & { channel: string; messageTs: string };

/** A click in a modal, or on the Home tab when there is no view id. */
export type ViewClickInput = Touch & { viewId?: string | undefined };

/** A person opens an external select, or types in it: in a view as with clicks, or in a message. */
export type SuggestInput = { as: string; actionId: string; blockId?: string | undefined; value?: string } & (
  | { viewId?: string | undefined }
  | { channel: string; messageTs: string }
);

export type Suggestion = Delivery & {
  payload: Json;
  /** All options on offer, with or without groups. */
  options: Json[];
  /** The groups of options; a single one without a label where the app answered with plain options. */
  groups: { label?: string; options: Json[] }[];
};

export type ViewSubmission = {
  as: string;
  viewId: string;
  /** The values that were entered; an element that is missing keeps its initial value. */
  values?: ViewValues | undefined;
};

/** A shortcut of the app, in the menu of each message or in the menu for everywhere. */
export type Shortcut = { name: string; type: 'message' | 'global'; callbackId: string };

/** A choice of a shortcut; of one for messages, with the message. */
export type ShortcutInput = { as: string; callbackId: string; on?: { channel: string; messageTs: string } };

export type SlashCommand = { command: string; description: string; usageHint: string };

export type WorkspaceFile = {
  id: string;
  name: string;
  title: string;
  /** The message it was posted with. */
  ts: string;
  threadTs?: string;
  content: string;
};

export type CommandInput = { as: string; channel: string; command: string; text?: string };

export type MessageRef = { channel: string; ts: string };

export type Workspace = {
  /** The time here: messages and events are dated by it. */
  now(): Date;
  /** How far the workspace's clock is ahead of this computer's. */
  aheadMs(): number;
  /**
   * Lets so many milliseconds pass in a moment, but for stops where somebody has something to do. Time goes forward
   * only, and jumps add up. Settles when all who keep this time have moved too; throws when one has not.
   */
  jump(ms: number): Promise<void>;
  /** When the next night of a timekeeper begins. */
  nextNight(): Promise<Date | undefined>;
  /** Adds a timekeeper, who goes with this clock from now on. */
  keepTime(keeper: Timekeeper): Promise<void>;
  /** The value for SLACK_API_URL; it ends in a slash. */
  apiUrl: string;
  botToken: string;
  appToken: string;
  signingSecret: string;
  botUserId: string;
  botId: string;
  appId: string;
  teamId: string;
  teamName: string;
  users(): WorkspaceUser[];
  channels(): WorkspaceChannel[];
  /** The user object as `users.info` shows it. */
  slackUser(id: string): Json;
  /** Takes effect at once and sends no event; `deliverEvent` with `user_change` does that. */
  updateUser(id: string, patch: Partial<WorkspaceUser>): WorkspaceUser;
  directChannel(userId: string): string;
  /** A user token, for a WebClient that acts as this member. */
  userToken(userId: string): string;
  /** Send events to this URL from now on. Without it, they go to a connected socket, or nowhere. */
  connect(endpoint: string): void;
  disconnect(): void;
  /** Works for a deactivated member too: their last message may still be on its way. */
  post(message: PostInput): Promise<Posted>;
  edit(message: MessageRef & { as: string; text: string }): Promise<Delivery[]>;
  remove(message: MessageRef & { as: string }): Promise<Delivery[]>;
  react(reaction: MessageRef & { as: string; name: string; remove?: boolean }): Promise<Delivery[]>;
  /** An `event_callback` envelope with its own event id around an event. */
  envelope(event: Json): Json;
  deliver(body: unknown, options?: DeliveryOptions): Promise<Delivery>;
  deliverEvent(event: Json, options?: DeliveryOptions): Promise<Delivery>;
  click(input: ClickInput, options?: DeliveryOptions): Promise<Delivery & { payload: Json }>;
  clickView(input: ViewClickInput, options?: DeliveryOptions): Promise<Delivery & { payload: Json }>;
  /** Throws when the app's answer is one that Slack would not take. */
  submitView(input: ViewSubmission, options?: DeliveryOptions): Promise<Delivery & { payload: Json }>;
  closeView(input: { as: string; viewId: string }): Promise<Delivery | undefined>;
  /** Asks the app what an external select offers. Throws where Slack would not ask, or would not show the answer. */
  suggest(input: SuggestInput, options?: DeliveryOptions): Promise<Suggestion>;
  command(input: CommandInput, options?: DeliveryOptions): Promise<Delivery & { payload: Json }>;
  /** The slash commands this workspace knows. */
  commands(): SlashCommand[];
  shortcut(input: ShortcutInput, options?: DeliveryOptions): Promise<Delivery & { payload: Json }>;
  /** The shortcuts this workspace knows. */
  shortcuts(): Shortcut[];
  openHome(userId: string, tab?: 'home' | 'messages'): Promise<Delivery>;
  /** All messages of a conversation, replies included, or one thread with its parent; oldest first. */
  messages(channel: string, threadTs?: string): Promise<SlackMessage[]>;
  /** Files posted in a conversation, oldest first. */
  files(channel: string): Promise<WorkspaceFile[]>;
  /** The bytes of one of them, and what it is called. */
  readFile(file: { channel: string; id: string }): Promise<{ name: string; body: Buffer } | undefined>;
  ephemerals(userId: string): EphemeralMessage[];
  /** Open modals of a user, the topmost last. */
  views(userId: string): OpenView[];
  homeView(userId: string): Json | undefined;
  suggestedPrompts(channel: string): Json[];
  /** The session that agents.sessions.setStatus last set. */
  session(channel: string, threadTs?: string): { status: string; title: string } | undefined;
  /** Somebody presses the stop button of a session that is processing. */
  stopSession(input: { as: string; channel: string; threadTs: string }): Promise<Delivery>;
  /** The status that assistant.threads.setStatus last set and no reply has cleared. */
  status(channel: string, threadTs?: string): string;
  calls(method?: string): ApiCall[];
  clearCalls(): void;
  /** Adds a plan of faults. Plans are asked in the order they were added; the result takes this one away. */
  fault(plan: FaultPlan): () => void;
  onChange(listener: (change: WorkspaceChange) => void): () => void;
  /** Socket Mode: open connections, and what they acknowledged. */
  sockets(): number;
  acks(): { envelopeId: string; payload: Json; at: number }[];
  /** Ask every socket to reconnect, as Slack does when it recycles a connection, or cut it off. */
  dropSockets(how: 'disconnect' | 'cut'): void;
  close(): Promise<void>;
};

export type WorkspaceOptions = {
  users: WorkspaceUser[];
  channels: WorkspaceChannel[];
  port?: number;
  /** The clock of the workspace until its first jump; this computer's when absent. */
  clock?: Pick<Clock, 'now'>;
  teamName?: string;
  /** The Enterprise Grid organisation of the workspace, and whether the app is installed for all of it. */
  organisation?: { id: string; isInstalledForAll?: boolean };
  /** The scopes the bot token carries; the manifest's when absent. */
  scopes?: string[];
  /** The commands that "/" offers on the page; the app need not know them. */
  commands?: SlashCommand[];
  /** The shortcuts that the page offers; the app need not know them. */
  shortcuts?: Shortcut[];
  /** Send an event again after a failure, after these waits; Slack's are 0, 60,000 and 300,000. None when absent. */
  retryDelaysMs?: number[];
  /** Deliver the bot's own messages and edits back to the app, as Slack does. */
  echoBotMessages?: boolean;
  /** The app is being started: events wait until it is connected. */
  isAppStarting?: boolean;
};
