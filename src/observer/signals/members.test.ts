import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addDays } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { addFollowUp, changeFollowUp } from '../../crm/follow-ups.ts';
import { logInteraction } from '../../crm/interactions.ts';
import { undo } from '../../crm/undo.ts';
import type { Store } from '../../store/store.ts';
import {
  converse,
  DAY_MS,
  forgetAll,
  horizonOf,
  judge,
  logContacts,
  passOf,
  TEAM,
  TODAY,
} from '../../testing/night.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { createTeam, NOW } from '../../testing/team.ts';
import { repeatedCorrection } from './corrections.ts';
import { followUpsSlipping } from './follow-ups.ts';
import type { Horizon } from './signal.ts';
import { findSignals } from './signals.ts';
import { thumbsDownCluster } from './thumbs.ts';
import { workloadShift } from './workload.ts';

const daysAgo = (days: number) => new Date(NOW.getTime() - days * DAY_MS);
/** Days of two weeks with fifteen interactions. */
const BUSY = [1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14];
const weeks = (first: number, count: number) => Array.from({ length: count }, (_, at) => first + at * 7);

describe.each(Object.entries(DIALECTS))('what stands out about members on %s', (_, open) => {
  let store: Store;
  let marta: Context;
  let tom: Context;
  let kiri: Context;
  let horizon: Horizon;

  beforeAll(async () => {
    store = await open();
    const team = createTeam(store);
    [marta, tom, kiri] = [
      await team.as('marta'),
      await team.as('tom'),
      await team.as('kiri', { timeZone: 'Pacific/Auckland' }),
    ];
    horizon = horizonOf(store);
  });
  afterAll(() => store.close());
  beforeEach(() => forgetAll(store));

  /** Two interactions a week in the eight weeks before, so four in two weeks. */
  const logUsual = async (ctx: Context) => {
    await logContacts(ctx, 'Bluefin Logistics', [...weeks(17, 8), ...weeks(19, 8)]);
  };

  test('almost four times the usual work is a shift, and the same finding on the next day', async () => {
    await logUsual(marta);
    await logContacts(marta, 'Bluefin Logistics', BUSY);
    const [signal] = await workloadShift(horizon, passOf(marta));
    expect(signal).toEqual({
      name: 'workload_shift',
      kind: 'customer_trend',
      slot: 'workload',
      subject: 'member',
      about: 'marta',
      companyId: null,
      valueKey: 'up',
      numbers: { recent: 15, usual: 4 },
      evidence: [],
      says: 'You logged 15 interactions in the last two weeks; before, about 4 in two weeks.',
    });
    const [later] = await workloadShift({ ...horizon, today: addDays(TODAY, 1) }, passOf(marta));
    expect(later?.valueKey).toBe('up');
    expect(await workloadShift(horizon, passOf(tom))).toEqual([]);
  });

  test('almost no work after busy weeks is a shift, too', async () => {
    await logUsual(marta);
    await logUsual(marta);
    await logUsual(marta);
    await logContacts(marta, 'Bluefin Logistics', [9]);
    const [signal] = await workloadShift(horizon, passOf(marta));
    expect(signal).toMatchObject({ valueKey: 'down', numbers: { recent: 1, usual: 12 } });
  });

  test('a little more, a short past and the season of a year ago are no shift', async () => {
    await logUsual(marta);
    await logContacts(marta, 'Bluefin Logistics', [1, 3, 5, 7, 9, 11, 13]);
    await logContacts(tom, 'Bluefin Logistics', weeks(17, 3));
    await logContacts(tom, 'Bluefin Logistics', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(await workloadShift(horizon, passOf(marta))).toEqual([]);
    expect(await workloadShift(horizon, passOf(tom))).toEqual([]);
    await logUsual(kiri);
    await logContacts(kiri, 'Harbor Foods', BUSY);
    expect(await workloadShift(horizon, passOf(kiri))).toHaveLength(1);
    await logContacts(kiri, 'Harbor Foods', [...weeks(381, 8), ...weeks(383, 8)]);
    await logContacts(
      kiri,
      'Harbor Foods',
      BUSY.map((days) => days + 364),
    );
    expect(await workloadShift(horizon, passOf(kiri))).toEqual([]);
  });

  test('the work of the team is counted over at least three members, and without private interactions', async () => {
    for (const ctx of [marta, tom]) {
      await logUsual(ctx);
      await logContacts(ctx, 'Bluefin Logistics', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    }
    await logContacts(kiri, 'Bluefin Logistics', [2], { isPrivate: true });
    expect(await workloadShift(horizon, TEAM)).toEqual([]);
    await logContacts(kiri, 'Bluefin Logistics', [20]);
    const [signal] = await workloadShift(horizon, TEAM);
    expect(signal).toMatchObject({
      subject: 'team',
      about: 'the team',
      numbers: { recent: 24, usual: 8, members: 3 },
      evidence: [],
    });
  });

  const promise = (ctx: Context, days: readonly number[]) =>
    Promise.all(
      days.map((each) => addFollowUp(ctx, { title: `Send ${each}`, due_on: addDays(TODAY, -each) })),
    );

  test('three follow-ups that are days overdue slip', async () => {
    const { interaction } = await logInteraction(marta, {
      kind: 'call',
      summary: 'Wants pricing.',
      company: { name: 'Bluefin Logistics' },
      occurred_on: '2026-11-10',
      follow_ups: [{ title: 'Send pricing', due_on: '2026-11-13' }],
    });
    await promise(marta, [3, 5, 2, -4]);
    const [signal] = await followUpsSlipping(horizon, passOf(marta));
    expect(signal).toMatchObject({
      subject: 'member',
      about: 'marta',
      valueKey: 'overdue',
      numbers: { overdue: 3, oldest_days: 12 },
      evidence: [interaction.id],
      says: 'You have 3 follow-ups overdue by three days or more, the oldest by 12 days.',
    });
  });

  test('what was done in time or is forgotten does not slip, what was done after the night did', async () => {
    await promise(marta, [4, 5, 200]);
    const [done] = await promise(marta, [6]);
    expect(await followUpsSlipping(horizon, passOf(marta))).toHaveLength(1);
    await changeFollowUp(marta, { follow_up_id: done?.follow_up.id, action: 'done' });
    expect(await followUpsSlipping(horizon, passOf(marta))).toEqual([]);
    const nightBefore = { ...horizon, until: daysAgo(1) };
    expect(await followUpsSlipping(nightBefore, passOf(marta))).toEqual([]);
  });

  test('follow-ups of the team slip when those of three members do', async () => {
    await promise(marta, [3, 4, 5]);
    await promise(tom, [3, 4, 5, 6]);
    await promise(kiri, [3, 4]);
    expect(await followUpsSlipping(horizon, TEAM)).toEqual([]);
    await promise(kiri, [9]);
    expect(await followUpsSlipping(horizon, TEAM)).toMatchObject([
      { subject: 'team', numbers: { overdue: 10, members: 3 }, evidence: [] },
    ]);
  });

  /** Messages whose replies the member judged on these days; their ids. */
  const judged = async (
    ctx: Context,
    days: readonly number[],
    { kind, isGood }: { kind: 'thumb' | 'correction'; isGood?: boolean },
  ) => {
    const ids: string[] = [];
    for (const each of days) {
      const { id, runId } = await converse(ctx, { text: 'Call with Bluefin.', at: daysAgo(each) });
      await judge(ctx, { runId, kind, at: daysAgo(each), ...(isGood === undefined ? {} : { isGood }) });
      ids.push(id);
    }
    return ids;
  };

  test('three corrections on two days are told, with the messages that were misunderstood', async () => {
    const ids = await judged(marta, [9, 5, 5], { kind: 'correction' });
    await judged(marta, [1, 2], { kind: 'thumb' });
    await judged(tom, [1], { kind: 'correction' });
    const [signal] = await repeatedCorrection(horizon, passOf(marta));
    expect(signal).toEqual({
      name: 'repeated_correction',
      kind: 'system_feedback',
      slot: 'corrections',
      subject: 'bot',
      about: 'Rapport',
      companyId: null,
      valueKey: 'corrected',
      numbers: { corrections: 3, days: 2 },
      evidence: ids,
      says: 'What Rapport had saved was corrected 3 times by marta in the last two weeks.',
    });
  });

  test('corrections of one day, of long ago, or after the night are not', async () => {
    await judged(marta, [3, 3, 3, 20], { kind: 'correction' });
    await judged(marta, [-1], { kind: 'correction' });
    expect(await repeatedCorrection(horizon, passOf(marta))).toEqual([]);
  });

  test('a day is one of the member’s calendar', async () => {
    for (const at of ['2026-11-20T10:30:00Z', '2026-11-20T11:30:00Z', '2026-11-20T12:30:00Z']) {
      for (const ctx of [marta, kiri]) {
        const { runId } = await converse(ctx, { text: 'Call with Bluefin.' });
        await judge(ctx, { runId, kind: 'correction', at: new Date(at) });
      }
    }
    expect(await repeatedCorrection(horizon, passOf(marta))).toEqual([]);
    expect(await repeatedCorrection(horizon, passOf(kiri))).toHaveLength(1);
  });

  test('three thumbs down are told, unless there are many more up', async () => {
    const ids = await judged(marta, [6, 4, 2], { kind: 'thumb' });
    await judged(marta, [1, 1], { kind: 'thumb', isGood: true });
    expect(await thumbsDownCluster(horizon, passOf(marta))).toMatchObject([
      {
        name: 'thumbs_down_cluster',
        slot: 'answers',
        numbers: { down: 3, up: 2 },
        evidence: ids,
        says: 'Answers of Rapport got 3 thumbs down and 2 up from marta in the last two weeks.',
      },
    ]);
    await judged(marta, [1, 2, 3, 4, 5], { kind: 'thumb', isGood: true });
    expect(await thumbsDownCluster(horizon, passOf(marta))).toEqual([]);
  });

  test('the team hears of opinions of three members only, and of no message', async () => {
    for (const kind of ['thumb', 'correction'] as const) {
      await judged(marta, [1, 2, 3, 4], { kind });
      await judged(tom, [1, 2], { kind });
    }
    expect(await findSignals(horizon, TEAM)).toEqual([]);
    for (const kind of ['thumb', 'correction'] as const) await judged(kiri, [3], { kind });
    expect(await findSignals(horizon, TEAM)).toMatchObject([
      { name: 'repeated_correction', numbers: { corrections: 7, days: 4, members: 3 }, evidence: [] },
      { name: 'thumbs_down_cluster', numbers: { down: 7, up: 0, members: 3 }, evidence: [] },
    ]);
  });

  /** What a member said, and what was saved from it. */
  const saidAndSaved = async (ctx: Context, text: string, threadKey?: string) => {
    const { channel, ts, runId, ...said } = await converse(ctx, threadKey ? { text, threadKey } : { text });
    const source = { channel, ts, runId, threadKey: said.threadKey, at: NOW };
    const company = { name: 'Bluefin Logistics' };
    return logInteraction({ ...ctx, source }, { kind: 'call', summary: text, company });
  };
  const missedBy = async (ctx: Context, changed: Partial<Horizon> = {}) => {
    const signals = await findSignals({ ...horizon, ...changed }, passOf(ctx));
    return signals.filter(({ name }) => name === 'missed_capture');
  };

  test('a message that names a customer and left no trace was missed', async () => {
    await logContacts(tom, 'Bluefin Logistics GmbH', [30]);
    const { id } = await converse(marta, { text: 'Long lunch with bluefin logistics, they will sign.' });
    const [signal, ...others] = await missedBy(marta);
    expect(others).toEqual([]);
    expect(signal).toMatchObject({
      kind: 'missed_capture',
      slot: 'log',
      subject: `message:${id}`,
      about: 'Bluefin Logistics GmbH',
      valueKey: 'missed',
      numbers: {},
      evidence: [id],
    });
    expect(await missedBy(tom)).toEqual([]);
  });

  test('a person is named by the full name', async () => {
    const contacts = [{ name: 'Ana Lopes' }];
    await logInteraction(tom, { kind: 'call', summary: 'Hello.', company: { name: 'Acme' }, contacts });
    await converse(marta, { text: 'Ana was on the train with me.' });
    const { id } = await converse(marta, { text: 'Ana Lopes was on the train with me.' });
    expect(await missedBy(marta)).toMatchObject([{ about: 'Ana Lopes', companyId: null, evidence: [id] }]);
  });

  test.each([
    'Did we talk to Bluefin Logistics?',
    'Please show me everything about Bluefin Logistics',
    'hey, what do we know about Bluefin Logistics',
    'See https://example.com/Bluefin-Logistics.',
    'Lunch with Redfin Logistics.',
  ])('“%s” was not missed', async (text) => {
    await logContacts(tom, 'Bluefin Logistics', [30]);
    await converse(marta, { text });
    expect(await missedBy(marta)).toEqual([]);
  });

  test('what was saved in its thread was not missed, nor is it when it is taken back', async () => {
    await logContacts(tom, 'Bluefin Logistics', [30]);
    const { threadKey } = await converse(marta, { text: 'Lunch with Ana of Bluefin Logistics.' });
    expect(await missedBy(marta)).toHaveLength(1);
    const { change_id } = await saidAndSaved(marta, 'Ana Lopes, I mean.', threadKey);
    expect(await missedBy(marta)).toEqual([]);
    await undo(marta, { change_id });
    expect(await missedBy(marta)).toEqual([]);
  });

  test('only new messages are looked at, and the last five are told in order', async () => {
    await logContacts(tom, 'Bluefin Logistics', [30]);
    const ids: string[] = [];
    for (const minute of [0, 1, 2, 3, 4, 5, 6]) {
      const at = new Date(NOW.getTime() + minute * 60_000);
      ids.push((await converse(marta, { text: 'Lunch at Bluefin Logistics.', at })).id);
    }
    expect((await missedBy(marta)).flatMap(({ evidence }) => evidence)).toEqual(ids.slice(-5));
    const since = { at: new Date(NOW.getTime() + 5 * 60_000), id: ids[5] ?? '' };
    expect((await missedBy(marta, { since })).flatMap(({ evidence }) => evidence)).toEqual(ids.slice(6));
    const until = new Date(NOW.getTime() - 1);
    expect(await missedBy(marta, { until })).toEqual([]);
  });
});
