import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Context, Role } from '../../context.ts';
import { buildReportDocument } from '../../delivery/report-document.ts';
import { buildSummary } from '../../delivery/report-summary.ts';
import type { Store } from '../../store/store.ts';
import { type MetricDesk, openMetricDesk } from '../../testing/metric-desk.ts';
import { seedReportFixture } from '../../testing/report-fixture.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { createTeam } from '../../testing/team.ts';

const shipped = (name: string) =>
  readFileSync(join(import.meta.dirname, `../../../reports/metrics/${name}.yaml`), 'utf8');
const TODAY = '2026-11-24';

describe.each(Object.entries(DIALECTS))('changes against the time before on %s', (_, open) => {
  let store: Store;
  let desk: MetricDesk;
  let as: Record<Role, Context>;
  const ask = async (role: Role, asked: Record<string, unknown>) => {
    const result = await desk.ask(as[role], {
      metric: 'interactions',
      measures: ['interactions'],
      period: '2026-10',
      ...asked,
    });
    const { text } = buildReportDocument(result, { locale: 'en-GB', timeZone: 'Europe/Lisbon' });
    return { result, text, changes: buildSummary(result, TODAY).changes };
  };

  beforeAll(async () => {
    store = await open();
    const team = createTeam(store);
    as = await seedReportFixture(team);
    desk = await openMetricDesk(team, {
      interactions: shipped('interactions'),
      deals: shipped('deals'),
    });
  });

  afterAll(async () => {
    await desk?.close();
    await store.close();
  });

  test('a question over one period says how much it grew against the one before, in percent', async () => {
    const { text, changes } = await ask('lead', {});
    // September: 8 that a lead sees; October: 9.
    expect(changes).toEqual([
      { of: 'interactions', to: 9, from: 8, before: '2026-09-01..2026-09-30', percent: 12.5 },
    ]);
    expect(text).toBe('Interactions: 9; in the time before (1 Sept – 30 Sept 2026): 8, so +12.5%.');
  });

  test('the running month is compared with as many days of the one before', async () => {
    const { changes } = await ask('lead', { period: 'this-month' });
    expect(changes).toMatchObject([{ before: '2026-10-01..2026-10-24' }]);
  });

  test('of two months side by side the change is worked out too, and not for one that is cut or not over', async () => {
    const both = await ask('lead', { period: '2026-09-01..2026-10-31', grain: 'month' });
    expect(both.changes).toEqual([
      { of: 'interactions', to: 9, in: '2026-10', from: 8, before: '2026-09', percent: 12.5 },
    ]);
    expect(both.text).toBe('Interactions: 9 in Oct 2026; in Sept 2026: 8, so +12.5%.');
    expect((await ask('lead', { period: '2026-09-10..2026-10-31', grain: 'month' })).changes).toBeUndefined();
    const running = await ask('lead', { period: '2026-09-01..2026-11-30', grain: 'month' });
    expect(running.changes).toEqual(both.changes);
    expect(running.text).toContain('So far in Nov 2026');
  });

  test('a number that does not add up is compared where it is one number, and never over several rows', async () => {
    const one = await ask('lead', { measures: ['companies'] });
    expect(one.changes).toMatchObject([{ of: 'companies', to: 4, from: 4 }]);
    expect((await ask('lead', { measures: ['companies'], by: ['kind'] })).changes).toBeUndefined();
  });

  test('rows that are left out by their numbers are compared with nothing', async () => {
    const few = { by: ['company'], having: [{ measure: 'interactions', at_least: 3 }] };
    expect((await ask('lead', few)).changes).toBeUndefined();
    expect((await ask('lead', { by: ['company'], top: 2 })).changes).toBeUndefined();
    expect((await ask('lead', { period: 'all' })).changes).toBeUndefined();
  });

  test('a member is told of no time before in which too few colleagues stand behind a number', async () => {
    // In the week before, two of them.
    const week = await ask('member', { period: '2026-11-02..2026-11-08' });
    expect(week.result.rows).toEqual([[3]]);
    expect(week.changes).toBeUndefined();
    expect(week.text).toBe('');
    expect((await ask('lead', { period: '2026-11-02..2026-11-08' })).changes).toMatchObject([{ from: 2 }]);
    // Of calls in that month, two of them, and in the one before three.
    const withheld = await ask('member', { by: ['kind'], period: '2026-11' });
    expect(withheld.result.rows).toEqual([]);
    expect(withheld.result.before).toBeUndefined();
    expect(withheld.text).toBe(
      'Nothing to show: nothing was counted, or fewer than 3 colleagues stand behind a part of it.',
    );
    const running = await ask('member', { period: 'this-month' });
    expect(running.result.rows.length).toBe(1);
    expect(running.changes).toBeUndefined();
    const own = await ask('member', { where: [{ dimension: 'member', values: ['me'] }] });
    expect(own.changes).toMatchObject([{ before: '2026-09-01..2026-09-30' }]);
  });

  test('a number that is not shown is no 0, and has not changed', async () => {
    // Two colleagues; in the week before there were three.
    const week = await ask('member', { period: '2026-11-09..2026-11-15' });
    expect(week.result.rows).toEqual([]);
    expect(week.changes).toBeUndefined();
    expect(week.text).toBe(
      'Nothing to show: nothing was counted, or fewer than 3 colleagues stand behind a part of it.',
    );
    expect((await ask('lead', { period: '2026-11-09..2026-11-15' })).changes).toMatchObject([
      { to: 3, from: 3 },
    ]);
  });

  test('amounts are compared in each currency by itself', async () => {
    const { changes } = await ask('lead', { metric: 'deals', measures: ['amount'], period: 'this-year' });
    expect(changes?.map(({ of }) => of)).toEqual(['amount EUR', 'amount GBP']);
  });
});
