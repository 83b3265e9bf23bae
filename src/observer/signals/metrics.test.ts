import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { addFollowUp } from '../../crm/follow-ups.ts';
import { newId } from '../../ids.ts';
import type { Store } from '../../store/store.ts';
import { type AnyNight, logContacts, nightOf, passOf, TEAM, TODAY } from '../../testing/observer-fixture.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { createTeam } from '../../testing/team.ts';
import { chanceOf } from './chance.ts';
import { describeMetrics, queryMetric } from './metrics.ts';
import { customerSilent } from './silent-customers.ts';

const DAYS = { since: addDays(TODAY, -60), until: TODAY };

describe.each(Object.entries(DIALECTS))('metrics on %s', (_, open) => {
  let store: Store;
  let marta: Context;
  let tom: Context;
  let night: AnyNight;
  let company_id: string;

  beforeAll(async () => {
    store = await open();
    const team = createTeam(store);
    [marta, tom] = [await team.as('marta'), await team.as('tom')];
    const kiri = await team.as('kiri');
    night = nightOf(team.system);
    await logContacts(marta, 'Bluefin Logistics', [34, 43, 52, 61, 70, 79], { summary: 'About tariffs.' });
    await logContacts(marta, 'Bluefin Logistics', [20], { summary: 'Tariffs again.', isPrivate: true });
    await logContacts(tom, 'Harbor Foods', [5, 6]);
    for (const ctx of [marta, tom, kiri]) {
      await addFollowUp(ctx, { title: 'Send pricing', due_on: addDays(TODAY, -4) });
    }
    const companies = await store.read.select().from(store.tables.companies);
    company_id = companies.find(({ name }) => name === 'Bluefin Logistics')?.id ?? '';
  });
  afterAll(() => store.close());

  const ask = (ctx: Context | undefined, name: string, args?: object) =>
    queryMetric({ ...night, scope: ctx ? passOf(ctx) : TEAM }, { name, ...args });

  test('the numbers of a signal can be counted again', async () => {
    const [signal] = await customerSilent({ ...night, scope: TEAM });
    expect(signal?.companyId).toBe(company_id);
    const { days_since, usual_gap, contacts } = signal?.numbers ?? {};
    expect(await ask(undefined, 'company_days_since_last', { company_id })).toBe(days_since);
    expect(await ask(undefined, 'company_usual_gap_days', { company_id })).toBe(usual_gap);
    const all = { company_id, since: '2026-01-01', until: TODAY };
    expect(await ask(undefined, 'company_interactions', all)).toBe(contacts);
  });

  test('private interactions count for their author only', async () => {
    const within = { ...DAYS, company_id };
    expect(await ask(undefined, 'company_interactions', within)).toBe(3);
    expect(await ask(tom, 'company_interactions', within)).toBe(3);
    expect(await ask(marta, 'company_interactions', within)).toBe(4);
    expect(await ask(tom, 'topic_mentions', { ...DAYS, topic: 'Tariffs' })).toBe(3);
    expect(await ask(marta, 'topic_mentions', { ...DAYS, topic: 'tariffs' })).toBe(4);
    expect(await ask(marta, 'topic_mentions', { ...DAYS, topic: 'tariff' })).toBe(0);
  });

  test('a member pass counts the member’s own rows', async () => {
    expect(await ask(marta, 'my_interactions', DAYS)).toBe(4);
    expect(await ask(tom, 'my_interactions', DAYS)).toBe(2);
    expect(await ask(tom, 'my_overdue_follow_ups')).toBe(1);
    expect(await ask(tom, 'my_overdue_follow_ups', { by_days: 5 })).toBe(0);
  });

  test('a team pass counts over at least three members', async () => {
    expect(await ask(undefined, 'team_overdue_follow_ups', { by_days: 4 })).toBe(3);
    await expect(ask(undefined, 'team_interactions', DAYS)).rejects.toMatchObject({ code: 'invalid' });
    await expect(ask(undefined, 'team_overdue_follow_ups', { by_days: 5 })).rejects.toThrow('at least 3');
  });

  test('what a pass may not ask for does not exist for it', async () => {
    await expect(ask(undefined, 'my_interactions', DAYS)).rejects.toMatchObject({ code: 'invalid' });
    await expect(ask(marta, 'team_interactions', DAYS)).rejects.toMatchObject({ code: 'invalid' });
    await expect(ask(marta, 'toString')).rejects.toThrow('There is no metric “toString” here.');
    expect(describeMetrics(TEAM)).toContain('company_interactions {company_id, since, until}: ');
    expect(describeMetrics(TEAM)).not.toContain('my_');
  });

  test.each([
    ['company_interactions', { company_id: 'x', ...DAYS }, 'company_id'],
    ['company_days_since_last', { company_id: newId() }, 'I know no company'],
    ['company_days_since_last', {}, 'company_id'],
    ['topic_mentions', { ...DAYS, topic: 'two words' }, 'one word'],
    ['topic_mentions', { ...DAYS, topic: '""' }, 'one word'],
    ['topic_mentions', { since: 'yesterday', until: TODAY, topic: 'tariffs' }, 'since'],
    ['my_interactions', { ...DAYS, member_id: newId() }, 'member_id'],
  ])('%s of %j is refused', async (name, args, reason) => {
    const refused = ask(marta, name, args);
    await expect(refused).rejects.toMatchObject({ code: 'invalid' });
    await expect(refused).rejects.toThrow(reason);
  });
});

test('chance is that of the binomial distribution', () => {
  expect(chanceOf(0, { of: 10, share: 0.2 })).toBeCloseTo(1);
  expect(chanceOf(4, { of: 4, share: 0.2 })).toBeCloseTo(0.0016, 6);
  expect(chanceOf(5, { of: 6, share: 0.5 })).toBeCloseTo(7 / 64, 6);
  expect(chanceOf(1_100, { of: 5_000, share: 0.2 })).toBeLessThan(0.001);
});
