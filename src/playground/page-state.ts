import { isJson } from '../emulator/json.ts';
import type {
  EphemeralMessage,
  SlackMessage,
  Workspace,
  WorkspaceChange,
  WorkspaceFile,
} from '../emulator/workspace-types.ts';
import { previewCsv } from './csv-preview.ts';
import {
  PAGE,
  type PageChange,
  type PageConversation,
  type PageFile,
  type PageMessage,
  type PageState,
  type PlaygroundOptions,
} from './page-types.ts';

export function buildPageState(options: PlaygroundOptions, as: string): PageState {
  const { workspace } = options;
  return {
    as,
    team: workspace.teamName,
    now: workspace.now().getTime(),
    bot: { id: workspace.botUserId, name: 'Rapport' },
    model: options.model,
    storeLabel: options.storeLabel,
    people: workspace.users().map((user) => ({
      id: user.id,
      name: user.realName,
      title: user.title ?? '',
      timeZone: user.timeZone,
      isAway: user.deleted ?? false,
    })),
    channels: workspace
      .channels()
      .filter((channel) => canSee(workspace, { as, channel: channel.id }))
      .map((channel) => ({
        id: channel.id,
        name: channel.name,
        topic: channel.topic ?? '',
        isPrivate: channel.isPrivate ?? false,
        hasBot: !channel.botAbsent,
      })),
    direct: workspace.directChannel(as),
    commands: workspace.commands(),
    shortcuts: workspace.shortcuts(),
  };
}

/** Whether a member reads a conversation: their own direct one, or a channel that they are in. */
export function canSee(workspace: Workspace, { as, channel }: { as: string; channel: string }): boolean {
  if (channel === workspace.directChannel(as)) return true;
  const known = workspace.channels().find(({ id }) => id === channel);
  return known !== undefined && (known.members?.includes(as) ?? true);
}

export async function buildConversation(
  workspace: Workspace,
  { as, channel }: { as: string; channel: string },
): Promise<PageConversation> {
  const posted = (await workspace.messages(channel)).slice(-PAGE.messages);
  const hasFiles = posted.some((message) => message.files?.length);
  const files = hasFiles ? await workspace.files(channel) : [];
  const ephemerals = workspace.ephemerals(as).filter((ephemeral) => ephemeral.channel === channel);
  const messages = [
    ...posted.map((message) => showMessage(message, files)),
    ...ephemerals.map((ephemeral) => showEphemeral(workspace, ephemeral)),
  ].sort((a, b) => (a.ts < b.ts ? -1 : 1));
  const isWorking = (thread: string) => workspace.session(channel, thread)?.status === 'processing';
  const statusOf = (thread: string) =>
    workspace.status(channel, thread) || (isWorking(thread) ? 'is working on it' : '');
  const threads = new Set(['', ...messages.map((message) => message.thread_ts ?? message.ts)]);
  return {
    channel,
    messages,
    prompts: workspace
      .suggestedPrompts(channel)
      .filter(isJson)
      .map(({ title, message }) => ({
        title: String(title),
        message: String(message),
      })),
    statuses: Object.fromEntries(
      [...threads].map((thread) => [thread, statusOf(thread)]).filter(([, status]) => status),
    ),
    stoppable: [...threads].filter(isWorking),
  };
}

function showMessage(message: SlackMessage, files: WorkspaceFile[]): PageMessage {
  return {
    ts: message.ts,
    user: message.user,
    text: message.text,
    isBot: message.bot_id !== undefined,
    isEdited: message.edited !== undefined && message.bot_id === undefined,
    isEphemeral: false,
    files: files.filter(({ ts }) => ts === message.ts).map(showFile),
    ...(message.thread_ts === undefined ? {} : { thread_ts: message.thread_ts }),
    ...(message.subtype === undefined ? {} : { subtype: message.subtype }),
    ...(message.blocks === undefined ? {} : { blocks: message.blocks }),
    ...(message.reactions === undefined ? {} : { reactions: message.reactions }),
    ...(message.reply_count === undefined ? {} : { reply_count: message.reply_count }),
    ...(message.latest_reply === undefined ? {} : { latest_reply: message.latest_reply }),
  };
}

function showFile({ id, name, title, content }: WorkspaceFile): PageFile {
  const isTable = name.toLowerCase().endsWith('.csv');
  return {
    id,
    name,
    title,
    size: Buffer.byteLength(content),
    ...(isTable ? { preview: previewCsv(content, PAGE.fileRows) } : {}),
  };
}

function showEphemeral(workspace: Workspace, ephemeral: EphemeralMessage): PageMessage {
  return {
    ts: ephemeral.ts,
    user: workspace.botUserId,
    text: ephemeral.text,
    isBot: true,
    isEdited: false,
    isEphemeral: true,
    files: [],
    ...(ephemeral.threadTs === undefined ? {} : { thread_ts: ephemeral.threadTs }),
    ...(ephemeral.blocks === undefined ? {} : { blocks: ephemeral.blocks }),
  };
}

/** Tells the page which part to ask for again, and nothing of what was said. */
export function describeChange(change: WorkspaceChange): PageChange {
  switch (change.type) {
    case 'message_posted':
      return { kind: 'message', channel: change.channel, author: change.message.user };
    case 'message_changed':
    case 'message_deleted':
      return { kind: 'message', channel: change.channel };
    case 'ephemeral_posted':
    case 'ephemeral_changed':
    case 'ephemeral_deleted':
      return { kind: 'message', channel: change.ephemeral.channel, user: change.ephemeral.user };
    case 'assistant_status':
    case 'assistant_prompts':
      return { kind: 'message', channel: change.channel };
    case 'view_opened':
    case 'view_changed':
    case 'view_closed':
      return { kind: 'view', user: change.view.user };
    case 'home_published':
      return { kind: 'view', user: change.user };
    case 'view_refused': {
      const refusal = `Slack would not show this view: ${change.reason}`;
      return { kind: 'refusal', refusal, ...(change.user === undefined ? {} : { user: change.user }) };
    }
    case 'user_changed':
      return { kind: 'people' };
    case 'clock_moved':
      return { kind: 'clock' };
    default:
      return change satisfies never;
  }
}
