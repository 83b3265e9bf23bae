import { App as Bolt, HTTPReceiver, type Receiver } from '@slack/bolt';
import type { SlackConfig } from '../config.ts';
import type { System } from '../context.ts';
import { clientOptions } from './client.ts';
import type { Installation } from './installation.ts';
import { slackLogger } from './logger.ts';

/** Bolt's own receiver, for commands and interactions. In Socket Mode it receives nothing, and its secret is never used. */
export function createHttpReceiver({ transport }: SlackConfig, ctx: System): HTTPReceiver {
  const signingSecret = transport.kind === 'http' ? transport.signingSecret : 'unused';
  return new HTTPReceiver({ signingSecret, logger: slackLogger(ctx) });
}

/** Bolt, for commands and interactions. It authorises without asking Slack: we know who we are. */
export function createBolt(config: SlackConfig, receiver: Receiver, installation: Installation): Bolt {
  const { botToken } = config;
  return new Bolt({
    receiver,
    authorize: async () => ({ botToken, botUserId: installation.botUserId, teamId: installation.teamId }),
    ignoreSelf: false,
    clientOptions: clientOptions(config),
  });
}
