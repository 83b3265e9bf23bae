import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DAY_MS } from '../clock.ts';
import { transact } from '../context.ts';
import type { InboxEntry } from '../conversation/inbox.ts';
import type { Messenger, Outgoing } from '../delivery/messenger.ts';
import { enqueueDelivery } from '../delivery/outbox.ts';
import { createScheduler } from '../delivery/scheduler.ts';
import { createSchedule } from '../delivery/schedules.ts';
import { releaseLeases } from '../queue/claims.ts';
import type { Queue } from '../queue/queue.ts';
import { openSqlite } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { logsMeeting } from './agent-scripts.ts';
import { type AppDesk, openAppDesk } from './app-desk.ts';
import { MADE_UP, withMadeUpReports } from './made-up-reports.ts';
import { directChannelOf } from './memory-chat.ts';
import { createLife, type Life, mortalStore } from './mortal-process.ts';
import { reportText } from './report-folder.ts';
import { seededRandom } from './seeded-random.ts';
import { NOW } from './team.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { openUncertainDisk } from './uncertain-disk.ts';

const PEOPLE = ['ana', 'bo', 'cy', 'di'];
/** How often the power is cut at a step of the process, from 0 to 1; more often while there is something to be lost. */
const CUTS = { certain: 0.006, uncertain: 0.08 };
/** The recipient of a report that is due once in every life. */
const DAILY = {
  report: 'calls',
  given: {},
  cadence: { every: 'day', at: '09:00' },
  condition: null,
} as const;
const MOST_ROUNDS = 8;

/** A message in the channel, which stays there whatever becomes of the process. */
type Posted = Outgoing & { ts: string };

/** What was promised to somebody: it must be there after any cut. */
type Promises = {
  /** The events that were acknowledged, by their key. */
  acknowledged: Set<string>;
  /** The timestamps of cards on which Undo was pressed. */
  pressed: Set<string>;
  /** The timestamps of messages of which the answer was taken back, and that this was so was said. */
  undone: Set<string>;
  /** The keys of deliveries that were committed. */
  queued: Set<string>;
};

export type PowerCuts = {
  /** What was lost or doubled. */
  problems: string[];
  messages: number;
  undone: number;
  notices: number;
  reports: number;
  cuts: number;
  /** Cuts that came while commits were not on the disk. */
  risky: number;
  /** Posts that were found in the channel instead of being repeated. */
  readBack: number;
};

/**
 * Plays messages, presses on Undo, schedules and deliveries on a database whose machine loses its power every day, with
 * the part of the log that was not synced. What was promised before each cut is looked for after it, and in the end.
 */
export async function playPowerCuts({ seed, cuts }: { seed: number; cuts: number }): Promise<PowerCuts> {
  const random = seededRandom(seed);
  const folder = temporaryFolder();
  const channel: Posted[] = [];
  const promises: Promises = {
    acknowledged: new Set(),
    pressed: new Set(),
    undone: new Set(),
    queued: new Set(),
  };
  const unanswered = new Map<string, InboxEntry>();
  const problems: string[] = [];
  let [count, readBack, risky, lives] = [0, 0, 0, 0];
  const pathOf = (life: number) => join(folder.path, `${life}.db`);

  const messengerOf = (life: Life): Messenger => ({
    post: async (message) => {
      await life.step();
      count += 1;
      const ts = `${1_800_000_000 + count}.000000`;
      channel.push({ ...message, ts });
      await life.step();
      return ts;
    },
    findPosted: async ({ key }) => {
      await life.step();
      const found = channel.find((each) => each.key === key)?.ts;
      if (found) readBack += 1;
      return found;
    },
  });

  function nextMessage(): InboxEntry {
    count += 1;
    const user = `U0${PEOPLE[count % PEOPLE.length]?.toUpperCase()}`;
    const [at, ts] = [directChannelOf(user), `${1_700_000_000 + count}.000000`];
    const said = { user, text: `met Customer${count}`, files: [], ts, channel: at, threadTs: null };
    return {
      kind: 'message',
      eventId: `Ev${count}`,
      dedupeKey: `${at}:${ts}`,
      clientMsgId: null,
      threadKey: `${at}:${ts}`,
      channel: at,
      messageTs: ts,
      ts,
      payload: { ...said, addressed: true, direct: true },
      status: 'pending',
    };
  }

  /** Slack sends an event again until it is acknowledged. */
  async function deliver({ app }: AppDesk, entry: InboxEntry): Promise<void> {
    await app.inbox.enqueue(entry);
    promises.acknowledged.add(entry.dedupeKey);
    unanswered.delete(entry.dedupeKey);
  }

  async function queueNotice({ app }: AppDesk): Promise<void> {
    count += 1;
    const key = `notice:${count}`;
    const to = { channel: directChannelOf('U0ANA'), threadTs: null, document: { text: 'Look.' } };
    await transact(app, (ctx) => enqueueDelivery(ctx, { key, kind: 'notice', ...to }));
    promises.queued.add(key);
  }

  async function pressUndo(desk: AppDesk): Promise<void> {
    const card = channel.find(({ ts, document }) => !promises.pressed.has(ts) && mayBeUndone(document));
    if (!card) return;
    promises.pressed.add(card.ts);
    const as = PEOPLE.map((name) => `U0${name.toUpperCase()}`).find(
      (id) => directChannelOf(id) === card.channel,
    );
    await desk.press('undo_run', { as: as ?? '', on: card }).catch((error) => {
      // The card cannot be drawn anew here; what was pressed is done all the same.
      if (!/drawn/.test(String(error))) throw error;
    });
    promises.undone.add(card.threadTs ?? '');
  }

  /** One round of work in a process. */
  async function work(desk: AppDesk, scheduler: Queue<'schedules'>): Promise<void> {
    const fresh = Array.from({ length: 1 + Math.floor(random() * 3) }, nextMessage);
    for (const entry of fresh) unanswered.set(entry.dedupeKey, entry);
    await Promise.all([
      ...[...unanswered.values()].map((entry) => deliver(desk, entry)),
      ...(random() < 0.4 ? [queueNotice(desk)] : []),
      pressUndo(desk),
    ]);
    scheduler.nudge();
    await scheduler.drain();
    await desk.settle();
  }

  /** A process from its start until the power is cut, or until its work is done. */
  async function live({ isLast }: { isLast: boolean }): Promise<void> {
    lives += 1;
    const disk = openUncertainDisk(pathOf(lives));
    problems.push(...(await findLost(disk.store, { promises, channel })));
    let armed = false;
    let end: () => void = () => undefined;
    const over = new Promise<void>((resolve) => {
      end = resolve;
    });
    const life = createLife(() => {
      if (!armed) return false;
      const isUncertain = disk.countUncertain() > 0;
      if (random() >= (isUncertain ? CUTS.uncertain : CUTS.certain)) return false;
      if (isUncertain) risky += 1;
      disk.cutPower(pathOf(lives + 1), random);
      end();
      return true;
    });
    const desk = await openAppDesk({
      store: withMadeUpReports(mortalStore(disk.store, life), () => [['Acme', 1]]),
      messenger: messengerOf(life),
      reports: { folder: folder.path },
      now: new Date(NOW.getTime() + lives * DAY_MS),
    });
    desk.script(logsMeeting);
    const members = await Promise.all(PEOPLE.map((name) => desk.join(name)));
    if (lives === 1) for (const member of members) await createSchedule(member, DAILY);
    const scheduler = createScheduler(desk.app, {
      fired: () => undefined,
      recipientOf: async (memberId) => {
        const member = members.find(({ actor }) => actor.memberId === memberId);
        if (!member) return { gone: 'Nobody has this id.' };
        return { actor: member.actor, channel: directChannelOf(member.actor.slackUserId) };
      },
    });
    armed = !isLast;
    const working = (async () => {
      await transact(desk.app, releaseLeases);
      for (let round = 0; round < MOST_ROUNDS; round += 1) await work(desk, scheduler);
      if (!isLast) disk.cutPower(pathOf(lives + 1), random);
      else problems.push(...(await judge(disk.store)));
    })();
    await Promise.race([working, over]);
    await desk.clock.still();
    await disk.store.close();
  }

  async function judge(store: Store): Promise<string[]> {
    const { inbox, outbox } = store.tables;
    const events = await store.read.select().from(inbox);
    const deliveries = await store.read.select().from(outbox);
    const today = new Date(NOW.getTime() + lives * DAY_MS).toISOString().slice(0, 10);
    const reported = channel.filter(({ key }) => key.startsWith('schedule:') && key.includes(`:${today}`));
    return [
      ...(await findLost(store, { promises, channel })),
      ...(reported.length === PEOPLE.length ? [] : [`${reported.length} reports were sent today`]),
      ...events.flatMap(({ dedupeKey, status }) => (status === 'done' ? [] : [`${dedupeKey} is ${status}`])),
      ...deliveries.flatMap(({ dedupeKey, status }) =>
        status === 'sent' ? [] : [`${dedupeKey} is ${status}`],
      ),
      ...[...promises.acknowledged].flatMap((key) => {
        const answers = channel.filter((each) => `${each.channel}:${each.threadTs}` === key).length;
        return answers === 1 ? [] : [`${key} was answered ${answers} times`];
      }),
      ...[...promises.queued].flatMap((key) => {
        const posts = channel.filter((each) => each.key === key).length;
        return posts === 1 ? [] : [`${key} was posted ${posts} times`];
      }),
    ];
  }

  try {
    writeFileSync(join(folder.path, 'calls.yaml'), reportText(MADE_UP));
    const first = openSqlite({ path: pathOf(1) });
    await first.migrate();
    await first.close();
    while (lives < cuts) await live({ isLast: false });
    await live({ isLast: true });
    const { acknowledged, undone, queued } = promises;
    const reports = channel.filter(({ key }) => key.startsWith('schedule:')).length;
    const sizes = { messages: acknowledged.size, undone: undone.size, notices: queued.size, reports };
    return { problems, ...sizes, cuts: lives - 1, risky, readBack };
  } finally {
    folder.remove();
  }
}

/** A card tells what was saved, and can be taken back. */
const mayBeUndone = ({ actions = [] }: Posted['document']) => actions.some(({ id }) => id === 'undo_run');

/** Promises that a database has not kept, and writes that are there twice. */
async function findLost(
  store: Store,
  { promises, channel }: { promises: Promises; channel: readonly Posted[] },
): Promise<string[]> {
  const { inbox, interactions, outbox } = store.tables;
  const events = new Set((await store.read.select().from(inbox)).map(({ dedupeKey }) => dedupeKey));
  const queued = new Set((await store.read.select().from(outbox)).map(({ dedupeKey }) => dedupeKey));
  const written = await store.read.select().from(interactions);
  const saved = (ts: string | null) => written.filter(({ sourceTs }) => sourceTs === ts).length;
  const answered = channel.filter(({ key }) => key.startsWith('reply:'));
  const copies = new Map<string, number>();
  for (const { key } of channel) copies.set(key, (copies.get(key) ?? 0) + 1);
  return [
    ...[...promises.acknowledged].flatMap((key) =>
      events.has(key) ? [] : [`${key} was acknowledged and is lost`],
    ),
    ...[...promises.queued].flatMap((key) => (queued.has(key) ? [] : [`${key} was queued and is lost`])),
    ...[...copies].flatMap(([key, times]) => (times === 1 ? [] : [`${key} was posted ${times} times`])),
    ...channel.flatMap(({ key }) => (queued.has(key) ? [] : [`${key} was said and is not known`])),
    ...answered.flatMap(({ threadTs, ts, document }) => {
      const times = saved(threadTs);
      if (promises.undone.has(threadTs ?? ''))
        return times === 0 ? [] : [`${threadTs} was taken back and is there`];
      const isSaid = mayBeUndone(document);
      // Of a press that nobody was answered, nobody knows whether it has done its work.
      if (!isSaid || times === 1 || (times === 0 && promises.pressed.has(ts))) return [];
      return [`${threadTs} was said to be saved, and is there ${times} times`];
    }),
  ];
}
