import type { App, Receiver } from '@slack/bolt';
import { SocketModeClient } from '@slack/socket-mode';
import { z } from 'zod';
import type { System } from '../context.ts';
import { messageOf } from '../errors.ts';
import { createRepeatedTrouble } from '../repeated-trouble.ts';
import { clientOptions, refusesToken } from './client.ts';
import { slackLogger } from './logger.ts';
import { SLACK_POLICY } from './policy.ts';

const Delivered = z.object({
  type: z.string(),
  body: z.looseObject({}),
  ack: z.custom<(response?: unknown) => Promise<void>>((value) => typeof value === 'function'),
  retry_num: z.number().optional(),
  retry_reason: z.string().optional(),
});

type SocketOptions = {
  appToken: string;
  apiUrl?: string | undefined;
  /** Takes in an event; false when Slack should send it again. */
  takeEvent(body: unknown): Promise<boolean>;
  /** Called whenever a connection that was lost is there again. */
  onReconnect(): void;
};

export type SocketReceiver = {
  receiver: Receiver;
  /** Settled when connected; rejected when Slack refuses the token. Reconnects by itself from then on. */
  start(): Promise<void>;
  isConnected(): boolean;
  stop(): Promise<void>;
};

/**
 * Receives over Socket Mode. An event is acknowledged when its inbox row is committed; Bolt's own receiver would
 * acknowledge first. Commands and interactions go to Bolt, which acknowledges them.
 */
export function createSocketReceiver(
  ctx: System,
  { appToken, apiUrl, takeEvent, onReconnect }: SocketOptions,
): SocketReceiver {
  const { clock } = ctx;
  const unconnected = createRepeatedTrouble(ctx, { failed: 'Socket Mode not connected' });
  const untaken = createRepeatedTrouble(ctx, { failed: 'event not taken in', level: 'error' });
  const client = new SocketModeClient({
    appToken,
    // Its own reconnecting gives up for good when Slack cannot be reached; ours does not.
    autoReconnectEnabled: false,
    logger: slackLogger(ctx),
    clientOptions: clientOptions({ apiUrl }),
  });
  let app: App | undefined;
  let connected = false;
  let stopped = false;

  async function receive(delivered: z.infer<typeof Delivered>): Promise<void> {
    const { type, body, ack, retry_num: retryNum, retry_reason: retryReason } = delivered;
    if (type !== 'events_api') {
      await app?.processEvent({ body, ack, retryNum, retryReason });
      return;
    }
    const isTaken = await takeEvent(body);
    untaken.worked();
    if (isTaken) await ack(); // unacknowledged it comes again
  }

  client.on('slack_event', (event: unknown) => {
    const delivered = Delivered.safeParse(event);
    if (!delivered.success) return;
    receive(delivered.data).catch((error) => untaken.failed(messageOf(error)));
  });

  async function connect(isFirst: boolean): Promise<void> {
    let wait: number = SLACK_POLICY.connecting.firstWaitMs;
    while (!stopped) {
      try {
        await client.start();
        client.once('disconnected', reconnect);
        connected = true;
        unconnected.worked();
        if (stopped) await client.disconnect();
        return;
      } catch (error) {
        if (isFirst && refusesToken(error)) throw error;
        unconnected.failed(messageOf(error), { wait });
        await clock.sleep(wait);
        wait = Math.min(wait * 2, SLACK_POLICY.connecting.longestWaitMs);
      }
    }
  }

  function reconnect(): void {
    connected = false;
    if (stopped) return;
    void connect(false).then(() => connected && onReconnect());
  }

  const start = () => connect(true);
  const stop = async () => {
    stopped = true;
    await Promise.race([client.disconnect(), clock.sleep(SLACK_POLICY.connecting.closeWithinMs)]);
  };
  const receiver: Receiver = {
    init: (bolt) => {
      app = bolt;
    },
    start,
    stop,
  };
  return { receiver, start, stop, isConnected: () => connected };
}
