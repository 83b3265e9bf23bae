import { join } from 'node:path';
import type { LanguageModelV3 } from '@ai-sdk/provider';
import bolt from '@slack/bolt';
import { systemClock } from '../../src/clock.ts';
import { createInbox } from '../../src/conversation/inbox.ts';
import { createLog } from '../../src/log.ts';
import { startSlackApp } from '../../src/slack/app.ts';
import { listen } from '../../src/slack/http.ts';
import { openStore } from '../../src/store/open.ts';
import { SIGNING_SECRET } from './events.ts';

/** One of the servers that are measured, in a process of its own: prints its port when it listens. */
const [kind = '', apiUrl = '', folder = ''] = process.argv.slice(2);
const silent = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => bolt.LogLevel.ERROR,
  setName() {},
};

const SERVERS: Record<string, () => Promise<number>> = {
  'bolt-ack': () => startBolt((app) => app.message(async () => undefined)),
  'bolt-echo': () =>
    startBolt((app) =>
      app.message(async ({ message, say }) => void (await say({ text: 'Fine.', thread_ts: message.ts }))),
    ),
  'rapport-ack': async () => {
    const { system } = await openSystem();
    const receiver = new bolt.HTTPReceiver({ signingSecret: SIGNING_SECRET, logger: silent });
    const us = () => ({ botUserId: 'UBOT', teamId: 'T1' });
    const enqueue = createInbox(system);
    const { port } = await listen({
      port: 0,
      log: system.log,
      probes: { ready: async () => undefined },
      slack: { signingSecret: SIGNING_SECRET, enqueue, us, receiver },
    });
    return port;
  },
  'rapport-reply': async () => {
    const { system } = await openSystem();
    const app = await startSlackApp(system, {
      config: {
        botToken: 'xoxb-1',
        apiUrl,
        port: 0,
        admins: [],
        transport: { kind: 'http', signingSecret: SIGNING_SECRET },
      },
      assistant: { model: scriptedModel, name: 'scripted', timeoutMs: 1_000 },
    });
    await app.connected;
    return app.port;
  },
};

/** Answers at once, so that only our own work is measured. */
const scriptedModel: LanguageModelV3 = {
  specificationVersion: 'v3',
  provider: 'bench',
  modelId: 'scripted',
  supportedUrls: {},
  doGenerate: async () => ({
    content: [{ type: 'text', text: 'Fine.' }],
    finishReason: { unified: 'stop', raw: 'stop' },
    usage: {
      inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
      outputTokens: { total: 1, text: 1, reasoning: 0 },
    },
    warnings: [],
  }),
  doStream: () => {
    throw new Error('not used');
  },
};

async function openSystem() {
  const path = join(folder, 'bench.db');
  const store = await openStore({ kind: 'sqlite', path });
  return { system: { store, clock: systemClock, log: createLog('silent') } };
}

async function startBolt(listenTo: (app: InstanceType<typeof bolt.App>) => void): Promise<number> {
  const app = new bolt.App({
    token: 'xoxb-1',
    signingSecret: SIGNING_SECRET,
    clientOptions: { slackApiUrl: apiUrl },
    logger: silent,
  });
  listenTo(app);
  const server = await app.start(0);
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

const start = SERVERS[kind];
if (!start) throw new Error(`There is no server “${kind}”.`);
console.log(`port ${await start()}`);
