import { readFileSync } from 'node:fs';
import type { WebClient } from '@slack/web-api';
import { parse } from 'yaml';
import { z } from 'zod';
import { systemClock } from '../../src/clock.ts';
import type { Config } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { createClient } from '../../src/slack/client.ts';
import { findRefusedLooks, LOOKS } from '../../src/slack/looks.ts';
import { conclude } from './check.ts';

const MANIFEST = new URL('../../manifest.yml', import.meta.url);
const Manifest = z.object({ oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }) });

function clientOf({ slack }: Config, token = slack.botToken): WebClient {
  return createClient(
    { botToken: token, apiUrl: slack.apiUrl },
    { clock: systemClock, log: createLog('silent') },
  );
}

export async function checkSlack(config: Config): Promise<string> {
  const { user, team } = await clientOf(config).auth.test();
  return `connected to ${team} as ${user}`;
}

/** Checks that Slack has granted the bot all scopes that manifest.yml asks for. */
export async function checkScopes(config: Config): Promise<string> {
  const { response_metadata } = await clientOf(config).auth.test();
  const granted = new Set(response_metadata?.scopes ?? []);
  const wanted = Manifest.parse(parse(readFileSync(MANIFEST, 'utf8'))).oauth_config.scopes.bot;
  const missing = wanted.filter((scope) => !granted.has(scope));
  if (missing.length === 0) return `all ${wanted.length} granted`;
  throw new Error(
    `missing ${missing.join(', ')}: apply manifest.yml to the Slack app again and reinstall it`,
  );
}

/** Checks that Slack takes everything that Rapport shows, as it is drawn today. */
export async function checkLooks(config: Config): Promise<string> {
  const refused = await findRefusedLooks(clientOf(config));
  return conclude(`Slack would show all ${LOOKS.length} looks`, {
    problems: refused.map((look) => `Slack would not show ${look}`),
  });
}

export async function checkSocketMode(config: Config): Promise<string> {
  const { transport } = config.slack;
  if (transport.kind === 'http') return 'not used: Slack calls us over HTTP at /slack/events';
  await clientOf(config, transport.appToken).apps.connections.open();
  return 'the app token opens a connection';
}

/** Checks that Rapport can post its digest in the channel for it. */
export async function checkDigest(config: Config): Promise<string> {
  const { channel } = config.observer;
  if (!channel) return 'nowhere: set OBSERVATIONS_CHANNEL for a digest of each night';
  const { channel: found } = await clientOf(config).conversations.info({ channel });
  if (found?.is_member) return `goes to #${found.name}`;
  throw new Error(`Rapport is not in #${found?.name ?? channel}: /invite it there`);
}
