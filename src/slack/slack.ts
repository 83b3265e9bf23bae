import type { Chat } from '../app/chat.ts';
import type { AppSystem } from '../app/context.ts';
import type { SlackConfig } from '../config.ts';
import type { System } from '../context.ts';
import type { Enqueue } from '../conversation/inbox.ts';
import type { Messenger } from '../delivery/messenger.ts';
import { messageOf } from '../errors.ts';
import { createBolt, createHttpReceiver } from './bolt.ts';
import { catchUp } from './catch-up.ts';
import { createChat } from './chat.ts';
import { createClient } from './client.ts';
import { createDirectChannels } from './direct-channels.ts';
import { kindOfEvent, readEnvelope } from './events.ts';
import { listen, type Metrics } from './http.ts';
import { createIdentities, type Identities } from './identities.ts';
import type { Installation } from './installation.ts';
import { findInstallation, tokenRefused } from './installation.ts';
import { tellsLoss } from './lost-events.ts';
import { createMessenger } from './messenger.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { type LinkTo, permalinkOf } from './permalinks.ts';
import { createReadiness } from './readiness.ts';
import { createRecipients, type Recipients } from './recipients.ts';
import { tellsRemoval } from './removal.ts';
import { route } from './router.ts';
import { createSocketReceiver } from './socket.ts';
import { takeUserChanges } from './user-changes.ts';

export type Slack = {
  port: number;
  /** Posts what the outbox holds. */
  messenger: Messenger;
  /**
   * Settled when Slack has told where Rapport is installed; with nothing when it was stopped before. Rejected when Slack
   * refuses our token.
   */
  connection: Promise<Connection | undefined>;
  /** Receives no more events. */
  stop(): Promise<void>;
};

/** The parts that exist as soon as Slack has told where Rapport is installed. */
type Connection = {
  chat: Chat;
  recipients: Recipients;
  /** From now on events are taken in, and what people press and type goes to `app`. Throws when Slack refuses our token. */
  receive(app: AppSystem): Promise<void>;
};

type Options = {
  config: SlackConfig;
  /** Takes an event in. */
  enqueue: Enqueue;
  /** Called once when Rapport was uninstalled or its token revoked: from then on Slack refuses every call. */
  onRemoved(): void;
  /** What does not work though messages are taken in, in words for anybody. */
  degraded(): string[];
  /** Writes the numbers for GET /metrics. */
  metrics?: Metrics | undefined;
  /** How long a call of Slack may take; ten seconds when left out. */
  callWithinMs?: number | undefined;
};

/** Starts listening at once. Slack is told to send an event again that comes before `receive`. */
export async function startSlack(
  ctx: System,
  { config, enqueue: insert, onRemoved, degraded, metrics, callWithinMs }: Options,
): Promise<Slack> {
  const { log } = ctx;
  const client = createClient({ ...config, callWithinMs }, ctx);
  const directChannels = createDirectChannels(ctx, client);
  const stopping = new AbortController();
  let known: Installation | undefined;
  let teamUrl: string | undefined;
  const linkTo: LinkTo = (message) => permalinkOf(teamUrl, message);
  let identities: Identities | undefined;
  let removed = false;
  /** Takes in an event; false when Slack should send it again, since we are not connected. */
  const takeEvent = async (body: unknown): Promise<boolean> => {
    if (!known) return false;
    const read = readEnvelope(body, known);
    if ('dropped' in read) return hearNews(body, known, read.dropped);
    if (removed) return false;
    await enqueue(read);
    return true;
  };
  /** Hears what Slack tells of ourselves, which is not taken in. */
  function hearNews(body: unknown, known: Installation, dropped: string): boolean {
    if (tellsRemoval(body, known)) {
      // Slack tells of both, a removal and a revoked token: one sent again would end whoever is started with a new token.
      if (!removed) endInstallation();
      return true;
    }
    if (removed) return false;
    if (tellsLoss(body, known)) {
      log.warn(
        {},
        'Slack has dropped events, since there are more than it delivers: reading what is missing',
      );
      catchUpNow();
    } else log.debug({ ...kindOfEvent(body), why: dropped }, 'event dropped');
    return true;
  }
  const enqueue = takeUserChanges(ctx, { enqueue: insert, identities: () => identities });
  const socket =
    config.transport.kind === 'socket'
      ? createSocketReceiver(ctx, {
          ...config.transport,
          apiUrl: config.apiUrl,
          takeEvent,
          onReconnect: () => catchUpNow(),
        })
      : undefined;

  const receiver = createHttpReceiver(config, ctx);
  const http = await listen(ctx, {
    port: config.port,
    host: config.host,
    ready: createReadiness(ctx, { slackTrouble, degraded }),
    metrics,
    ...(config.transport.kind === 'http'
      ? { slack: { signingSecret: config.transport.signingSecret, takeEvent, receiver } }
      : {}),
  });

  function slackTrouble(): string | undefined {
    if (removed) return 'Rapport is no longer installed in Slack, or its token was revoked';
    if (!known) return 'not connected to Slack';
    return socket && !socket.isConnected() ? 'Socket Mode is not connected' : undefined;
  }

  /** Without a token there is nothing to do but to say so, until somebody starts us with a new one. */
  function endInstallation(): void {
    removed = true;
    log.error(
      {},
      'Rapport was uninstalled from Slack or its token revoked, so it has stopped working. Install it again, and restart it with the new SLACK_BOT_TOKEN.',
    );
    stopping.abort();
    // The event itself is acknowledged first.
    ctx.clock.setTimeout(() => void socket?.stop(), 0);
    onRemoved();
  }

  /** One at a time: whoever reconnects meanwhile has one more follow, which also reads what fell into that gap. */
  const catchUpNow = oneAtATime(async () => {
    if (!known || stopping.signal.aborted) return;
    await catchUp(ctx, { client, installation: known, enqueue, signal: stopping.signal })
      .then((found) => found > 0 && log.info({ found }, 'caught up'))
      .catch((error) => log.warn({ error: messageOf(error) }, 'could not catch up'));
  });

  async function connect(): Promise<Connection | undefined> {
    const installation = await findInstallation(ctx, { client, signal: stopping.signal });
    if (!installation) return undefined;
    teamUrl = installation.teamUrl;
    const { admins } = config;
    const people = createIdentities(ctx, { client, teamId: installation.teamId, admins });
    identities = people;
    const chat = createChat(ctx, { client, installation, identities: people, directChannels, linkTo });
    const recipients = createRecipients(ctx, {
      identities: people,
      directChannel: directChannels.find,
      admins,
    });
    const receive = async (app: AppSystem) => {
      const bolt = createBolt(config, socket?.receiver ?? receiver, installation);
      route({ ...app, client }, bolt, installation);
      known = installation;
      await socket?.start().catch((error) => {
        throw tokenRefused('SLACK_APP_TOKEN', messageOf(error));
      });
      const { teamId: team, botUserId: bot } = installation;
      log.info({ team, bot, transport: config.transport.kind }, 'connected to Slack');
      catchUpNow();
    };
    return { chat, recipients, receive };
  }

  return {
    port: http.port,
    messenger: createMessenger(client, { linkTo, gone: directChannels.forget }),
    connection: connect(),
    stop: async () => {
      stopping.abort();
      await Promise.all([socket?.stop(), http.close()]);
    },
  };
}
