import type { Chat, MessageRef, Prompt } from '../app/chat.ts';
import type { Home } from '../app/home-screens.ts';
import type { Identity, RefusalReason } from '../app/identity.ts';
import type { Role, System } from '../context.ts';
import { describeSaid } from '../conversation/message-parts.ts';
import { ensureMember, findMember, type Profile } from '../crm/members.ts';
import type { Document } from '../delivery/document.ts';
import type { Messenger } from '../delivery/messenger.ts';
import { conflict, invalid } from '../errors.ts';

/** A message of ours, as it is to be seen now. */
export type Posted = MessageRef & { threadTs: string | null; document: Document };

/** A chat service in memory, which remembers what it was told. */
export type MemoryChat = Chat & {
  messenger: Messenger;
  /** Everything we have said, oldest first. */
  posted: Posted[];
  /** The Home tab that somebody was shown last, by Slack user. */
  homes: Map<string, Home>;
  prompts: { channel: string; prompts: Prompt[] }[];
  /** How many people are shown at the moment that they have to wait. */
  waiting(): number;
  /** Refuses somebody from now on, or fails when asked about them. */
  refuse(slackUserId: string, reason: RefusalReason | Error): void;
  /** Ends the refusal of somebody: they are a member from now on, if we know them. */
  admit(slackUserId: string): void;
  /** Full members of the workspace who have not written yet, by Slack user. */
  profiles: Map<string, Profile>;
  /** The people in each channel. */
  members: Map<string, string[]>;
  /** Channels that people of another organisation read. */
  outsiders: Set<string>;
  /** Threads in which somebody has stopped what was under way. */
  ended: { channel: string; threadTs: string }[];
  /** Files that somebody has sent, by their ids. */
  files: Map<string, { name: string; bytes: Uint8Array }>;
  /** Makes drawing fail, or work again. */
  breakDrawing(isBroken: boolean): void;
};

/** The channel of the direct messages with somebody. */
export const directChannelOf = (slackUserId: string): string => `D0${slackUserId.slice(2)}`;

export function createMemoryChat(ctx: System, { nextTs }: { nextTs(): string }): MemoryChat {
  const posted: Posted[] = [];
  const homes: MemoryChat['homes'] = new Map();
  const prompts: MemoryChat['prompts'] = [];
  const refused = new Map<string, RefusalReason | Error>();
  const members: MemoryChat['members'] = new Map();
  const profiles: MemoryChat['profiles'] = new Map();
  const ended: MemoryChat['ended'] = [];
  const outsiders: MemoryChat['outsiders'] = new Set();
  const files: MemoryChat['files'] = new Map();
  let waiting = 0;
  let isBroken = false;

  async function identify(slackUserId: string): Promise<Identity> {
    const reason = refused.get(slackUserId);
    if (reason instanceof Error) throw reason;
    if (reason) return { kind: 'refused', reason };
    const profile = profiles.get(slackUserId);
    const member = profile ? await ensureMember(ctx, profile) : await findMember(ctx, slackUserId);
    if (!member) return { kind: 'refused', reason: 'stranger' };
    if (member.status === 'retired') return { kind: 'refused', reason: 'retired' };
    return { kind: 'member', member, role: member.role };
  }

  const standingOf = async (slackUserId: string): Promise<Role | RefusalReason> => {
    const identity = await identify(slackUserId);
    return identity.kind === 'refused' ? identity.reason : identity.role;
  };

  return {
    identify,
    standingOf,
    forget: () => undefined,
    readText: async (said) => describeSaid(said),
    mentionedIn: ({ text }) => [...text.matchAll(/<@(U\w+)>/g)].flatMap(([, id]) => (id ? [id] : [])),
    channelsIn: ({ text }) => [...text.matchAll(/<#(C\w+)>/g)].flatMap(([, id]) => (id ? [id] : [])),
    writeText: (words) => words,
    directChannel: async (slackUserId) => directChannelOf(slackUserId),
    isDirect: (channel) => channel.startsWith('D'),
    membersOf: async (channel, most) => {
      const found = members.get(channel);
      if (!found) throw conflict('I am not in this channel: invite me first (/invite @Rapport).');
      if (found.length > most) throw conflict(`There are more than ${most} people here.`);
      return found;
    },
    hasOutsiders: async (channel) => outsiders.has(channel),
    showWaiting: () => {
      waiting += 1;
      const stop = () => {
        waiting -= 1;
      };
      return { stop, clear: () => undefined };
    },
    endWaiting: async ({ channel, threadTs }) => void ended.push({ channel, threadTs }),
    suggestPrompts: async (channel, offered) => void prompts.push({ channel, prompts: offered }),
    showHome: async (slackUserId, home) => void homes.set(slackUserId, home),
    linkTo: ({ channel, ts }) => `https://team.test/${channel}/${ts}`,
    loadFile: async (id) => {
      const file = files.get(id);
      if (!file) throw invalid('I cannot load this file.');
      return file;
    },
    redraw: async ({ channel, ts }, document) => {
      const message = posted.find((each) => each.channel === channel && each.ts === ts);
      if (!message || isBroken) throw new Error('The message cannot be drawn.');
      message.document = document;
    },
    messenger: {
      post: async ({ channel, threadTs, document }) => {
        const ts = nextTs();
        posted.push({ channel, ts, threadTs, document });
        return ts;
      },
      findPosted: async () => undefined,
    },
    posted,
    homes,
    prompts,
    members,
    profiles,
    outsiders,
    ended,
    files,
    waiting: () => waiting,
    refuse: (slackUserId, reason) => void refused.set(slackUserId, reason),
    admit: (slackUserId) => void refused.delete(slackUserId),
    breakDrawing: (broken) => {
      isBroken = broken;
    },
  };
}
