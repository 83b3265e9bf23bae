import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addDays } from '../../clock.ts';
import type { Context } from '../../context.ts';
import type { Store } from '../../store/store.ts';
import {
  type AnyNight,
  forgetAll,
  logContacts,
  nightOf,
  passOf,
  TEAM,
  TODAY,
} from '../../testing/observer-fixture.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { createTeam } from '../../testing/team.ts';
import { workloadShift } from './workload.ts';

/** Days of two weeks with fifteen interactions. */
const BUSY = [1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14];
const weeks = (first: number, count: number) => Array.from({ length: count }, (_, at) => first + at * 7);

describe.each(Object.entries(DIALECTS))('how much members log, on %s', (_, open) => {
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

  /** Two interactions a week in the eight weeks before, so four in two weeks. */
  const logUsual = async (ctx: Context) => {
    await logContacts(ctx, 'Bluefin Logistics', [...weeks(17, 8), ...weeks(19, 8)]);
  };

  test('almost four times the usual work is a shift, and the same finding on the next day', async () => {
    await logUsual(marta);
    await logContacts(marta, 'Bluefin Logistics', BUSY);
    const [signal] = await workloadShift({ ...night, scope: passOf(marta) });
    expect(signal).toEqual({
      name: 'workload_shift',
      kind: 'customer_trend',
      slot: 'workload',
      subject: 'member',
      about: 'you',
      companyId: null,
      valueKey: 'up',
      numbers: { recent: 15, usual: 4 },
      evidence: [],
      says: 'You logged 15 interactions in the last two weeks; before, about 4 in two weeks.',
    });
    const [later] = await workloadShift({ ...night, today: addDays(TODAY, 1), scope: passOf(marta) });
    expect(later?.valueKey).toBe('up');
    expect(await workloadShift({ ...night, scope: passOf(tom) })).toEqual([]);
  });

  test('almost no work after busy weeks is a shift, too', async () => {
    await logUsual(marta);
    await logUsual(marta);
    await logUsual(marta);
    await logContacts(marta, 'Bluefin Logistics', [9]);
    const [signal] = await workloadShift({ ...night, scope: passOf(marta) });
    expect(signal).toMatchObject({ valueKey: 'down', numbers: { recent: 1, usual: 12 } });
  });

  test('a little more, a short past and the season of a year ago are no shift', async () => {
    await logUsual(marta);
    await logContacts(marta, 'Bluefin Logistics', [1, 3, 5, 7, 9, 11, 13]);
    await logContacts(tom, 'Bluefin Logistics', weeks(17, 3));
    await logContacts(tom, 'Bluefin Logistics', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(await workloadShift({ ...night, scope: passOf(marta) })).toEqual([]);
    expect(await workloadShift({ ...night, scope: passOf(tom) })).toEqual([]);
    await logUsual(kiri);
    await logContacts(kiri, 'Harbor Foods', BUSY);
    expect(await workloadShift({ ...night, scope: passOf(kiri) })).toHaveLength(1);
    await logContacts(kiri, 'Harbor Foods', [...weeks(381, 8), ...weeks(383, 8)]);
    await logContacts(
      kiri,
      'Harbor Foods',
      BUSY.map((days) => days + 364),
    );
    expect(await workloadShift({ ...night, scope: passOf(kiri) })).toEqual([]);
  });

  test('the work of the team is counted over at least three members, and without private interactions', async () => {
    for (const ctx of [marta, tom]) {
      await logUsual(ctx);
      await logContacts(ctx, 'Bluefin Logistics', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    }
    await logContacts(kiri, 'Bluefin Logistics', [2], { isPrivate: true });
    expect(await workloadShift({ ...night, scope: TEAM })).toEqual([]);
    await logContacts(kiri, 'Bluefin Logistics', [20]);
    const [signal] = await workloadShift({ ...night, scope: TEAM });
    expect(signal).toMatchObject({
      subject: 'team',
      about: 'the team',
      numbers: { recent: 24, usual: 8, members: 3 },
      evidence: [],
    });
  });
});
