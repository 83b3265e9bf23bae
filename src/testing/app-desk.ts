import type { App, AppSystem } from '../app/context.ts';
import { giveUpRow, handleRow, tellLater } from '../app/inbox-handlers.ts';
import { type Role, transact } from '../context.ts';
import { createInbox, type Enqueue, type InboxEntry } from '../conversation/inbox.ts';
import { createInboxWorker } from '../conversation/inbox-worker.ts';
import type { MessagePart } from '../conversation/message-parts.ts';
import { createOutageWaits } from '../conversation/outage-waits.ts';
import { findAdmins } from '../crm/members.ts';
import type { CrmSettings } from '../crm-settings.ts';
import { type Document, renderText } from '../delivery/document.ts';
import type { Messenger } from '../delivery/messenger.ts';
import { enqueueDelivery } from '../delivery/outbox.ts';
import { createSender } from '../delivery/sender.ts';
import type { ReportsOptions } from '../reports/reports.ts';
import type { Row, Tables } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { createRequests, type Requests } from './app-requests.ts';
import { createMemoryChat, directChannelOf, type MemoryChat, type Posted } from './memory-chat.ts';
import type { ModelRequest, Script } from './model-script.ts';
import { openNoReports, openTestReports } from './open-reports.ts';
import { scriptedModel } from './scripted-model.ts';
import { listRows } from './store-rows.ts';
import { temporarySqlite } from './stores.ts';
import { createTeam, type FixedClock, fixedClock, type Team } from './team.ts';

type Message = { as: string; text: string; channel?: string; threadTs?: string };
type Revision = { as: string; channel: string; ts: string; threadTs?: string };

/** Rapport without Slack, in this process, with a clock that is moved and a scripted model. */
export type AppDesk = Requests & {
  app: AppSystem;
  store: Store;
  clock: FixedClock;
  /** The team whose members act. */
  team: Team;
  chat: MemoryChat;
  /** Sets the script of the model from now on. */
  script(script: Script): void;
  /** The requests to the model so far. */
  requests: ModelRequest[];
  /** Makes somebody a member, with a Slack user such as `U0MARTA`. */
  join(name: string, options?: { role?: Role; timeZone?: string; locale?: string }): Promise<App>;
  /** Somebody writes, to us unless said otherwise; `reply` is the last thing we have said in the thread since. */
  say(message: Message & { parts?: MessagePart[]; files?: string[]; addressed?: boolean }): Promise<{
    channel: string;
    ts: string;
    threadTs: string;
    reply: Posted | undefined;
    /** The reply as plain text, with what its card says. */
    text: string;
  }>;
  edit(message: Revision & { text: string }): Promise<void>;
  remove(message: Revision): Promise<void>;
  /** Takes an event in, and works it off. */
  receive(
    entry: Pick<InboxEntry, 'kind' | 'payload' | 'threadKey'> & Partial<InboxEntry>,
  ): Promise<'new' | 'known'>;
  /** Puts a document before a channel. */
  post(channel: string, document: Document): Promise<Posted>;
  /** Our messages in a thread, oldest first. */
  replies(channel: string, threadTs: string): Posted[];
  /** Works off what is due. */
  settle(): Promise<void>;
  rows<Name extends keyof Tables>(table: Name): Promise<Row<Name>[]>;
  close(): Promise<void>;
};

export async function openAppDesk(
  options: {
    store?: Store;
    /** Which reports there are; the shipped ones when left out. Without any it is opened sooner. */
    reports?: Partial<ReportsOptions> | 'none';
    /** Posts what we say; the chat in memory when left out. */
    messenger?: Messenger;
    /** The team's stages and own fields; the usual ones when left out. */
    crm?: () => CrmSettings;
    /** The time at the start; Tuesday 24 November 2026, 10:00 in Lisbon, when left out. */
    now?: Date;
  } = {},
): Promise<AppDesk> {
  const clock = fixedClock(options.now);
  const store = options.store ?? (await temporarySqlite());
  const team = createTeam(store, { clock });
  const system = { ...team.system, ...(options.crm ? { crm: options.crm } : {}) };
  const reports = await (options.reports === 'none'
    ? openNoReports(system)
    : openTestReports(system, options.reports));
  let script: Script = () => ({ text: 'Fine.' });
  const requests: ModelRequest[] = [];
  const model = scriptedModel((request) => {
    requests.push(request);
    return script(request);
  });
  let moments = 0;
  const nextTs = () => {
    moments += 1;
    return (clock.now().getTime() / 1_000 + moments / 1_000_000).toFixed(6);
  };
  const chat = createMemoryChat(system, { nextTs });
  const sender = createSender(system, { messenger: options.messenger ?? chat.messenger, paceMs: 0 });
  const enqueue: Enqueue = createInbox(system);
  const app: AppSystem = {
    ...system,
    reports,
    sender,
    chat,
    adminsOf: async () =>
      (await findAdmins(system)).map((slackUserId) => ({ channel: directChannelOf(slackUserId) })),
    inbox: { enqueue, nudge: () => undefined },
    agent: {
      assistant: { model, name: 'scripted', timeoutMs: 30_000 },
      waits: createOutageWaits(system, { nudge: () => undefined }),
      send: sender.send,
      directChannel: chat.directChannel,
    },
  };
  const worker = createInboxWorker(system, {
    handle: (row, signal) => handleRow(app, row, signal),
    tellLater,
    giveUp: (row, reason) => giveUpRow(app, row, reason),
  });

  const rows: AppDesk['rows'] = (table) => listRows(store, table);

  async function isAnythingDue(): Promise<boolean> {
    const open = [...(await rows('inbox')), ...(await rows('outbox'))];
    return open.some(({ status, dueAt }) => status === 'pending' && dueAt <= clock.now());
  }

  async function settle(): Promise<void> {
    do {
      for (const lane of ['conversation', 'reports'] as const) worker.nudge(lane);
      sender.nudge();
      await Promise.all([worker.drain(), sender.drain()]);
    } while (await isAnythingDue());
  }

  const receive: AppDesk['receive'] = async (entry) => {
    const ts = entry.ts ?? nextTs();
    const defaults = { eventId: null, dedupeKey: `${entry.threadKey}:${ts}`, clientMsgId: null };
    const taken = await enqueue({
      ...defaults,
      channel: null,
      messageTs: null,
      status: 'pending',
      ...entry,
      ts,
    });
    await settle();
    return taken;
  };

  const replies = (channel: string, threadTs: string) =>
    chat.posted.filter((each) => each.channel === channel && each.threadTs === threadTs);

  async function revise(
    kind: 'edit' | 'deletion',
    { as, channel, ts, threadTs, text = '' }: Revision & { text?: string },
  ) {
    const at = nextTs();
    await receive({
      kind,
      channel,
      messageTs: ts,
      ts: at,
      threadKey: `${channel}:${threadTs ?? ts}`,
      dedupeKey: `${channel}:${ts}:${kind === 'edit' ? `edit:${at}` : 'deleted'}`,
      payload: { channel, ts, threadTs: threadTs ?? null, user: as, text, files: [] },
    });
  }

  let count = 0;
  return {
    app,
    store,
    clock,
    team,
    chat,
    requests,
    rows,
    settle,
    receive,
    replies,
    script: (next) => {
      script = next;
    },
    ...createRequests(app, { settle, nextTs }),
    join: async (name, options) => ({ ...app, actor: (await team.as(name, options)).actor }),
    say: async ({ as, text, channel = directChannelOf(as), threadTs, parts = [], files = [], addressed }) => {
      const ts = nextTs();
      const thread = threadTs ?? ts;
      const before = replies(channel, thread).length;
      const direct = channel.startsWith('D');
      await receive({
        kind: 'message',
        channel,
        messageTs: ts,
        ts,
        threadKey: `${channel}:${thread}`,
        dedupeKey: `${channel}:${ts}`,
        payload: {
          user: as,
          text,
          parts,
          files,
          ts,
          channel,
          threadTs: threadTs ?? null,
          addressed: addressed ?? (direct || threadTs === undefined),
          direct,
        },
      });
      const reply = replies(channel, thread).slice(before).at(-1);
      const said = reply ? renderText(reply.document) : '';
      return { channel, ts, threadTs: thread, reply, text: said };
    },
    edit: (message) => revise('edit', message),
    remove: (message) => revise('deletion', message),
    post: async (channel, document) => {
      count += 1;
      const of = { key: `desk:${count}`, kind: 'notice', channel, threadTs: null } as const;
      const delivery = { ...of, document };
      await transact(system, (ctx) => enqueueDelivery(ctx, delivery));
      await settle();
      const posted = chat.posted.at(-1);
      if (!posted) throw new Error('Nothing was posted.');
      return posted;
    },
    close: async () => {
      for (const job of [worker, sender]) await job.stop();
      await reports.close();
      if (!options.store) await store.close();
    },
  };
}
