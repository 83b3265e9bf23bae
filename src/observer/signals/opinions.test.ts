import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../../context.ts';
import type { Store } from '../../store/store.ts';
import {
  type AnyNight,
  converse,
  DAY_MS,
  forgetAll,
  judge,
  nightOf,
  passOf,
  TEAM,
} from '../../testing/observer-fixture.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { createTeam, NOW } from '../../testing/team.ts';
import { repeatedCorrection } from './corrections.ts';
import { findSignals } from './signals.ts';
import { thumbsDownCluster } from './thumbs-down.ts';

const daysAgo = (days: number) => new Date(NOW.getTime() - days * DAY_MS);

describe.each(Object.entries(DIALECTS))('what members think of answers, on %s', (_, open) => {
  let store: Store;
  let marta: Context;
  let tom: Context;
  let kiri: Context;
  let night: AnyNight;

  beforeAll(async () => {
    store = await open();
    const team = createTeam(store);
    marta = await team.as('marta');
    tom = await team.as('tom');
    kiri = await team.as('kiri', { timeZone: 'Pacific/Auckland' });
    night = nightOf(team.system);
  });
  afterAll(() => store.close());
  beforeEach(() => forgetAll(night));

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
    const [signal] = await repeatedCorrection({ ...night, scope: passOf(marta) });
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
      says: 'What Rapport had saved was corrected 3 times by you in the last two weeks.',
    });
  });

  test('corrections of one day, of long ago, or after the night are not', async () => {
    await judged(marta, [3, 3, 3, 20], { kind: 'correction' });
    await judged(marta, [-1], { kind: 'correction' });
    expect(await repeatedCorrection({ ...night, scope: passOf(marta) })).toEqual([]);
  });

  test('a day is one of the member’s calendar', async () => {
    for (const at of ['2026-11-20T10:30:00Z', '2026-11-20T11:30:00Z', '2026-11-20T12:30:00Z']) {
      for (const ctx of [marta, kiri]) {
        const { runId } = await converse(ctx, { text: 'Call with Bluefin.' });
        await judge(ctx, { runId, kind: 'correction', at: new Date(at) });
      }
    }
    expect(await repeatedCorrection({ ...night, scope: passOf(marta) })).toEqual([]);
    expect(await repeatedCorrection({ ...night, scope: passOf(kiri) })).toHaveLength(1);
  });

  test('three thumbs down are told, unless there are many more up', async () => {
    const ids = await judged(marta, [6, 4, 2], { kind: 'thumb' });
    await judged(marta, [1, 1], { kind: 'thumb', isGood: true });
    expect(await thumbsDownCluster({ ...night, scope: passOf(marta) })).toMatchObject([
      {
        name: 'thumbs_down_cluster',
        slot: 'answers',
        numbers: { down: 3, up: 2 },
        evidence: ids,
        says: 'Answers of Rapport got 3 thumbs down and 2 up from you in the last two weeks.',
      },
    ]);
    await judged(marta, [1, 2, 3, 4, 5], { kind: 'thumb', isGood: true });
    expect(await thumbsDownCluster({ ...night, scope: passOf(marta) })).toEqual([]);
  });

  test('the team hears of opinions of three members only, and of no message', async () => {
    for (const kind of ['thumb', 'correction'] as const) {
      await judged(marta, [1, 2, 3, 4], { kind });
      await judged(tom, [1, 2], { kind });
    }
    expect(await findSignals({ ...night, scope: TEAM })).toEqual([]);
    for (const kind of ['thumb', 'correction'] as const) await judged(kiri, [3], { kind });
    expect(await findSignals({ ...night, scope: TEAM })).toMatchObject([
      { name: 'repeated_correction', numbers: { corrections: 7, days: 4, members: 3 }, evidence: [] },
      { name: 'thumbs_down_cluster', numbers: { down: 7, up: 0, members: 3 }, evidence: [] },
    ]);
  });
});
