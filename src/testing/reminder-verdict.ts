import type { Context } from '../context.ts';
import type { Row } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { expectedTimes } from './expected-times.ts';
import { listRows } from './store-rows.ts';
import type { FixedClock } from './team.ts';
import type { Copy } from './unreliable-slack.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** As the product promises it: what is later than this is told by day alone. */
const LATE = 15 * MINUTE;
const EVENING = '20:00';
/** Longer than all waits after a failure, and for Slack. */
const SOON = 12 * MINUTE;

/** Members as they are now. `since`: since when they are where they are, there, and reminded at this hour. */
export type Actors = Map<string, { ctx: Context; isGone: boolean; since: number; changes: string[] }>;

export type Verdict = { problems: string[]; mornings: number; timed: number; late: number; lives: number };

/** A follow-up as it has been for a while. */
type Known = Pick<Row<'followUps'>, 'status' | 'dueOn' | 'dueTime' | 'memberId'> & { since: number };

/** Looks again and again whether what had to be told is written down, by a calendar of its own. */
export function createReminderJudge({
  store,
  clock,
  actors,
  copies,
}: {
  store: Store;
  clock: FixedClock;
  actors: Actors;
  copies: ReadonlyMap<string, Copy[]>;
}) {
  const known = new Map<string, Known>();
  const problems = new Set<string>();
  /** Every instant that a follow-up was ever for. */
  const meant = new Set<string>();
  let lastLook = clock.now().getTime();
  let looks: number[] = [];

  /** Notes what has changed since; whatever changed between two looks counts from the later one. */
  async function note(now: number): Promise<void> {
    const rows = await listRows(store, 'followUps');
    const ids = new Set(rows.map(({ id }) => id));
    for (const id of known.keys()) if (!ids.has(id)) known.delete(id);
    for (const { id, status, dueOn, dueTime, memberId } of rows) {
      const before = known.get(id);
      const isSame =
        before?.status === status &&
        before.dueOn === dueOn &&
        before.dueTime === dueTime &&
        before.memberId === memberId;
      if (!isSame) known.set(id, { status, dueOn, dueTime, memberId, since: now });
    }
  }

  async function look(): Promise<void> {
    const now = clock.now().getTime();
    const [members, outbox] = [await listRows(store, 'members'), await listRows(store, 'outbox')];
    const queued = new Set(outbox.map(({ dedupeKey }) => dedupeKey));
    /** When each follow-up was told last at its time. */
    const toldAt = new Map<string, number>();
    for (const { dedupeKey, createdAt } of outbox) {
      const [of, id = ''] = dedupeKey.split(':');
      if (of === 'reminder') toldAt.set(id, Math.max(toldAt.get(id) ?? 0, createdAt.getTime()));
    }
    const isSteady = now - lastLook <= SOON * 2;
    for (const { id: memberId, timeZone, remindAt, remindOnWeekends } of members) {
      const actor = actors.get(memberId);
      if (!actor) continue;
      const [day, time] = wallOf(now, timeZone);
      const isByDay = remindAt <= time && time < EVENING;
      const morning = instantOn(day, remindAt, timeZone);
      for (const [id, followUp] of known) {
        if (followUp.memberId !== memberId || followUp.status !== 'open' || !followUp.dueOn) continue;
        const at = followUp.dueTime ? instantOn(followUp.dueOn, followUp.dueTime, timeZone) : undefined;
        if (at !== undefined) meant.add(`reminder:${id}:${new Date(at).toISOString()}`);
        if (actor.isGone) continue;
        const since = Math.max(followUp.since, actor.since);
        // Whoever travels is not told the same once more.
        if ((toldAt.get(id) ?? 0) >= followUp.since) continue;
        const isDueNow = at !== undefined && since < at && at + SOON < lastLook && isSteady;
        // One look may fail, since Slack may.
        const wasSeen =
          at !== undefined && looks.filter((look) => at <= look && look - at <= LATE).length > 2;
        if (isDueNow && (wasSeen || (isByDay && morning + SOON < lastLook)) && now - at < DAY)
          require_(queued, `reminder:${id}:${new Date(at).toISOString()}`, now);
        if (at !== undefined || !isByDay || since >= morning || morning + SOON >= lastLook || !isSteady)
          continue;
        const isWeekend = [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
        const isTold = isWeekend && !remindOnWeekends ? followUp.dueOn === day : followUp.dueOn <= day;
        if (isTold) require_(queued, `morning:${memberId}:${day}`, now);
      }
    }
    await note(now);
    lastLook = now;
    looks = [...looks.slice(-20), now];
  }

  function require_(queued: ReadonlySet<string>, key: string, now: number): void {
    if (!queued.has(key)) problems.add(`${key} is missing at ${new Date(now).toISOString()}`);
  }

  return {
    look,
    /** Somebody came back: what they had to do counts from now. */
    forget: (memberId: string) => {
      for (const [id, followUp] of known) if (followUp.memberId === memberId) known.delete(id);
    },
    conclude: (outbox: readonly Row<'outbox'>[], { lives }: { lives: number }): Verdict => {
      let [mornings, timed, late] = [0, 0, 0];
      for (const [key, posted] of copies)
        if (posted.length > 1) problems.add(`${key} was posted ${posted.length} times`);
      for (const { dedupeKey: key, status, createdAt, kind } of outbox) {
        if (kind !== 'reminder') continue;
        if (status !== 'sent') problems.add(`${key} is ${status}`);
        const [of, , ...rest] = key.split(':');
        if (of === 'morning') {
          mornings += 1;
          continue;
        }
        timed += 1;
        const at = Date.parse(rest.join(':'));
        if (createdAt.getTime() < at) problems.add(`${key} came early`);
        if (createdAt.getTime() - at > LATE) late += 1;
        if (!meant.has(key)) problems.add(`${key} was never meant`);
      }
      return { problems: [...problems], mornings, timed, late, lives };
    },
  };
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The day and the time of day that a clock on the wall shows. */
function wallOf(instant: number, timeZone: string): [day: string, time: string] {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  formats.set(timeZone, format);
  const [day = '', time = ''] = format.format(instant).split(' ');
  return [day, time];
}

const instants = new Map<string, number>();

function instantOn(day: string, at: string, timeZone: string): number {
  const key = `${day} ${at} ${timeZone}`;
  const noon = Date.parse(`${day}T12:00:00Z`);
  const found =
    instants.get(key) ??
    expectedTimes({ every: 'day', at }, timeZone, [
      new Date(noon - 1.5 * DAY),
      new Date(noon + 1.5 * DAY),
    ]).find((instant) => wallOf(instant, timeZone)[0] === day);
  if (found === undefined) throw new Error(`${key} is never.`);
  instants.set(key, found);
  return found;
}
