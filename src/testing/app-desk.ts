import { doAs, type Pressed, press, pressOnHome, replyTo, troubleIn } from '../app/acting.ts';
import type { App, AppSystem } from '../app/context.ts';
import { type CommandHandler, type FormHandler, type Place, problemsOf, type Reply } from '../app/handler.ts';
import { HANDLERS } from '../app/handlers.ts';
import { giveUpRow, handleRow } from '../app/inbox.ts';
import type { FilledSchedule } from '../app/schedule-sheets.ts';
import type { FormSheet } from '../app/sheets.ts';
import { type Role, transact } from '../context.ts';
import { createInbox, type Enqueue, type InboxEntry } from '../conversation/inbox.ts';
import { createWorker } from '../conversation/worker.ts';
import type { Document } from '../delivery/document.ts';
import { queueDelivery } from '../delivery/outbox.ts';
import { createSender } from '../delivery/sender.ts';
import { withoutIds } from '../errors.ts';
import type { ReportsOptions } from '../reports/reports.ts';
import type { Row, Tables } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import type { ModelRequest, Script } from './model-script.ts';
import { openNoReports, openTestReports } from './open-reports.ts';
import { createPlainChat, directChannelOf, type PlainChat, type Posted } from './plain-chat.ts';
import { scriptedModel } from './scripted-model.ts';
import { temporarySqlite } from './stores.ts';
import { createTeam, type FixedClock, fixedClock, type Team } from './team.ts';

/** What somebody is told, once a form is ready. */
export type Answer = Exclude<Reply, { form: unknown }> | { form: FormSheet };

type Message = { as: string; text: string; channel?: string; threadTs?: string };
type Revision = { as: string; channel: string; ts: string; threadTs?: string };

/** All of Rapport but Slack, in this process, with a clock that is moved and a scripted model. */
export type AppDesk = {
  app: AppSystem;
  store: Store;
  clock: FixedClock;
  /** Makes members. */
  team: Team;
  chat: PlainChat;
  /** What the model does from now on. */
  script(script: Script): void;
  /** What the model was asked so far. */
  requests: ModelRequest[];
  /** Makes somebody a member, with a Slack user such as `U0MARTA`. */
  join(name: string, options?: { role?: Role; timeZone?: string }): Promise<App>;
  /** Somebody writes, to us unless said otherwise; `reply` is the last thing we have said in the thread since. */
  say(message: Message & { files?: string[]; addressed?: boolean }): Promise<{
    channel: string;
    ts: string;
    threadTs: string;
    reply: Posted | undefined;
  }>;
  edit(message: Revision & { text: string }): Promise<void>;
  remove(message: Revision): Promise<void>;
  /** Takes an event in, and works it off. */
  receive(
    entry: Pick<InboxEntry, 'kind' | 'payload' | 'threadKey'> & Partial<InboxEntry>,
  ): Promise<'new' | 'known'>;
  /** Puts a document before a channel. */
  post(channel: string, document: Document): Promise<Posted>;
  /** Presses a button of something we have said; its value is looked up there when it is left out. */
  press(
    id: keyof typeof HANDLERS.press,
    pressed: { as: string; on: Posted; value?: string; key?: string },
  ): Promise<Answer>;
  pressOnHome(id: keyof typeof HANDLERS.home, pressed: { as: string; value: string }): Promise<void>;
  command(
    id: keyof typeof HANDLERS.command,
    typed: { as: string; text: string; channel?: string },
  ): Promise<Answer>;
  submit(
    id: keyof typeof HANDLERS.form,
    filled: { as: string; key?: string } & Record<string, unknown>,
  ): ReturnType<FormHandler<object>['does']>;
  /** Chooses something in an open form on which it depends what else it asks for. */
  choose(
    id: keyof typeof HANDLERS.choice,
    filled: { as: string } & FilledSchedule,
  ): Promise<FormSheet | { say: string }>;
  /** What a field offers. */
  suggest(
    id: keyof typeof HANDLERS.options,
    typing: { as: string; typed: string },
  ): Promise<{ value: string; label: string }[]>;
  /** What we have said in a thread, oldest first. */
  replies(channel: string, threadTs: string): Posted[];
  /** Works off what is due. */
  settle(): Promise<void>;
  rows<Name extends keyof Tables>(table: Name): Promise<Row<Name>[]>;
  close(): Promise<void>;
};

export async function openAppDesk(
  options: {
    store?: Store;
    /** Which reports there are, `{}` for the shipped ones; none when left out, which is quicker. */
    reports?: Partial<ReportsOptions>;
  } = {},
): Promise<AppDesk> {
  const clock = fixedClock();
  const store = options.store ?? (await temporarySqlite());
  const team = createTeam(store, { clock });
  const { system } = team;
  const reports = await (options.reports ? openTestReports(system, options.reports) : openNoReports(system));
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
  const chat = createPlainChat(system, { nextTs });
  const sender = createSender(system, chat.messenger, { paceMs: 0 });
  const enqueue: Enqueue = createInbox(system);
  const app: AppSystem = {
    ...system,
    reports,
    sender,
    chat,
    inbox: { enqueue, nudge: () => undefined },
    agent: {
      assistant: { model, name: 'scripted', timeoutMs: 30_000 },
      send: sender.send,
      directChannel: chat.directChannel,
    },
  };
  const loops = [
    ...(['conversation', 'reports'] as const).map((lane) =>
      createWorker(system, {
        handle: (row, signal) => handleRow(app, row, signal),
        giveUp: (row, reason) => giveUpRow(app, row, reason),
        lane,
        concurrency: 4,
      }),
    ),
    sender,
  ];

  const rows: AppDesk['rows'] = async (table) =>
    (await store.read.select().from(store.tables[table] as Tables['inbox'])) as never;

  async function isAnythingDue(): Promise<boolean> {
    const open = [...(await rows('inbox')), ...(await rows('outbox'))];
    return open.some(({ status, dueAt }) => status === 'pending' && dueAt <= clock.now());
  }

  async function settle(): Promise<void> {
    do {
      for (const loop of loops) loop.nudge();
      await Promise.all(loops.map((loop) => loop.drain()));
    } while (await isAnythingDue());
  }

  const receive: AppDesk['receive'] = async (entry) => {
    const ts = entry.ts ?? nextTs();
    const defaults = { eventId: null, dedupeKey: `${entry.threadKey}:${ts}`, clientMsgId: null };
    const taken = await enqueue({ ...defaults, channel: null, status: 'pending', ...entry, ts });
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
      ts: at,
      threadKey: `${channel}:${threadTs ?? ts}`,
      dedupeKey: `${channel}:${ts}:${kind === 'edit' ? `edit:${at}` : 'deleted'}`,
      payload: { channel, ts, threadTs: threadTs ?? null, user: as, text, files: [] },
    });
  }

  let count = 0;
  const placeIn = (channel: string): Pick<Place, 'channel' | 'audience'> => ({
    channel,
    audience: channel.startsWith('D') ? 'direct' : 'shared',
  });

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
    join: async (name, options) => ({ ...app, actor: (await team.as(name, options)).actor }),
    say: async ({ as, text, channel = directChannelOf(as), threadTs, files = [], addressed }) => {
      const ts = nextTs();
      const thread = threadTs ?? ts;
      const before = replies(channel, thread).length;
      const direct = channel.startsWith('D');
      await receive({
        kind: 'message',
        channel,
        ts,
        threadKey: `${channel}:${thread}`,
        dedupeKey: `${channel}:${ts}`,
        payload: {
          user: as,
          text,
          files,
          ts,
          channel,
          threadTs: threadTs ?? null,
          addressed: addressed ?? (direct || threadTs === undefined),
          direct,
        },
      });
      const reply = replies(channel, thread).slice(before).at(-1);
      return { channel, ts, threadTs: thread, reply };
    },
    edit: (message) => revise('edit', message),
    remove: (message) => revise('deletion', message),
    post: async (channel, document) => {
      count += 1;
      const delivery = { key: `desk:${count}`, channel, threadTs: null, document };
      await transact(system, (ctx) => queueDelivery(ctx, delivery));
      await settle();
      const posted = chat.posted.at(-1);
      if (!posted) throw new Error('Nothing was posted.');
      return posted;
    },
    press: async (id, { as, on, value, key }) => {
      count += 1;
      const { actions = [], cards = [] } = on.document;
      const known = [...actions, ...cards.flatMap((card) => card.actions)].find((each) => each.id === id);
      const pressed: Pressed = {
        user: as,
        value: value ?? known?.value ?? '',
        key: key ?? `click:${count}`,
        text: on.document.text,
        place: { ...placeIn(on.channel), ts: on.ts, threadTs: on.threadTs ?? undefined },
      };
      const reply = await answerOf(app, await press(app, HANDLERS.press[id], pressed));
      await settle();
      return reply;
    },
    pressOnHome: async (id, { as, value }) => {
      count += 1;
      await pressOnHome(app, HANDLERS.home[id], { user: as, value, key: `click:${count}` });
    },
    command: async (id, { as, text, channel = directChannelOf(as) }) => {
      count += 1;
      const handler: CommandHandler = HANDLERS.command[id];
      const typed = { text, key: `trigger:${count}`, place: placeIn(channel) };
      const outcome = await doAs(app, { user: as, gate: handler }, (ctx) => handler.does(ctx, typed));
      const reply = await answerOf(app, replyTo(outcome));
      await settle();
      return reply;
    },
    submit: async (id, { as, ...filled }) => {
      count += 1;
      const handler: FormHandler<never> = HANDLERS.form[id];
      const given = { key: `view:${count}`, ...filled };
      const outcome = await doAs(app, { user: as, gate: handler }, (ctx) =>
        handler.does(ctx, given as never),
      );
      await settle();
      return 'done' in outcome ? outcome.done : { problems: problemsOf(outcome.trouble) };
    },
    choose: async (id, { as, ...filled }) => {
      const handler = HANDLERS.choice[id];
      const outcome = await doAs(app, { user: as, gate: handler }, (ctx) => handler.does(ctx, filled));
      return 'done' in outcome ? outcome.done : { say: outcome.trouble.message };
    },
    suggest: async (id, { as, typed }) => {
      const handler = HANDLERS.options[id];
      const input = { typed, limit: 100 };
      const outcome = await doAs(app, { user: as, gate: handler }, (ctx) => handler.does(ctx, input));
      return 'done' in outcome ? outcome.done : [];
    },
    close: async () => {
      for (const loop of loops) await loop.stop();
      await reports.close();
      if (!options.store) await store.close();
    },
  };
}

async function answerOf(app: AppSystem, reply: Reply): Promise<Answer> {
  if (!reply || !('form' in reply)) return reply;
  try {
    return { form: await reply.form };
  } catch (error) {
    return { say: withoutIds(troubleIn(app, error).message) };
  }
}
