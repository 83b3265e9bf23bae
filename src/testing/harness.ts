import type { LanguageModelV3 } from '@ai-sdk/provider';
import { type Clock, systemClock } from '../clock.ts';
import type { SlackConfig } from '../config.ts';
import { createSystem, type System } from '../context.ts';
import { createWorkspace } from '../emulator/workspace.ts';
import type {
  SlackMessage,
  Workspace,
  WorkspaceOptions,
  WorkspaceUser,
} from '../emulator/workspace-types.ts';
import { createLog } from '../log.ts';
import type { Observer } from '../observer/night/observer.ts';
import type { Reports } from '../reports/reports.ts';
import { type Rapport, startOn } from '../start.ts';
import type { Row, Tables } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import type { Script } from './model-script.ts';
import { type ModelServer, startModelServer } from './model-server.ts';
import { openTestReports } from './open-reports.ts';
import { openModelAt } from './providers/open-model.ts';
import type { Provider } from './providers/provider.ts';
import { listRows } from './store-rows.ts';
import { temporarySqlite } from './stores.ts';

/** An answer takes some milliseconds; a busy computer may take seconds. */
const REPLY_WITHIN_MS = 15_000;
/** The longest pause between two looks: a test is not to wait for its own patience. */
const LOOK_AGAIN_MS = 20;

export const PEOPLE: WorkspaceUser[] = [
  person('U0MARTA', 'Marta', 'Europe/Lisbon'),
  person('U0TOM', 'Tom', 'America/New_York'),
  person('U0LEA', 'Lea', 'Europe/Berlin'),
  person('U0ADA', 'Ada', 'Europe/London'),
  person('U0NEW', 'New', 'Europe/London'),
  { ...person('U0GUEST', 'Gus', 'Europe/Paris'), isRestricted: true },
  { ...person('U0STRANGER', 'Sid', 'Europe/Paris'), teamId: 'T0ELSEWHERE', isStranger: true },
  { ...person('U0GONE', 'Gone', 'Europe/Paris'), deleted: true },
  { ...person('U0ROBOT', 'Robot', 'Europe/Paris'), isBot: true },
];

function person(id: string, name: string, timeZone: string): WorkspaceUser {
  return {
    id,
    name: name.toLowerCase(),
    realName: name,
    email: `${name.toLowerCase()}@example.com`,
    timeZone,
  };
}

export type Harness = {
  workspace: Workspace;
  store: Store;
  system: System;
  app: Rapport;
  model: ModelServer;
  reports: Reports;
  /** Lines of the log so far. */
  logged: string[];
  /** Writes as a member and waits for the answer in the thread. */
  say(message: {
    as: string;
    text: string;
    channel?: string;
    threadTs?: string;
  }): Promise<{ ts: string; reply: SlackMessage }>;
  /** Waits until the bot has said `count` things in the thread. */
  replies(channel: string, threadTs: string, count?: number): Promise<SlackMessage[]>;
  /** All rows of a table. */
  rows<Name extends keyof Tables>(table: Name): Promise<Row<Name>[]>;
  /** Waits until nothing is left to do in inbox and outbox. */
  settled(): Promise<void>;
  close(): Promise<void>;
};

export type HarnessOptions = {
  script?: Script;
  /** How the model's server behaves on the wire; it refuses nothing when left out. */
  provider?: Provider;
  languageModel?: LanguageModelV3;
  clock?: Clock;
  modelTimeoutMs?: number;
  transport?: 'http' | 'socket';
  users?: WorkspaceUser[];
  workspace?: Partial<WorkspaceOptions>;
  slack?: Partial<SlackConfig>;
  store?: Store;
  /** The folder of reports; the shipped ones when left out. */
  reportsDir?: string;
  reportDeadlineMs?: number;
  /** The least time between two messages in a channel; none when left out. */
  paceMs?: number;
  /** How long an answer is waited for. */
  replyWithinMs?: number;
  /** How long a call of Slack may take. */
  callWithinMs?: number;
  /** Who observes at night; the agent's model when left out. */
  observer?: Observer['assistant'];
  nights?: Partial<Pick<Observer, 'nightlyAt' | 'channel' | 'price' | 'budget'>>;
  /** A workspace that is already there, and stays. */
  running?: Workspace;
};

/** The real app, in this process, against the emulated Slack and a scripted model server; both over HTTP. */
export async function startHarness(options: HarnessOptions = {}): Promise<Harness> {
  const workspace =
    options.running ??
    (await createWorkspace({
      users: options.users ?? PEOPLE,
      channels: [{ id: 'C0SALES', name: 'sales' }],
      ...options.workspace,
    }));
  const { provider } = options;
  const model = await startModelServer(options.script ?? (() => ({ text: 'Fine.' })), { provider });
  const store = options.store ?? (await temporarySqlite());
  await store.migrate();
  const logged: string[] = [];
  const log = createLog('debug', { write: (line) => logged.push(line) });
  const languageModel = options.languageModel ?? (await openModelAt(model, provider));
  const system = createSystem({ store, log, clock: options.clock ?? systemClock });
  const config: SlackConfig = {
    botToken: workspace.botToken,
    apiUrl: workspace.apiUrl,
    transport:
      options.transport === 'socket'
        ? { kind: 'socket', appToken: workspace.appToken }
        : { kind: 'http', signingSecret: workspace.signingSecret },
    port: 0,
    admins: ['U0ADA'],
    ...options.slack,
  };
  const assistant = {
    model: languageModel,
    name: languageModel.modelId,
    timeoutMs: options.modelTimeoutMs ?? 30_000,
  };
  const reports = await openTestReports(system, {
    ...(options.reportsDir && { folder: options.reportsDir }),
    deadlineMs: options.reportDeadlineMs,
  });
  const { paceMs = 0 } = options;
  const { callWithinMs } = options;
  const observer = {
    assistant: options.observer ?? assistant,
    nightlyAt: '03:00',
    budget: 5,
    ...options.nights,
  };
  const app = await startOn(system, { slack: config, assistant, reports, observer, paceMs, callWithinMs });
  if (config.transport.kind === 'http') workspace.connect(`http://127.0.0.1:${app.port}/slack/events`);
  await app.connected;

  const fromBot = async (channel: string, threadTs: string) =>
    (await workspace.messages(channel, threadTs)).filter(({ user }) => user === workspace.botUserId);
  const replies: Harness['replies'] = (channel, threadTs, count = 1) =>
    until(
      `${count} replies in ${channel}`,
      async () => {
        const said = await fromBot(channel, threadTs);
        return said.length >= count ? said : undefined;
      },
      options.replyWithinMs,
    );

  return {
    workspace,
    store,
    system,
    app,
    model,
    reports,
    logged,
    replies,
    rows: (table) => listRows(store, table),
    say: async ({ as, text, channel = workspace.directChannel(as), threadTs }) => {
      const before = threadTs ? (await fromBot(channel, threadTs)).length : 0;
      const { ts } = await workspace.post({ as, channel, text, threadTs });
      const said = await replies(channel, threadTs ?? ts, before + 1);
      const reply = said.at(-1);
      if (!reply) throw new Error('There is no reply.');
      return { ts, reply };
    },
    settled: async () => {
      const { inbox, outbox } = store.tables;
      await until('an empty inbox and outbox', async () => {
        const rows = [
          ...(await store.read.select({ status: inbox.status }).from(inbox)),
          ...(await store.read.select({ status: outbox.status }).from(outbox)),
        ];
        return rows.every(({ status }) => status !== 'pending') || undefined;
      });
    },
    close: async () => {
      await app.stop();
      if (!options.running) await workspace.close();
      await reports.close();
      await model.close();
      await store.close();
    },
  };
}

/** Asks again until there is an answer. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  withinMs = REPLY_WITHIN_MS,
): Promise<T> {
  const end = systemClock.monotonic() + withinMs;
  for (let waitMs = 1; systemClock.monotonic() < end; waitMs = Math.min(2 * waitMs, LOOK_AGAIN_MS)) {
    const found = await ask();
    if (found !== undefined) return found;
    await systemClock.sleep(waitMs);
  }
  throw new Error(`Waited ${withinMs} ms in vain for ${what}.`);
}
