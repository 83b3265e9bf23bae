import type { Answer } from '../context.ts';
import type { OutageWaits } from '../conversation/outage-waits.ts';
import type { Fact } from '../delivery/document.ts';
import type { Assistant } from '../model/next-step.ts';
import type { Held } from '../queue/claims.ts';
import type { WithReports } from '../reports/reports.ts';
import type { Row } from '../store/schema.ts';

/** What the agent works with besides the database. */
export type Agent = {
  assistant: Assistant;
  /** The messages that wait for the language model, which is down. */
  waits: OutageWaits;
  /** Sends a delivery that was put into the outbox and is claimed. */
  send(row: Row<'outbox'>): Promise<void>;
  /** The channel of the direct messages with somebody. */
  directChannel(slackUserId: string): Promise<string>;
};

/** The context in which the agent answers somebody. */
export type WithAgent = WithReports & { readonly agent: Agent };

/** The message that the agent answers. */
export type IncomingMessage = {
  /** The inbox row, which must stay ours while the run writes. */
  held: Held;
  channel: string;
  ts: string;
  /** The thread that is answered in. */
  threadTs: string;
  threadKey: string;
  text: string;
  /** What of it was not read, or not to its end, as lines of the card. */
  unread: readonly Fact[];
  /** Whom the person means by a name, where they have pressed a button of a question. */
  answer?: Answer | undefined;
  /** The members whom it mentions, as the chat service has verified them. */
  mentioned?: readonly string[];
  /** The channels that it links. */
  channels?: readonly string[];
  /** Whether a card shows what is saved from it: an answer that has nothing else to tell is not posted. */
  hasCard: boolean;
  /** When it was said: what “today” means in it. */
  at: Date;
};
