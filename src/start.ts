import type { Agent } from './agent/agent.ts';
import { createBrokenImports } from './app/broken-imports.ts';
import { createChannelKeeper } from './app/channel-keeper.ts';
import type { AppSystem } from './app/context.ts';
import { giveUpRow, handleRow, tellLater } from './app/inbox-handlers.ts';
import { createReminders } from './app/reminders.ts';
import { createStaleCards } from './app/stale-cards.ts';
import { type Clock, DAY_MS } from './clock.ts';
import type { Config, ModelConfig, ObserverConfig, SlackConfig } from './config.ts';
import { createSystem, type System, transact } from './context.ts';
import { createInbox, type Enqueue, type Lane, laneOf } from './conversation/inbox.ts';
import { createInboxWorker, type HandleInboxRow, type InboxWorker } from './conversation/inbox-worker.ts';
import { createOutageWaits } from './conversation/outage-waits.ts';
import { applyRules } from './crm/derived-rows.ts';
import { startFirstLook } from './crm/first-look.ts';
import { lookUpFor } from './crm/look-up.ts';
import { type Admin, createAdminAlerts } from './delivery/admin-alerts.ts';
import type { FindRecipient } from './delivery/recipient.ts';
import { createScheduler } from './delivery/scheduler.ts';
import { createSender } from './delivery/sender.ts';
import { createStandingAlarms, type StandingTrouble } from './delivery/standing-alarms.ts';
import { ConfigError, codeOf } from './errors.ts';
import type { KeepConfig } from './keep-settings.ts';
import { createCheckpoints } from './keeping/checkpoints.ts';
import { createPruning } from './keeping/pruning.ts';
import type { Log } from './log.ts';
import { openModel } from './model/language-model.ts';
import { watchModel } from './model/watched-model.ts';
import { createMemberNews } from './observer/digest/member-news.ts';
import { findMissingDigest } from './observer/digest/missing-digest.ts';
import { createNights } from './observer/night/nights.ts';
import type { Observer } from './observer/night/observer.ts';
import { releaseLeases } from './queue/claims.ts';
import { type Job, joinJobs } from './queue/job.ts';
import { createPoll } from './queue/poll.ts';
import { describeBroken, goodPathOf, openCrmFile } from './reports/crm-file.ts';
import { isModelled } from './reports/metrics/metric.ts';
import { openReports, type Reports } from './reports/reports.ts';
import { startSlack } from './slack/slack.ts';
import { openStore } from './store/open.ts';
import type { Row } from './store/schema.ts';
import { createMeter } from './telemetry/meter.ts';
import { createSpans } from './telemetry/spans.ts';
import { listTroubles, modelDown } from './telemetry/standing-troubles.ts';
import { VERSION } from './version.ts';
import type { TraceAddress } from './watch-settings.ts';

/** How report files, and the file with the team's stages and own fields, are followed. */
const REPORT_FILES = {
  /** How often changed files are looked for: who saves a file waits no longer for its report. */
  watchMs: 2_000,
  /** Verdicts on files that have not changed since, so that a start need not check them again. */
  cachePath: 'data/reports-lint.json',
} as const;

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
  const store = await openStore(config.store, { clock, log, schema: 'migrate', alone: true });
  const crmFile = await openCrmFile({
    path: config.crmFile,
    clock,
    log,
    goodPath: goodPathOf(config.crmFile),
    watchMs: REPORT_FILES.watchMs,
  });
  const system = createSystem({
    store,
    clock,
    log,
    crm: crmFile.settings,
    crmTrouble: () => describeBroken(crmFile),
  });
  const rules = await applyRules(system);
  if (rules.length > 0) log.info({ rules }, 'names and search go by the rules of this version');
  const model = await openConfiguredModel(config.model);
  const assistant = { model, name: model.modelId, ...config.assistant };
  // Answering waits for the reports, listening does not.
  const reports = openReports(system, {
    folder: config.reportsDir,
    lookUp: lookUpFor,
    // On a server where our user may create no role, everything but reports works.
    mayLack: true,
    ...REPORT_FILES,
  });
  const observer = await openObserver(config.observer);
  const running = await startOn(system, {
    slack: config.slack,
    assistant,
    reports,
    observer,
    troubles: listTroubles(system, config),
    traces: config.watch.traces,
    keep: config.keep,
  });
  const looking = startFirstLook(system);
  log.info(
    { version: VERSION, port: running.port, store: store.dialect, model: assistant.name },
    'Rapport is up',
  );
  return {
    ...running,
    stop: async () => {
      await looking.stop();
      await running.stop();
      crmFile.stop();
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
  /** What admins are told of while it lasts, besides a language model that is down. */
  troubles?: readonly StandingTrouble[];
  /** Where traces are sent; nowhere when left out. */
  traces?: TraceAddress | undefined;
  /** How long what is old is kept; all of it when left out. */
  keep?: KeepConfig;
  /** The least time between two messages in a channel; as Slack wants it when left out. */
  paceMs?: number | undefined;
  /** How long a call of Slack may take; ten seconds when left out. */
  callWithinMs?: number | undefined;
};

/** Wires the rooms on a store: listens at once, and works as soon as Slack has told who we are. */
export async function startOn(system: System, parts: Parts): Promise<Rapport> {
  const { model, isDown, downForMs } = watchModel(system, parts.assistant.model);
  const meter = createMeter(system, { isModelDown: isDown });
  const spans = parts.traces && createSpans(system, parts.traces);
  const ctx: System = {
    ...system,
    watch: (told) => {
      meter.watch(told);
      spans?.watch(told);
    },
  };
  let worker: InboxWorker | undefined;
  const nudge = (lane: Lane) => worker?.nudge(lane);
  const insert = createInbox(ctx);
  const enqueue: Enqueue = async (entry) => {
    const taken = await insert(entry);
    nudge(laneOf(entry));
    return taken;
  };
  const { callWithinMs, paceMs } = parts;
  const assistant = { ...parts.assistant, model };
  const observer = parts.observer && watchObserver(ctx, parts.observer);
  const slack = await startSlack(ctx, {
    config: parts.slack,
    enqueue,
    onRemoved: () => void stopWork(),
    degraded: () => [
      ...(isDown() ? ['the language model does not answer'] : []),
      ...(lacksReports ? ['reports cannot be run'] : []),
    ],
    metrics: meter.render,
    callWithinMs,
  });
  const sender = createSender(ctx, { messenger: slack.messenger, paceMs });
  let jobs: Job | undefined;
  let stopped = false;
  let lacksReports = false;

  async function connect(): Promise<void> {
    const [connection, reports] = await Promise.all([slack.connection, parts.reports]);
    lacksReports = reports.lacking !== undefined;
    if (!connection || stopped) return;
    const { chat, recipients } = connection;
    const { directChannel } = chat;
    const waits = createOutageWaits(ctx, { nudge });
    const agent = { assistant, waits, send: sender.send, directChannel };
    const app: AppSystem = {
      ...ctx,
      reports,
      agent,
      sender,
      inbox: { enqueue, nudge },
      chat,
      digestChannel: parts.observer?.channel,
    };
    if (ctx.store.dialect === 'sqlite') await transact(ctx, (ctx) => releaseLeases(ctx));
    if (stopped) return;
    const handle: HandleInboxRow = (row, signal) => handleRow(app, row, signal);
    const giveUp = (row: Row<'inbox'>, reason: string) => giveUpRow(app, row, reason);
    worker = createInboxWorker(ctx, { handle, tellLater, giveUp });
    sender.start();
    worker.start();
    await connection.receive(app);
    if (observer && !stopped) {
      const standing = [modelDown(downForMs), ...(parts.troubles ?? [])];
      const people = { ...recipients, queued: sender.nudge, troubles: standing };
      jobs = startJobs(app, people, { observer, keep: parts.keep });
    }
  }

  /** Ends all work; the probes are answered until `slack` stops. */
  async function stopWork(): Promise<void> {
    stopped = true;
    await jobs?.stop();
    await worker?.stop();
    await sender.stop();
  }

  return {
    port: slack.port,
    connected: connect(),
    stop: async () => {
      await Promise.all([slack.stop(), stopWork()]);
      meter.stop();
      await spans?.stop();
    },
  };
}

/** The observer, whose model is watched, too: the log tells when it does not answer. */
function watchObserver(ctx: System, observer: Observer): Observer {
  const { model } = watchModel(ctx, observer.assistant.model);
  return { ...observer, assistant: { ...observer.assistant, model } };
}

/** How jobs reach people. */
type JobRecipients = FindRecipient & {
  adminsOf(): Promise<Admin[]>;
  /** Something new is in the outbox. */
  queued(): void;
  troubles: readonly StandingTrouble[];
};

/** Starts what Rapport does by itself: firing schedules, telling people what they should know, observing at night, and keeping the database small. */
function startJobs(
  ctx: AppSystem,
  { adminsOf, queued, recipientOf, troubles }: JobRecipients,
  { observer, keep }: { observer: Observer; keep: KeepConfig | undefined },
): Job {
  const jobs = joinJobs([
    createScheduler(ctx, { recipientOf, keeper: createChannelKeeper(ctx), fired: queued }),
    createReminders(ctx, { recipientOf, reminded: queued }),
    createAdminAlerts(ctx, {
      adminsOf,
      queued,
      ...(observer.channel ? { missingDigest: () => findMissingDigest(ctx) } : {}),
    }),
    createStandingAlarms(ctx, { adminsOf, troubles, queued }),
    createMemberNews(ctx, { recipientOf, queued }),
    createStaleCards(ctx),
    createBrokenImports(ctx, { adminsOf, queued }),
    createNights(ctx, {
      observer: { ...observer, isModelled: (wish) => isModelled(wish, ctx.reports.metrics.all()) },
      ended: queued,
    }),
    createCheckpoints(ctx),
    ...(keep ? [createPruning(ctx, { keep })] : []),
    createPoll(ctx, {
      everyMs: DAY_MS,
      look: () => ctx.store.optimize(),
      failed: 'tables not counted anew',
      first: 'after a wait',
    }),
  ]);
  jobs.start();
  return jobs;
}

/** The language model of a provider; or the demo's stand-in, which is loaded only when it is asked for. */
export async function openConfiguredModel(config: ModelConfig): ReturnType<typeof openModel> {
  if (config.kind !== 'offline') return openModel(config);
  const { createDemoModel } = await import('./playground/demo-model/demo-model.ts').catch((error) => {
    if (codeOf(error) !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new ConfigError([
      'MODEL=offline is the stand-in of the demo, which is not installed here: name a language model, or install all packages (npm ci)',
    ]);
  });
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
