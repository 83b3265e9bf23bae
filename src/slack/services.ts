import type { WebClient } from '@slack/web-api';
import type { Agent } from '../agent/journal.ts';
import type { System } from '../context.ts';
import type { Enqueue } from '../conversation/inbox.ts';
import type { Sender } from '../delivery/sender.ts';
import type { Reports } from '../reports/run.ts';
import type { Us } from './events.ts';
import type { Identities } from './identity.ts';

/** What listeners work with. */
export type Services = {
  readonly system: System;
  readonly client: WebClient;
  readonly us: Us;
  readonly identities: Identities;
  readonly agent: Agent;
  readonly reports: Reports;
  readonly sender: Pick<Sender, 'send' | 'nudge'>;
  /** Takes an event in durably and wakes the worker. */
  readonly enqueue: Enqueue;
  /** The channel of the direct messages with somebody. */
  directChannel(slackUserId: string): Promise<string>;
  /** Wakes the worker. */
  nudge(): void;
};
