import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addDays, dateIn, timeIn } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { type NightDesk, openNightDesk } from '../../testing/night-desk.ts';
import { afterReading } from '../../testing/observer-scripts.ts';
import { temporarySqlite } from '../../testing/stores.ts';
import { NOW } from '../../testing/team.ts';
import type { Night } from '../observations/night.ts';
import { endOfNight } from './plan.ts';

const HOUR_MS = 3_600_000;
/** The first and the last to see a day: 25 hours lie between them. */
const [EARLY, LATE, HOME] = ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Europe/Lisbon'];

/** Hours at which nights end somewhere here, in UTC. */
const ENDS = new Set([2, 3, 13, 14]);

test.each([
  ['Pacific/Kiritimati', '2026-11-25', '03:00', '2026-11-24T13:00:00Z'],
  ['Pacific/Pago_Pago', '2026-11-25', '03:00', '2026-11-25T14:00:00Z'],
  ['Asia/Kathmandu', '2026-11-25', '03:00', '2026-11-24T21:15:00Z'],
  // The day before the clock goes forward, that day, and the day before it goes back, and that day.
  ['Europe/Lisbon', '2027-03-27', '03:00', '2027-03-27T03:00:00Z'],
  ['Europe/Lisbon', '2027-03-28', '03:00', '2027-03-28T02:00:00Z'],
  ['Europe/Lisbon', '2026-10-24', '03:00', '2026-10-24T02:00:00Z'],
  ['Europe/Lisbon', '2026-10-25', '03:00', '2026-10-25T03:00:00Z'],
  // A time that is skipped, and one that comes twice.
  ['Europe/Lisbon', '2027-03-28', '01:30', '2027-03-28T01:00:00Z'],
  ['Europe/Lisbon', '2026-10-25', '01:30', '2026-10-25T00:30:00Z'],
  ['Australia/Lord_Howe', '2026-10-04', '02:15', '2026-10-03T15:30:00Z'],
])('in %s the night to %s ends at %s there, which is %s', (timeZone, night, nightlyAt, instant) => {
  expect(endOfNight(night, timeZone, { nightlyAt })).toEqual(new Date(instant));
});

describe('two weeks of three members at the ends of the world', () => {
  let desk: NightDesk;
  let kiri: Context;
  let pago: Context;
  let lis: Context;
  let said: string[];
  let read: string[];
  /** It is Saturday 20 March 2027; eight days later clocks go forward in Lisbon. */
  beforeEach(async () => {
    [said, read] = [[], []];
    const script = afterReading((messages) => {
      read.push(...messages.map(({ own }) => own));
      return { text: 'Nothing.' };
    });
    desk = await openNightDesk(await temporarySqlite(), { script, settings: { channel: 'C0DIGEST' } });
    desk.system.clock.advance(new Date('2027-03-20T10:00:00Z').getTime() - NOW.getTime());
    lis = await desk.member('lis', { timeZone: HOME });
    kiri = await desk.member('kiri', { timeZone: EARLY });
    pago = await desk.member('pago', { timeZone: LATE });
    await desk.work();
  });
  afterEach(() => desk.close());

  const at = (ms: number) => desk.system.clock.advance(ms - desk.system.clock.now().getTime());

  async function say(ctx: Context): Promise<void> {
    const text = `${ctx.actor.name} at ${desk.system.clock.now().toISOString()}`;
    said.push(text);
    await desk.say(ctx, text);
  }

  /** Lets hours pass; in each of them everybody writes, also right before a night ends and when it does. */
  async function live(hours: number): Promise<void> {
    for (let passed = 0; passed < hours; passed += 1) {
      const hour = desk.system.clock.now().getTime();
      for (const seconds of ENDS.has(new Date(hour + HOUR_MS).getUTCHours()) ? [-1_800, -10, 0] : [-1_800]) {
        at(hour + HOUR_MS + seconds * 1_000);
        for (const each of [lis, kiri, pago]) await say(each);
      }
      at(hour + HOUR_MS);
      await desk.work();
    }
  }

  /** What was said is read once, and by the end of it all of it. */
  async function expectAllRead(): Promise<void> {
    await desk.pass(72, 1);
    expect(new Set(read).size).toBe(read.length);
    expect(read.toSorted()).toEqual(said.toSorted());
  }

  const nightsOf = async (scope: string): Promise<Night[]> =>
    (await desk.nights())
      .filter((night) => night.scope === scope && night.status === 'done')
      .toSorted((a, b) => a.night.localeCompare(b.night));

  /** Each day has its night, and one only. */
  function expectEveryDay(nights: string[]): void {
    expect(nights.length).toBeGreaterThanOrEqual(13);
    const [first = ''] = nights;
    expect(nights).toEqual(nights.map((_, day) => addDays(first, day)));
  }

  test('end at three of their own day, each once, and leave nothing out', async () => {
    await live(14 * 24);
    for (const { actor } of [lis, kiri, pago]) {
      const nights = await nightsOf(actor.memberId);
      expectEveryDay(nights.map(({ night }) => night));
      for (const { night, scheduledAt, finishedAt } of nights) {
        expect(timeIn(actor.timeZone, scheduledAt)).toBe('03:00');
        expect(dateIn(actor.timeZone, scheduledAt)).toBe(night);
        expect(finishedAt?.getTime()).toBeLessThan(scheduledAt.getTime() + HOUR_MS);
      }
    }
    const digests = await desk.system.store.read.select().from(desk.system.store.tables.outbox);
    expectEveryDay(digests.map(({ dedupeKey }) => dedupeKey.slice('night:'.length)).toSorted());
    await expectAllRead();
  }, 60_000);

  test('go on when two of them change places, twice', async () => {
    await live(4 * 24 + 3);
    for (let moves = 0; moves < 2; moves += 1) {
      const [toKiri, toPago] = moves === 0 ? [LATE, EARLY] : [EARLY, LATE];
      await desk.member('kiri', { timeZone: toKiri });
      await desk.member('pago', { timeZone: toPago });
      await live(5 * 24 + 1);
    }
    for (const { actor } of [lis, kiri, pago]) {
      expectEveryDay((await nightsOf(actor.memberId)).map(({ night }) => night));
    }
    await expectAllRead();
  }, 60_000);

  test('read nothing again when somebody moves to where the day is older', async () => {
    // Pago's night to the 22nd is over at 14:00 UTC; the one to the 23rd would have been at 13:00 UTC in Kiritimati.
    at(new Date('2027-03-22T13:30:00Z').getTime());
    await say(pago);
    at(new Date('2027-03-22T14:00:00Z').getTime());
    await desk.work();
    at(new Date('2027-03-22T14:30:00Z').getTime());
    await desk.member('pago', { timeZone: EARLY });
    await desk.work();
    await say(pago);
    await expectAllRead();
    const nights = await nightsOf(pago.actor.memberId);
    const cursors = nights.map(({ cursorAt }) => cursorAt?.getTime() ?? 0);
    expect(cursors).toEqual(cursors.toSorted((a, b) => a - b));
  });
});
