import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addDays } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { addFollowUp, changeFollowUp } from '../../crm/follow-ups.ts';
import { logInteraction } from '../../crm/interactions.ts';
import type { Store } from '../../store/store.ts';
import {
  type AnyNight,
  DAY_MS,
  forgetAll,
  nightOf,
  passOf,
  TEAM,
  TODAY,
} from '../../testing/observer-fixture.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { createTeam, NOW } from '../../testing/team.ts';
import { followUpsSlipping } from './follow-ups.ts';

const daysAgo = (days: number) => new Date(NOW.getTime() - days * DAY_MS);

describe.each(Object.entries(DIALECTS))('follow-ups that slip, on %s', (_, open) => {
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
    const [signal] = await followUpsSlipping({ ...night, scope: passOf(marta) });
    expect(signal).toMatchObject({
      subject: 'member',
      about: 'you',
      valueKey: 'overdue',
      numbers: { overdue: 3, oldest_days: 12 },
      evidence: [interaction.id],
      says: 'You have 3 follow-ups overdue by three working days or more, the oldest by 12 days.',
    });
  });

  test('what was done in time or is forgotten does not slip, what was done after the night did', async () => {
    await promise(marta, [4, 5, 200]);
    const [done] = await promise(marta, [6]);
    expect(await followUpsSlipping({ ...night, scope: passOf(marta) })).toHaveLength(1);
    await changeFollowUp(marta, { follow_up_id: done?.follow_up.id, action: 'done' });
    expect(await followUpsSlipping({ ...night, scope: passOf(marta) })).toEqual([]);
    const nightBefore = { ...night, until: daysAgo(1) };
    expect(await followUpsSlipping({ ...nightBefore, scope: passOf(marta) })).toEqual([]);
  });

  test('on a Monday, what was due before the weekend does not slip yet', async () => {
    const monday = { ...night, today: '2026-11-23', scope: passOf(marta) };
    for (const due_on of ['2026-11-19', '2026-11-20', '2026-11-21', '2026-11-22'])
      await addFollowUp(marta, { title: `Send ${due_on}`, due_on });
    expect(await followUpsSlipping(monday)).toEqual([]);
    for (const due_on of ['2026-11-16', '2026-11-17', '2026-11-18'])
      await addFollowUp(marta, { title: `Send ${due_on}`, due_on });
    expect(await followUpsSlipping(monday)).toMatchObject([{ numbers: { overdue: 3 } }]);
  });

  test('follow-ups of the team slip when those of three members do', async () => {
    await promise(marta, [3, 4, 5]);
    await promise(tom, [3, 4, 5, 6]);
    await promise(kiri, [3, 4]);
    expect(await followUpsSlipping({ ...night, scope: TEAM })).toEqual([]);
    await promise(kiri, [9]);
    expect(await followUpsSlipping({ ...night, scope: TEAM })).toMatchObject([
      { subject: 'team', numbers: { overdue: 10, members: 3 }, evidence: [] },
    ]);
  });
});
