import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../../context.ts';
import { setStatus } from '../../crm/members.ts';
import { type NightDesk, openNightDesk } from '../../testing/night-desk.ts';
import { proposes } from '../../testing/observer-scripts.ts';
import { temporarySqlite } from '../../testing/stores.ts';
import type { Night } from '../observations/night.ts';
import { runNights } from './nights-by-hand.ts';
import { dream } from './pass.ts';
import { claimNights, planNights } from './plan.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const WISH = 'From now on answer in bullet points please';
const bullets = proposes({ slot: 'format', value: 'bullets' }, WISH);

let desk: NightDesk;
let ana: Context;
/** Every test begins on Tuesday 24 November 2026 at 10:00 in Lisbon. */
beforeEach(async () => {
  desk = await openNightDesk(await temporarySqlite());
  ana = await desk.member('ana');
  await desk.work();
});
afterEach(() => desk.close());

const { signal } = new AbortController();
const pending = async () => (await desk.nights()).filter(({ status }) => status === 'pending');
const done = async (scope?: string) =>
  (await desk.nights())
    .filter((each) => each.status === 'done' && (scope === undefined || each.scope === scope))
    .map(({ night }) => night);

describe('a plan', () => {
  test('that is made by several at once holds each night once', async () => {
    await desk.member('ben');
    await Promise.all([1, 2, 3].map(() => planNights(desk.system, desk.observer)));
    expect(await pending()).toHaveLength(3);
  });

  test('follows another time of night, and does not touch the nights that are over', async () => {
    await desk.pass(24);
    await planNights(desk.system, { nightlyAt: '22:30' });
    expect((await pending()).map(({ scheduledAt, dueAt }) => [scheduledAt, dueAt])).toEqual(
      Array(2).fill([new Date('2026-11-26T22:30:00Z'), new Date('2026-11-26T22:30:00Z')]),
    );
    expect(await done()).toEqual(['2026-11-25', '2026-11-25']);
  });

  test('leaves a night alone that somebody works on, or that waits after a failure', async () => {
    desk.system.clock.advance(18 * HOUR_MS);
    const [held] = await claimNights(desk.system, { limit: 1 });
    await planNights(desk.system, { nightlyAt: '22:30' });
    const [night] = (await desk.nights()).filter(({ id }) => id === held?.id);
    expect(night).toEqual(held);
  });

  test('has the team’s night where most are', async () => {
    const team = async () => (await pending()).find(({ scope }) => scope === 'team')?.timeZone;
    expect(await team()).toBe('Europe/Lisbon');
    await desk.member('kim', { timeZone: 'Asia/Tokyo' });
    await desk.member('kai', { timeZone: 'Asia/Tokyo' });
    await desk.work();
    expect(await team()).toBe('Asia/Tokyo');
  });

  test('leaves out who has left, and has them again when they are back: they go on where they were', async () => {
    await desk.pass(24);
    const { slackUserId } = ana.actor;
    await setStatus(desk.system, { slackUserId, status: 'retired' });
    await desk.say(ana, WISH);
    await desk.pass(3 * 24);
    expect((await pending()).map(({ scope }) => scope)).not.toContain(ana.actor.memberId);
    await setStatus(desk.system, { slackUserId, status: 'active' });
    desk.model.script(bullets);
    await desk.pass(24);
    expect(await desk.observations()).toMatchObject([{ status: 'proposed' }]);
    const nights = await done(ana.actor.memberId);
    expect(new Set(nights).size).toBe(nights.length);
  });

  test('reads back a week for somebody new, and no further', async () => {
    const ben = await desk.member('ben');
    await desk.say(ben, 'TOO LONG AGO');
    desk.system.clock.advance(2 * 24 * HOUR_MS);
    await desk.say(ben, 'THIS WEEK');
    desk.system.clock.advance(6 * 24 * HOUR_MS);
    desk.model.script(bullets);
    await desk.work();
    await desk.pass(24);
    const asked = JSON.stringify(desk.model.requests);
    expect(asked).toContain('THIS WEEK');
    expect(asked).not.toContain('TOO LONG AGO');
  });
});

describe('the team', () => {
  const claimed = async () => (await claimNights(desk.system, { limit: 4 })).map(({ scope }) => scope);

  test('waits for the nights of its members, also for one that is worked on', async () => {
    desk.system.clock.advance(18 * HOUR_MS);
    const [own, ...others] = await claimNights(desk.system, { limit: 4 });
    expect(own?.scope).toBe(ana.actor.memberId);
    expect(others).toEqual([]);
    expect(await claimed()).toEqual([]);
    await dream(desk.system, { observer: desk.observer, held: own as Night, signal });
    expect(await claimed()).toEqual(['team']);
  });

  test('waits for one that fails, but not for ever', async () => {
    await desk.say(ana, WISH);
    desk.model.script(() => ({ status: 500 }));
    desk.system.clock.advance(17 * HOUR_MS);
    await desk.work();
    expect(await done()).toEqual([]);
    // A night that waits for its next try, two hours after it should have been over.
    desk.system.clock.advance(2 * HOUR_MS + MINUTE_MS);
    expect(await claimed()).toContain('team');
  });

  test('does not wait for those whose night ends later', async () => {
    await desk.member('joe', { timeZone: 'America/New_York' });
    await desk.work();
    desk.system.clock.advance(17 * HOUR_MS + MINUTE_MS);
    await desk.work();
    expect(await done('team')).toEqual(['2026-11-25']);
    expect((await pending()).map(({ night }) => night).toSorted()).toEqual([
      '2026-11-25',
      '2026-11-26',
      '2026-11-26',
    ]);
  });
});

describe('nights by hand', () => {
  const ended: Night[] = [];
  const run = (night?: string) =>
    runNights(desk.system, {
      observer: desk.observer,
      night,
      signal,
      ended: (each) => void ended.push(each),
    });
  beforeEach(async () => {
    ended.length = 0;
    desk.model.script(bullets);
    await desk.say(ana, WISH);
    desk.system.clock.advance(MINUTE_MS);
  });

  test('do what is over, and nothing else', async () => {
    await run();
    expect(ended).toEqual([]);
    desk.system.clock.advance(17 * HOUR_MS);
    await run();
    expect(ended.map(({ scope, status }) => [scope, status])).toEqual([
      [ana.actor.memberId, 'done'],
      ['team', 'done'],
    ]);
    expect(await desk.observations()).toHaveLength(1);
  });

  test('do one that is still to come, with what is there already, once', async () => {
    await run('2026-11-25');
    await run('2026-11-25');
    expect(ended.map(({ night }) => night)).toEqual(['2026-11-25', '2026-11-25']);
    expect(await desk.observations()).toMatchObject([{ status: 'proposed', night: '2026-11-25' }]);
    const [before, asked] = [await desk.nights(), desk.model.requests.length];
    await Promise.all([run('2026-11-25'), run('2026-11-25')]);
    expect(await desk.nights()).toEqual(before);
    expect(desk.model.requests).toHaveLength(asked);
    // What comes after it is read in the next night, and nothing twice.
    await desk.pass(24);
    expect(desk.model.requests).toHaveLength(asked);
    expect(await desk.observations()).toHaveLength(1);
    await desk.say(ana, 'And please keep it short from now on');
    await desk.pass(24);
    expect(desk.model.requests.length).toBeGreaterThan(asked);
    expect(await desk.evidence()).toHaveLength(1);
  });

  test('do all up to a day, one after another', async () => {
    await run('2026-12-24');
    // Further ahead than the night to come nothing has happened yet.
    expect(await done(ana.actor.memberId)).toEqual(['2026-11-25']);
    desk.system.clock.advance(48 * HOUR_MS);
    await run('2026-11-27');
    expect(await done(ana.actor.memberId)).toEqual(['2026-11-25', '2026-11-26', '2026-11-27']);
    expect(await done('team')).toEqual(['2026-11-25', '2026-11-26', '2026-11-27']);
    expect(await desk.observations()).toHaveLength(1);
  });

  test('tell of a failure and go on with the others', async () => {
    desk.model.script(() => ({ status: 401 }));
    desk.system.clock.advance(17 * HOUR_MS);
    await run();
    expect(ended.map(({ scope, status }) => [scope, status])).toEqual([
      [ana.actor.memberId, 'failed'],
      ['team', 'done'],
    ]);
  });

  test('leave a night to the process that is at it', async () => {
    desk.system.clock.advance(17 * HOUR_MS);
    const held = await claimNights(desk.system, { limit: 1 });
    await run();
    expect(ended.map(({ scope }) => scope)).not.toContain(held[0]?.scope);
    expect(await desk.observations()).toEqual([]);
  });
});
