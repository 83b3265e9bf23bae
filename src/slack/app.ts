import { App, HTTPReceiver, type Receiver } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { Agent } from '../agent/journal.ts';
import { createTools } from '../agent/tools/all.ts';
import type { SlackConfig } from '../config.ts';
import { type System, transact } from '../context.ts';
import { createInbox, type Enqueue } from '../conversation/inbox.ts';
import { createWorker, type Worker } from '../conversation/worker.ts';
import { createSender } from '../delivery/sender.ts';
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import { releaseLeases } from '../queue/claims.ts';
import type { Reports } from '../reports/run.ts';
import { catchUp } from './catch-up.ts';
import { clientOptions, createClient, refusesToken } from './client.ts';
import { createDirectChannels } from './direct-channels.ts';
import type { Us } from './events.ts';
import { listen } from './http.ts';
import { createIdentities } from './identity.ts';
import { listenToClicks } from './listeners/clicks.ts';
import { listenToFeedback } from './listeners/feedback.ts';
import { listenToHome } from './listeners/home.ts';
import { createGiveUp, createHandler } from './listeners/inbox.ts';
import { listenToObservations } from './listeners/observations.ts';
import { listenToReports } from './listeners/reports.ts';
import { listenToSchedules } from './listeners/schedules.ts';
import { slackLogger } from './logger.ts';
import { createMessenger } from './messenger.ts';
import { createRecipients, type Recipients } from './recipients.ts';
import type { Services } from './services.ts';
import { createSocketReceiver } from './socket.ts';

const CONNECT_WAIT_MS = 2_000;

/** Ways to reach people who have not just asked for something. */
type Reach = Recipients & {
  reports: Reports;
  /** Something new is in the outbox. */
  queued(): void;
};

export type SlackApp = {
  port: number;
  /**
   * Settled when Slack has told who we are and the worker runs, with the ways to reach people; with nothing when it was
   * stopped before. Rejected when Slack refuses our token.
   */
  connected: Promise<Reach | undefined>;
  stop(): Promise<void>;
};

/** Starts listening at once, and working as soon as Slack has answered who we are. */
export async function startSlackApp(
  ctx: System,
  {
    config,
    assistant,
    reports: opening,
    paceMs,
    callWithinMs,
  }: {
    config: SlackConfig;
    assistant: Agent['assistant'];
    reports: Reports | Promise<Reports>;
    /** The least time between two messages in a channel; as Slack wants it when left out. */
    paceMs?: number | undefined;
    /** How long a call of Slack may take; ten seconds when left out. */
    callWithinMs?: number | undefined;
  },
): Promise<SlackApp> {
  const { clock, log, store } = ctx;
  const client = createClient({ ...config, callWithinMs }, log);
  const stopping = new AbortController();
  const state: { us?: Us; worker?: Worker } = {};
  const nudge = () => state.worker?.nudge();
  const insert = createInbox(ctx);
  const enqueue: Enqueue = async (entry) => {
    const taken = await insert(entry);
    nudge();
    return taken;
  };
  const directChannels = createDirectChannels(ctx, client);
  const messenger = createMessenger(client, { gone: directChannels.forget });
  const sender = createSender(ctx, messenger, { paceMs });
  const us = () => state.us;
  const socket =
    config.transport.kind === 'socket'
      ? createSocketReceiver({
          ...config.transport,
          apiUrl: config.apiUrl,
          clock,
          log,
          enqueue,
          us,
          onReconnect: () => catchUpNow(),
        })
      : undefined;

  const receiver = createHttpReceiver(config, log);
  const http = await listen({
    port: config.port,
    clock,
    log,
    probes: { ready },
    ...(config.transport.kind === 'http'
      ? { slack: { signingSecret: config.transport.signingSecret, enqueue, us, receiver } }
      : {}),
  });

  async function ready(): Promise<void> {
    await store.ping();
    if (!state.us) throw new Error('not connected to Slack');
    if (socket && !socket.isConnected()) throw new Error('Socket Mode is not connected');
  }

  function catchUpNow(): void {
    if (!state.us) return;
    catchUp(ctx, { client, us: state.us, enqueue, signal: stopping.signal })
      .then((found) => found > 0 && log.info({ found }, 'caught up'))
      .catch((error) => log.warn({ error: messageOf(error) }, 'could not catch up'));
  }

  async function connect(): Promise<Reach | undefined> {
    const [us, reports] = await Promise.all([introduce(ctx, client, stopping.signal), opening]);
    if (!us) return undefined;
    const identities = createIdentities(ctx, { client, teamId: us.teamId, admins: config.admins });
    const directChannel = directChannels.find;
    const recipients = createRecipients(ctx, { identities, directChannel, admins: config.admins });
    const agent = { assistant, toolsFor: createTools(reports), send: sender.send, directChannel };
    const services: Services = {
      system: ctx,
      client,
      us,
      identities,
      agent,
      reports,
      sender,
      enqueue,
      directChannel,
      nudge,
    };
    if (store.dialect === 'sqlite') await transact(ctx, (ctx) => releaseLeases(ctx));
    const worker = createWorker(ctx, { handle: createHandler(services), giveUp: createGiveUp(services) });
    state.worker = worker;
    const bolt = createBolt(config, socket?.receiver ?? receiver, us);
    listenToClicks(bolt, services);
    listenToFeedback(bolt, services);
    listenToReports(bolt, services);
    listenToSchedules(bolt, services);
    listenToObservations(bolt, services);
    listenToHome(bolt, services);
    state.us = us;
    sender.start();
    worker.start();
    await socket?.start().catch((error) => {
      throw refused('SLACK_APP_TOKEN', messageOf(error));
    });
    log.info({ team: us.teamId, bot: us.botUserId, transport: config.transport.kind }, 'connected to Slack');
    catchUpNow();
    return { ...recipients, reports, queued: sender.nudge };
  }

  return {
    port: http.port,
    connected: connect(),
    stop: async () => {
      stopping.abort();
      await Promise.all([socket?.stop(), http.close(), state.worker?.stop()]);
      await sender.stop();
    },
  };
}

/** Bolt's own receiver, for what is no event. In Socket Mode it receives nothing, and its secret is never used. */
function createHttpReceiver({ transport }: SlackConfig, log: Log): HTTPReceiver {
  const signingSecret = transport.kind === 'http' ? transport.signingSecret : 'unused';
  return new HTTPReceiver({ signingSecret, logger: slackLogger(log) });
}

/** Bolt, for commands and interactions. It authorises without asking Slack: we know who we are. */
function createBolt(config: SlackConfig, receiver: Receiver, us: Us): App {
  const { botToken } = config;
  return new App({
    receiver,
    authorize: async () => ({ botToken, botUserId: us.botUserId, teamId: us.teamId }),
    ignoreSelf: false,
    clientOptions: clientOptions(config),
  });
}

/** Asks Slack who we are until it answers. Throws when it refuses our token. */
async function introduce(ctx: System, client: WebClient, signal: AbortSignal): Promise<Us | undefined> {
  while (!signal.aborted) {
    try {
      const { user_id: botUserId, team_id: teamId } = await client.auth.test();
      if (botUserId && teamId) return { botUserId, teamId };
      throw new Error('Slack did not say who we are');
    } catch (error) {
      const reason = messageOf(error);
      if (refusesToken(error)) throw refused('SLACK_BOT_TOKEN', reason);
      ctx.log.warn({ error: reason }, 'Slack not reached yet');
      await ctx.clock.sleep(CONNECT_WAIT_MS);
    }
  }
  return undefined;
}

const refused = (variable: string, reason: string) =>
  new Error(`Slack refuses ${variable} (${reason}). Run \`npm run doctor\` to find out why.`);
