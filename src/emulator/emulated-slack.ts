import { randomBytes } from 'node:crypto';
import { createEmulator } from 'emulate';
import type { Clock } from '../clock.ts';
import { isJson, listOf, parseJsonObject } from './json.ts';
import { BOT_SCOPES, MEMBER_SCOPES } from './methods/scopes.ts';
import type { HttpClient } from './server/http.ts';
import { createIdMap } from './slack-ids.ts';
import { createTimestampMap } from './slack-times.ts';
import type { Json, WorkspaceOptions } from './workspace-types.ts';

export const IDENTITY = {
  teamId: 'T0RAPPORT',
  appId: 'A0RAPPORT',
  botId: 'B0RAPPORT',
  botUserId: 'U0RAPPORT',
  botName: 'rapport',
  botToken: 'xoxb-rapport-local',
  appToken: 'xapp-1-A0RAPPORT-local',
  // The app listens on the network: nobody else on it must be able to sign.
  signingSecret: randomBytes(16).toString('hex'),
  verificationToken: 'rapport-local-verification',
} as const;

const ADMIN_TOKEN = 'xoxp-setup';
const EMULATED_ADMIN = 'U000000001';
const EMULATED_TEAM = 'T000000001';
const EMULATED_DEFAULTS = [EMULATED_ADMIN, 'C000000001', 'C000000002'];

// The emulator stops a token for an hour after 5,000 calls; each of ours stands for a row of its own.
const CALLS_PER_TOKEN = 4_900;
const BOT_ALIASES = 100;
const USER_ALIASES = 10;

export type EmulatedSlack = Awaited<ReturnType<typeof startEmulatedSlack>>;

export const userToken = (userId: string) => `xoxp-${userId}`;
export const directChannelOf = (userId: string) => `D${userId.replace(/^U/, '')}`;

type Parts = { options: WorkspaceOptions; http: HttpClient; clock: Clock; publicOrigin: string };

/** The emulator with our people, channels and direct messages in it, spoken to in our ids and our time. */
export async function startEmulatedSlack({ options, http, clock, publicOrigin }: Parts) {
  const ids = createIdMap();
  const times = createTimestampMap(clock);
  const used = new Map<string, number>();
  const aliases = (token: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${token}~${index}`);
  const tokenRows = (token: string, count: number, row: Json) =>
    aliases(token, count).map((alias) => ({ token: alias, ...row }));

  const emulator = await createEmulator({
    service: 'slack',
    port: 0,
    seed: {
      slack: {
        team: { name: options.teamName ?? 'Rapport', domain: 'rapport' },
        users: options.users.map((user) => ({
          name: user.name,
          real_name: user.realName,
          email: user.email,
          is_admin: user.isAdmin ?? false,
        })),
        channels: options.channels.map((channel) => ({
          name: channel.name,
          topic: channel.topic ?? '',
          is_private: channel.isPrivate ?? false,
        })),
        oauth_apps: [
          {
            client_id: '1.2',
            client_secret: 'local',
            app_id: IDENTITY.appId,
            bot_id: IDENTITY.botId,
            bot_user_id: IDENTITY.botUserId,
            bot_name: IDENTITY.botName,
            name: 'Rapport',
            redirect_uris: [],
            scopes: options.scopes ?? BOT_SCOPES,
          },
        ],
        tokens: [
          { token: `${ADMIN_TOKEN}~0`, user_id: EMULATED_ADMIN, scopes: MEMBER_SCOPES },
          ...tokenRows(IDENTITY.botToken, BOT_ALIASES, {
            type: 'bot',
            user_id: IDENTITY.botUserId,
            scopes: options.scopes ?? BOT_SCOPES,
            app_id: IDENTITY.appId,
            bot_id: IDENTITY.botId,
            bot_user_id: IDENTITY.botUserId,
          }),
          ...options.users.flatMap((user) =>
            tokenRows(userToken(user.id), USER_ALIASES, { user: user.name, scopes: MEMBER_SCOPES }),
          ),
        ],
        strict_scopes: true,
      },
    },
  });
  const origin = emulator.url.replace('localhost', '127.0.0.1');

  function upstreamToken(token: string): string {
    const calls = used.get(token) ?? 0;
    used.set(token, calls + 1);
    return `${token}~${Math.floor(calls / CALLS_PER_TOKEN)}`;
  }

  async function call(token: string, method: string, body: Json = {}): Promise<Json> {
    const answer = await http.send({
      url: `${origin}/api/${method}`,
      headers: { authorization: `Bearer ${upstreamToken(token)}`, 'content-type': 'application/json' },
      body: JSON.stringify(times.translateArguments(ids.translateArguments(body))),
    });
    if (answer.status === 404) return { ok: false, error: 'unknown_method' };
    // The emulator's own address must not leak into upload and file links.
    const text = ids.translateAnswer(answer.body.toString()).replaceAll(emulator.url, publicOrigin);
    const parsed = parseJsonObject(text);
    return parsed ? times.translateAnswer(parsed) : { ok: false, error: 'internal_error' };
  }

  async function mustCall(token: string, method: string, body: Json = {}): Promise<Json> {
    const answer = await call(token, method, body);
    if (answer.ok !== true)
      throw new Error(`The local workspace could not start: ${method}: ${answer.error}`);
    return answer;
  }

  async function learnIds() {
    ids.add(IDENTITY.teamId, EMULATED_TEAM);
    const people = listOf((await mustCall(ADMIN_TOKEN, 'users.list', { limit: 1000 })).members);
    for (const user of options.users) {
      const found = people.find((person) => person.name === user.name);
      if (found) ids.add(user.id, String(found.id));
    }
    const types = 'public_channel,private_channel';
    const listed = await mustCall(ADMIN_TOKEN, 'conversations.list', { limit: 1000, types });
    for (const channel of options.channels) {
      const found = listOf(listed.channels).find((candidate) => candidate.name === channel.name);
      if (found) ids.add(channel.id, String(found.id));
    }
  }

  async function setUpChannels() {
    for (const channel of options.channels) {
      const wanted = new Set(channel.members ?? options.users.map((user) => user.id));
      if (!channel.botAbsent) wanted.add(IDENTITY.botUserId);
      const { members } = await mustCall(ADMIN_TOKEN, 'conversations.members', { channel: channel.id });
      const present = new Set(Array.isArray(members) ? members : []);
      const missing = [...wanted].filter((id) => !present.has(id)).map(ids.emulated);
      if (missing.length > 0) {
        await mustCall(ADMIN_TOKEN, 'conversations.invite', {
          channel: channel.id,
          users: missing.join(','),
        });
      }
      for (const user of options.users) {
        if (wanted.has(user.id) || !present.has(user.id)) continue;
        await mustCall(ADMIN_TOKEN, 'conversations.kick', { channel: channel.id, user: user.id });
      }
      await call(ADMIN_TOKEN, 'conversations.leave', { channel: channel.id });
    }
    for (const user of options.users) {
      if (user.isBot) continue;
      const opened = await mustCall(userToken(user.id), 'conversations.open', { users: IDENTITY.botUserId });
      if (isJson(opened.channel)) ids.add(directChannelOf(user.id), String(opened.channel.id));
    }
  }

  await learnIds();
  await setUpChannels();

  return {
    call,
    /** Uploads and downloads, which are not API methods. */
    passThrough: (path: string, request: { method: string; headers: Record<string, string>; body: Buffer }) =>
      http.send({ url: `${origin}${path}`, ...request }),
    /** The emulator's own user and channels, which nobody asked for. */
    isForeign: (id: unknown) => typeof id === 'string' && EMULATED_DEFAULTS.includes(id),
    close: () => emulator.close(),
  };
}
