import type { Agent } from './agent/journal.ts';
import type { AppSystem } from './app/context.ts';
import { giveUpRow, handleRow } from './app/inbox.ts';
import type { Clock } from './clock.ts';
import type { Config, ModelConfig, ObserverConfig, SlackConfig } from './config.ts';
import { createSystem, type System, transact } from './context.ts';
import { createInbox, type Enqueue } from './conversation/inbox.ts';
import { createWorker, type Handler } from './conversation/worker.ts';
import { lookUpFor } from './crm/references.ts';
import { createSender } from './delivery/sender.ts';
import { type Jobs, startJobs } from './jobs/jobs.ts';
import type { Log } from './log.ts';
import type { Loop } from './loop.ts';
import { openModel } from './model/language-model.ts';
import type { Observer } from './observer/night/pass.ts';
import { openReports } from './reports/reports.ts';
import type { Reports } from './reports/run.ts';
import { startSlack } from './slack/app.ts';
import { releaseLeases } from './store/claims.ts';
import { openStore } from './store/open.ts';
import type { Row } from './store/schema.ts';

/** What is worked on at once: messages, each of another thread, and reports, each of another person. */
const AT_ONCE = { conversation: 8, reports: 3 } as const;
const LANES = ['conversation', 'reports'] as const;
/** How often changed report files are looked for. */
const WATCH_MS = 2_000;
/** Verdicts on report files that have not changed since. */
const LINT_CACHE = 'data/reports-lint.json';

/** The whole of Rapport, running. */
export type Rapport = {
  port: number;
  /** Settled when Slack has told who we are and the work has begun; rejected when it refuses our token. */
  connected: Promise<void>;
  stop(): Promise<void>;
};

/** Opens the store and starts all that runs on it. Throws what an operator can do something about. */
export async function startRapport(
  config: Config,
  { clock, log }: { clock: Clock; log: Log },
): Promise<Rapport> {
  const store = await openStore(config.store, { clock });
  const system = createSystem({ store, clock, log });
  const model = await openConfiguredModel(config.model);
  const assistant = { model, name: model.modelId, timeoutMs: config.modelTimeoutMs };
  // Listening does not wait for it; answering does.
  const reports = openReports(system, {
    folder: config.reportsDir,
    lookUp: lookUpFor,
    cachePath: LINT_CACHE,
    watchMs: WATCH_MS,
  });
  const observer = await openObserver(config.observer);
  const running = await startOn(system, { slack: config.slack, assistant, reports, observer });
  log.info({ port: running.port, store: store.dialect, model: assistant.name }, 'Rapport is up');
  return {
    ...running,
    stop: async () => {
      await running.stop();
      await (await reports).close();
      await store.close();
    },
  };
}

type Parts = {
  slack: SlackConfig;
  assistant: Agent['assistant'];
  reports: Reports | Promise<Reports>;
  /** Who observes at night; without it nothing is done by itself. */
  observer?: Observer;
  /** The least time between two messages in a channel; as Slack wants it when left out. */
  paceMs?: number | undefined;
  /** How long a call of Slack may take; ten seconds when left out. */
  callWithinMs?: number | undefined;
};

/** Wires the rooms on a store: listens at once, and works as soon as Slack has told who we are. */
export async function startOn(ctx: System, parts: Parts): Promise<Rapport> {
  const workers: Loop[] = [];
  const nudge = () => {
    for (const worker of workers) worker.nudge();
  };
  const insert = createInbox(ctx);
  const enqueue: Enqueue = async (entry) => {
    const taken = await insert(entry);
    nudge();
    return taken;
  };
  const { callWithinMs, paceMs, assistant, observer } = parts;
  const slack = await startSlack(ctx, { config: parts.slack, enqueue, callWithinMs });
  const sender = createSender(ctx, slack.messenger, { paceMs });
  let jobs: Jobs | undefined;
  let stopped = false;

  async function connect(): Promise<void> {
    const [introduced, reports] = await Promise.all([slack.introduced, parts.reports]);
    if (!introduced || stopped) return;
    const { chat, recipients } = introduced;
    const { directChannel } = chat;
    const agent = { assistant, send: sender.send, directChannel };
    const app: AppSystem = { ...ctx, reports, agent, sender, inbox: { enqueue, nudge }, chat };
    if (ctx.store.dialect === 'sqlite') await transact(ctx, (ctx) => releaseLeases(ctx));
    const handle: Handler = (row, signal) => handleRow(app, row, signal);
    const giveUp = (row: Row<'inbox'>, reason: string) => giveUpRow(app, row, reason);
    for (const lane of LANES) {
      workers.push(createWorker(ctx, { handle, giveUp, lane, concurrency: AT_ONCE[lane] }));
    }
    sender.start();
    for (const worker of workers) worker.start();
    await introduced.receive(app);
    if (observer && !stopped) {
      jobs = startJobs(ctx, { ...recipients, reports, queued: sender.nudge }, observer);
    }
  }

  return {
    port: slack.port,
    connected: connect(),
    stop: async () => {
      stopped = true;
      await jobs?.stop();
      await Promise.all([slack.stop(), ...workers.map((worker) => worker.stop())]);
      await sender.stop();
    },
  };
}

/** The language model of a provider; or the demo's stand-in, which is loaded only when it is asked for. */
export async function openConfiguredModel(config: ModelConfig): ReturnType<typeof openModel> {
  if (config.kind !== 'offline') return openModel(config);
  const { createDemoModel } = await import('./playground/demo-model/demo-model.ts');
  return createDemoModel();
}

/** The observer with its own language model. */
export async function openObserver({
  model: config,
  timeoutMs,
  ...settings
}: ObserverConfig): Promise<Observer> {
  const model = await openConfiguredModel(config);
  return { ...settings, assistant: { model, name: model.modelId, timeoutMs } };
}
