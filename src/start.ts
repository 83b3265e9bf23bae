import type { Clock } from './clock.ts';
import type { Config, ModelConfig, ObserverConfig } from './config.ts';
import { createSystem, type System } from './context.ts';
import { lookUpFor } from './crm/references.ts';
import { type Admin, createAdminDigests } from './delivery/admin-digest.ts';
import { createScheduler, type Firing } from './delivery/firing.ts';
import type { Log } from './log.ts';
import { openModel } from './model/language-model.ts';
import { createMemberNews } from './observer/digest/member-news.ts';
import { createNights } from './observer/night/nights.ts';
import type { Observer } from './observer/night/observer.ts';
import { type Job, joinJobs } from './queue/job.ts';
import { openReports } from './reports/reports.ts';
import { startSlackApp } from './slack/app.ts';
import { openStore } from './store/open.ts';

/** How often changed report files are looked for. */
const WATCH_MS = 2_000;
/** Verdicts on report files that have not changed since. */
const LINT_CACHE = 'data/reports-lint.json';

/** The whole of Rapport, running. */
export type Rapport = {
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
  const opening = openReports(system, {
    folder: config.reportsDir,
    lookUp: lookUpFor,
    cachePath: LINT_CACHE,
    watchMs: WATCH_MS,
  });
  const observer = await openObserver(config.observer);
  const app = await startSlackApp(system, { config: config.slack, assistant, reports: opening });
  log.info({ port: app.port, store: store.dialect, model: assistant.name }, 'Rapport is up');
  let jobs: Job | undefined;
  let stopped = false;
  const connected = app.connected.then((reach) => {
    if (reach && !stopped) jobs = startJobs(system, reach, observer);
  });
  return {
    connected,
    stop: async () => {
      stopped = true;
      await jobs?.stop();
      await app.stop();
      await (await opening).close();
      await store.close();
    },
  };
}

/** What jobs need to reach people. */
type Reach = Firing & {
  adminsOf(): Promise<Admin[]>;
  /** Something new is in the outbox. */
  queued(): void;
};

/** Starts what Rapport does by itself: firing schedules, telling people what they should know, and observing at night. */
export function startJobs(ctx: System, { adminsOf, queued, ...firing }: Reach, observer: Observer): Job {
  const jobs = joinJobs([
    createScheduler(ctx, firing, { fired: queued }),
    createAdminDigests(ctx, { adminsOf, queued }),
    createMemberNews(ctx, { recipientOf: firing.recipientOf, queued }),
    createNights(ctx, observer, { ended: queued }),
  ]);
  jobs.start();
  return jobs;
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
