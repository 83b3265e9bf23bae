import { createReminderQueue, planReminders } from '../app/reminders.ts';
import { addDays } from '../clock.ts';
import { type Context, createSystem, transact } from '../context.ts';
import { addFollowUp, type ChangeFollowUp, changeFollowUp } from '../crm/follow-ups.ts';
import { ensureMember, setStatus } from '../crm/members.ts';
import { setReminderTime } from '../crm/morning-list.ts';
import { moveReminders } from '../crm/reminders.ts';
import { undo } from '../crm/undo.ts';
import { TryLater } from '../delivery/recipient.ts';
import { createSender } from '../delivery/sender.ts';
import { RapportError } from '../errors.ts';
import { releaseLeases } from '../queue/claims.ts';
import type { Row } from '../store/schema.ts';
import { withoutDurability } from './made-up-reports.ts';
import { createLife, type Life, mortalStore } from './mortal-process.ts';
import { type Actors, createReminderJudge, type Verdict } from './reminder-verdict.ts';
import { seededRandom } from './seeded-random.ts';
import { listRows } from './store-rows.ts';
import { temporarySqlite } from './stores.ts';
import { createTeam, fixedClock } from './team.ts';
import { createUnreliableSlack } from './unreliable-slack.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Clocks change in Europe on 25 October, in America on 1 November. */
const START = new Date('2026-10-20T06:00:00Z');
const ZONES = ['Europe/Lisbon', 'America/New_York', 'Asia/Tokyo', 'Australia/Lord_Howe', 'America/St_Johns'];
const TIMES = ['00:30', '07:45', '09:00', '10:30', '14:00', '18:30', '23:15'];
const HOURS = ['06:00', '08:30', '09:00', '11:15', '17:00'];
const FAULTS = { recipient: 0.02 };
const SLACK_FAULTS = { before: 0.01, after: 0.01, limited: 0.005 };

type Options = {
  seed: number;
  days: number;
  members: number;
  /** How often a process dies at a step, from 0 to 1. */
  deaths: number;
};

/**
 * Plays weeks of reminders on a clock that is moved: members add, put off, end and take back follow-ups, travel, set their
 * hour, leave and come back, while a process dies at any step and Slack fails. All is held to a calendar of its own.
 */
export async function playReminders({ seed, days, members, deaths }: Options): Promise<Verdict> {
  const random = seededRandom(seed);
  const happens = (share: number) => random() < share;
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const clock = fixedClock(START);
  const end = START.getTime() + days * 24 * HOUR;
  const store = withoutDurability(await temporarySqlite({ clock }));
  const team = createTeam(store, { clock });
  const slack = createUnreliableSlack(clock, random);
  const actors: Actors = new Map();
  const judge = createReminderJudge({ store, clock, actors, copies: slack.copies });
  let areFaultsOver = false;
  let lives = 0;

  for (let number = 0; number < members; number += 1) {
    const actor = await team.as(`m${number}`, { timeZone: ZONES[number % ZONES.length] ?? 'UTC' });
    actors.set(actor.actor.memberId, { ctx: actor, isGone: false, since: START.getTime(), changes: [] });
  }

  function startLife() {
    lives += 1;
    const life: Life = createLife(() => !areFaultsOver && happens(deaths));
    const system = createSystem({ ...team.system, store: mortalStore(store, life) });
    const sender = createSender(system, { messenger: slack.messengerOf(life), paceMs: 0 });
    const recipientOf = async (memberId: string) => {
      await life.step();
      const known = actors.get(memberId);
      if (!known || (!areFaultsOver && happens(FAULTS.recipient)))
        throw new TryLater('Slack cannot be asked.', MINUTE);
      if (known.isGone) return { gone: 'their account is deactivated' };
      return { actor: known.ctx.actor, channel: `D-${known.ctx.actor.name}` };
    };
    const queue = createReminderQueue(system, { recipientOf, reminded: sender.nudge });
    return { life, system, sender, queue };
  }

  async function work({ life, system, sender, queue }: ReturnType<typeof startLife>): Promise<void> {
    void planReminders(system).catch(() => undefined);
    await clock.still();
    queue.nudge();
    sender.nudge();
    await clock.still();
    if (life.isOver()) return;
    await Promise.all([queue.drain(), sender.drain()]);
    if (!life.isOver()) await judge.look();
  }

  async function act(): Promise<void> {
    const [memberId, known] = pick([...actors]);
    const { ctx, changes } = known;
    const open = (await listRows(store, 'followUps')).filter(
      (row) => row.memberId === memberId && row.status === 'open',
    );
    if (known.isGone) {
      if (happens(0.1)) await comeBack(known, memberId);
      return;
    }
    if (happens(0.01)) return leave(known);
    if (happens(0.03)) return travel(known);
    if (happens(0.03)) {
      known.since = clock.now().getTime();
      await setReminderTime(ctx, { at: pick(HOURS), weekends: happens(0.3) });
      return;
    }
    const lastChange = changes.pop();
    const write = () => {
      if (lastChange && happens(0.1)) return undo(ctx, { change_id: lastChange });
      if (open.length === 0 || happens(0.4)) return addFollowUp(ctx, someFollowUp(ctx));
      return changeFollowUp(ctx, { follow_up_id: pick(open).id, ...someChange() });
    };
    const done = await write().catch((error) => {
      if (error instanceof RapportError) return undefined;
      throw error;
    });
    if (done && 'change_id' in done && typeof done.change_id === 'string') changes.push(done.change_id);
  }

  type Known = Actors extends Map<string, infer Each> ? Each : never;

  async function travel(known: Known): Promise<void> {
    const { slackUserId, name } = known.ctx.actor;
    const timeZone = pick(ZONES);
    known.since = clock.now().getTime();
    const profile = { slackUserId, name, email: `${name}@example.com`, timeZone, locale: 'en-GB' };
    await ensureMember(team.system, profile, moveReminders);
    known.ctx = { ...known.ctx, actor: { ...known.ctx.actor, timeZone } };
  }

  async function leave(known: Known): Promise<void> {
    known.isGone = true;
    known.since = clock.now().getTime();
    const { slackUserId } = known.ctx.actor;
    await setStatus(team.system, { slackUserId, status: 'retired' });
  }

  async function comeBack(known: Known, memberId: string): Promise<void> {
    known.isGone = false;
    known.since = clock.now().getTime();
    // What had a time while they were away is told in the mornings.
    judge.forget(memberId);
    const { slackUserId } = known.ctx.actor;
    await setStatus(team.system, { slackUserId, status: 'active' });
  }

  const today = (ctx: Context) =>
    new Intl.DateTimeFormat('sv-SE', { timeZone: ctx.actor.timeZone, dateStyle: 'short' }).format(
      clock.now(),
    );

  function someFollowUp(ctx: Context): Parameters<typeof addFollowUp>[1] {
    const due_on = addDays(today(ctx), Math.floor(random() * 6));
    return { title: `Call ${random()}`, due_on, ...(happens(0.6) ? { due_time: pick(TIMES) } : {}) };
  }

  function someChange(): Omit<ChangeFollowUp, 'follow_up_id'> {
    if (happens(0.3)) return { action: 'done' };
    if (happens(0.2)) return { action: 'change', due_time: happens(0.3) ? 'none' : pick(TIMES) };
    if (happens(0.1)) return { action: 'change', title: `Write ${random()}` };
    return { action: 'snooze', until: happens(0.5) ? 'tomorrow' : 'next_week' };
  }

  try {
    Object.assign(slack.faults, SLACK_FAULTS);
    let process = startLife();
    await work(process);
    while (clock.now().getTime() < end) {
      for (let acts = Math.floor(random() * 3); acts > 0; acts -= 1) await act();
      clock.advance(random() < 0.5 ? 5 * MINUTE : 20 * MINUTE);
      await work(process);
      if (!process.life.isOver() && !happens(0.003)) continue;
      process.life.end();
      clock.advance(random() * (happens(0.2) ? 30 * HOUR : 10 * MINUTE));
      await transact(team.system, releaseLeases);
      process = startLife();
      await work(process);
    }
    areFaultsOver = true;
    Object.assign(slack.faults, { before: 0, after: 0, limited: 0 });
    process.life.end();
    await transact(team.system, releaseLeases);
    const last = startLife();
    for (let steps = 0; steps < 24; steps += 1) {
      clock.advance(5 * MINUTE);
      await work(last);
    }
    const outbox: Row<'outbox'>[] = await listRows(store, 'outbox');
    return judge.conclude(outbox, { lives });
  } finally {
    await store.close();
  }
}
