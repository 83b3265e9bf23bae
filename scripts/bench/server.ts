import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { LanguageModelV3 } from '@ai-sdk/provider';
import bolt from '@slack/bolt';
import type { System } from '../../src/context.ts';
import { createInbox } from '../../src/conversation/inbox.ts';
import { lookUpFor } from '../../src/crm/look-up.ts';
import { openModel } from '../../src/model/language-model.ts';
import { openReports } from '../../src/reports/reports.ts';
import { runReport } from '../../src/reports/run-report.ts';
import { readEnvelope } from '../../src/slack/events.ts';
import { listen } from '../../src/slack/http.ts';
import { startOn } from '../../src/start.ts';
import { actAs } from '../../src/testing/large-crm/act-as.ts';
import { SIGNING_SECRET } from './events.ts';
import { askOver, startLeastAcknowledgement, startLeastReply } from './floor.ts';
import { openSystem } from './open-system.ts';
import { SHIPPED } from './report-definitions.ts';
import { silentLogger } from './silent-logger.ts';

/** Starts one of the servers that are measured, in this process, and prints its port. */
/** `folder` may also be the address of a Postgres server. */
const [kind = '', apiUrl = '', folder = '', modelUrl = ''] = process.argv.slice(2);
const DATABASE = folder.startsWith('postgres:') ? folder : join(folder, 'bench.db');
/** A model that takes its time. */
const SLOW_MS = 1_000;

const SERVERS: Record<string, () => Promise<number>> = {
  'bolt-ack': () => startBolt((app) => app.message(async () => undefined)),
  'bolt-echo': () =>
    startBolt((app) =>
      app.message(async ({ message, say }) => void (await say({ text: 'Fine.', thread_ts: message.ts }))),
    ),
  'rapport-ack': async () => acknowledge(await openSystem(DATABASE)),
  'rapport-ack-and-report': async () => {
    const system = await openSystem(DATABASE);
    await reportOnCall(system);
    return acknowledge(system);
  },
  'rapport-reply': () => replyWith(scriptedModel),
  'rapport-reply-slowly': () =>
    replyWith({
      ...scriptedModel,
      doGenerate: async (options) => {
        await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
        return scriptedModel.doGenerate(options);
      },
    }),
  'rapport-reply-over-http': async () =>
    replyWith(await openModel({ kind: 'openai', apiKey: 'x', model: 'scripted', baseUrl: modelUrl })),
  'least-ack': () => startLeastAcknowledgement(DATABASE),
  'least-reply': () => startLeastReply(DATABASE, { apiUrl, ask: async () => 'Fine.' }),
  'least-reply-over-http': () => startLeastReply(DATABASE, { apiUrl, ask: askOver(modelUrl) }),
};

/** Answers events with a model; tells on any input how many transactions were begun anew. */
async function replyWith(model: LanguageModelV3): Promise<number> {
  const system = await openSystem(DATABASE);
  createInterface({ input: process.stdin }).on('line', () => console.log(system.store.retries()));
  const app = await startOn(system, {
    slack: {
      botToken: 'xoxb-1',
      apiUrl,
      port: 0,
      admins: [],
      transport: { kind: 'http', signingSecret: SIGNING_SECRET },
    },
    assistant: { model, name: 'scripted', timeoutMs: 10_000 },
    reports: openReports(system, { folder: SHIPPED, lookUp: lookUpFor }),
    paceMs: 0,
  });
  await app.connected;
  return app.port;
}

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

async function acknowledge(ctx: System): Promise<number> {
  const receiver = new bolt.HTTPReceiver({ signingSecret: SIGNING_SECRET, logger: silentLogger });
  const us = { botUserId: 'UBOT', teamId: 'T1' };
  const enqueue = createInbox(ctx);
  const takeEvent = async (body: unknown) => {
    const read = readEnvelope(body, us);
    if (!('dropped' in read)) await enqueue(read);
    return true;
  };
  const { port } = await listen(ctx, {
    port: 0,
    ready: async () => ({ state: 'ready', why: [] }),
    slack: { signingSecret: SIGNING_SECRET, takeEvent, receiver },
  });
  return port;
}

/** Runs the heavy report over and over between the lines `start` and `stop` on the input; then prints how many times. */
async function reportOnCall(system: System): Promise<void> {
  const ctx = await actAs(system, 'lead');
  const reports = await openReports(ctx, {
    folder: join(folder, 'reports'),
    lookUp: lookUpFor,
    deadlineMs: 60_000,
  });
  let wanted = false;
  let runs = Promise.resolve(0);
  const runWhileWanted = async () => {
    let count = 0;
    for (; wanted; count += 1)
      await runReport({ ...ctx, reports }, { name: 'heavy', given: {}, source: 'operator' });
    return count;
  };
  createInterface({ input: process.stdin }).on('line', async (word) => {
    wanted = word === 'start';
    if (wanted) runs = runWhileWanted();
    console.log(wanted ? 'started' : await runs);
  });
}

async function startBolt(listenTo: (app: InstanceType<typeof bolt.App>) => void): Promise<number> {
  const app = new bolt.App({
    token: 'xoxb-1',
    signingSecret: SIGNING_SECRET,
    clientOptions: { slackApiUrl: apiUrl },
    logger: silentLogger,
  });
  listenTo(app);
  const server = await app.start(0);
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

const start = SERVERS[kind];
if (!start) throw new Error(`There is no server “${kind}”.`);
console.log(`port ${await start()}`);
