import type { Role } from '../context.ts';
import type { SaidParts } from '../conversation/message-parts.ts';
import type { Document } from '../delivery/document.ts';
import type { Home } from './home-screens.ts';
import type { Identity, RefusalReason } from './identity.ts';

/** The place of one message in the chat service. */
export type MessageRef = { channel: string; ts: string };

/** A message as the chat service writes it. */
export type RawMessage = SaidParts;

/** A sentence that somebody is offered to say. */
export type Prompt = { title: string; message: string };

/** The status that people see while they wait for an answer. */
export type WaitingStatus = {
  /** The answer is there, or there will be another attempt: nothing new is shown. */
  stop(): void;
  /** Takes back what is shown, where no answer of ours does. */
  clear(): void;
};

/** What Rapport needs of the chat service besides saying something, which goes through the outbox. */
export type Chat = {
  /** Who somebody is to us. Fails closed: throws when the chat service does not say. */
  identify(slackUserId: string): Promise<Identity>;
  /** Somebody has changed: what was said of them before then is asked for anew. */
  forget(slackUserId: string, heard: { before: Date }): void;
  /** The role somebody has, or would have; or why they are not served. Nothing is written. */
  standingOf(slackUserId: string): Promise<Role | RefusalReason>;
  /** What somebody wrote in plain words, with the names of people in it, and what came with it. */
  readText(said: RawMessage): Promise<string>;
  /** The people whom somebody mentions in their own words, ourselves aside; not those in what they forward or paste. */
  mentionedIn(said: RawMessage): string[];
  /** The channels that somebody links in their own words; not those in what they forward or paste. */
  channelsIn(said: RawMessage): string[];
  /** Plain words as they would have been written, so that `readText` gives them again. */
  writeText(words: string): string;
  /** The channel of the direct messages with somebody. */
  directChannel(slackUserId: string): Promise<string>;
  /** Whether a channel is direct messages. */
  isDirect(channel: string): boolean;
  /** Everybody who reads a channel, ourselves aside. Throws `conflict` where we are not in it, or there are more than `most`. */
  membersOf(channel: string, most: number): Promise<string[]>;
  /** Whether people of another organisation read the channel, or have been invited to. */
  hasOutsiders(channel: string): Promise<boolean>;
  /**
   * Shows in a thread that an answer to somebody is under way, `since` when they have been waiting, and lets them stop it.
   * `title` is what the thread is called where people look back. Never waited for.
   */
  showWaiting(
    message: MessageRef & { threadTs: string | null; user: string; title: string },
    options: { since: Date },
  ): WaitingStatus;
  /** Takes back that an answer is under way in a thread: somebody has stopped it. Nice to have. */
  endWaiting(thread: { channel: string; threadTs: string }): Promise<void>;
  /** Offers what to say in the direct messages with us. Nice to have. */
  suggestPrompts(channel: string, prompts: Prompt[]): Promise<void>;
  /** Shows somebody their Home tab. Nice to have: it is drawn anew whenever it is opened. */
  showHome(slackUserId: string, home: Home): Promise<void>;
  /** The address of a message, for those who may open it; undefined while it is not known where the team is. */
  linkTo(message: MessageRef & { threadTs?: string | undefined }): string | undefined;
  /** The bytes of a file that somebody has sent us. Throws `invalid` for one that is too large, or that we may not read. */
  loadFile(id: string): Promise<{ name: string; bytes: Uint8Array }>;
  /** Draws a message of ours anew. Throws when that is not possible. */
  redraw(message: MessageRef, document: Document): Promise<void>;
};
