import { z } from 'zod';
import { optional, type Problems, token, url } from './setting-rules.ts';

/** How to reach Slack, and how Slack reaches us. */
export type SlackConfig = {
  botToken: string;
  /** Another address of the Web API, ending in a slash. */
  apiUrl?: string;
  transport: { kind: 'http'; signingSecret: string } | { kind: 'socket'; appToken: string };
  port: number;
  /** The address of this computer that is listened at; all of them when left out. */
  host?: string;
  /** Slack user ids of people who are admins whatever their stored role says. */
  admins: readonly string[];
};

const LOOPBACK = '127.0.0.1';

/** The settings that say how to reach Slack. */
export const SLACK_RULES = {
  SLACK_BOT_TOKEN: token('xoxb-', 'a bot token'),
  SLACK_SIGNING_SECRET: optional,
  SLACK_APP_TOKEN: token('xapp-', 'an app-level token'),
  SLACK_API_URL: url,
  PORT: z.coerce
    .number('must be a port number')
    .int('must be a port number')
    .min(0)
    .max(65_535)
    .default(3000),
  HOST: optional,
};

type SlackValues = z.output<z.ZodObject<typeof SLACK_RULES>>;

/** Reads how to reach Slack, and how Slack reaches us. */
export function readSlack(values: SlackValues): Omit<SlackConfig, 'admins'> | Problems {
  const { SLACK_BOT_TOKEN: botToken, SLACK_API_URL: apiUrl, PORT: port, HOST: given } = values;
  const transport = readTransport(values);
  const noTransport =
    'SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) is missing: one of them says how Slack reaches Rapport';
  const noToken = 'SLACK_BOT_TOKEN is missing: copy it from “OAuth & Permissions” of your Slack app';
  if (!botToken || !transport) {
    return { problems: [...(botToken ? [] : [noToken]), ...(transport ? [] : [noTransport])] };
  }
  // In Socket Mode nobody calls but the probes of this computer.
  const host = given ?? (transport.kind === 'socket' ? LOOPBACK : undefined);
  return {
    botToken,
    port,
    transport,
    ...(host ? { host } : {}),
    ...(apiUrl ? { apiUrl: apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/` } : {}),
  };
}

function readTransport({
  SLACK_APP_TOKEN: appToken,
  SLACK_SIGNING_SECRET: signingSecret,
}: SlackValues): SlackConfig['transport'] | undefined {
  if (appToken) return { kind: 'socket', appToken };
  return signingSecret ? { kind: 'http', signingSecret } : undefined;
}
