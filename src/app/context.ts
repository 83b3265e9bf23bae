import type { Agent } from '../agent/agent.ts';
import type { Context, System } from '../context.ts';
import type { Enqueue, Lane } from '../conversation/inbox.ts';
import type { Sender } from '../delivery/sender.ts';
import type { Reports } from '../reports/reports.ts';
import type { Chat } from './chat.ts';

/** What Rapport works with besides the database. */
type Services = {
  readonly reports: Reports;
  readonly agent: Agent;
  readonly sender: Pick<Sender, 'send' | 'nudge'>;
  readonly inbox: {
    /** Takes an event in durably and wakes who works on it. */
    readonly enqueue: Enqueue;
    /** Wakes who works on what has been taken in. */
    nudge(lane: Lane): void;
  };
  readonly chat: Chat;
  /** The channel in which admins decide about what is proposed; left out where there is none. */
  readonly digestChannel?: string | undefined;
  /** Everybody who is an admin at the moment, by their role or by the settings, and their direct messages. */
  adminsOf(): Promise<{ channel: string }[]>;
};

/** Something has happened, and it is not known yet who acts. */
export type AppSystem = System & Services;

/** Somebody acts. */
export type App = Context & Services;
