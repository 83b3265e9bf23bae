import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedReportFixture } from '../testing/report-fixture.ts';
import { openReportFolder, type ReportFolder } from '../testing/report-folder.ts';
import { DIALECTS } from '../testing/stores.ts';
import { createTeam, type Team } from '../testing/team.ts';
import { periodBefore, spanOf } from './report-span.ts';

// biome-ignore format: one line for each case
test.each([
  // today        from          to            before: from, to
  ['2026-11-24', '2026-10-01', '2026-10-31', '2026-09-01', '2026-09-30'],
  ['2026-11-24', '2026-11-16', '2026-11-22', '2026-11-09', '2026-11-15'],
  ['2026-11-24', '2026-11-01', '2026-11-30', '2026-10-01', '2026-10-24'],
  ['2026-03-31', '2026-03-01', '2026-03-31', '2026-02-01', '2026-02-28'],
  ['2026-11-24', '2026-10-01', '2026-12-31', '2026-07-01', '2026-08-24'],
  ['2026-11-24', '2025-01-01', '2025-12-31', '2024-01-01', '2024-12-31'],
  ['2026-11-24', '2026-11-18', '2026-11-24', '2026-11-11', '2026-11-17'],
  ['2026-11-24', '2026-11-24', '2026-11-24', '2026-11-23', '2026-11-23'],
  ['2026-11-24', '2026-11-20', '2026-12-10', '2026-11-15', '2026-11-19'],
])('on %s, the time before %s to %s is %s to %s', (today, from, to, first, last) => {
  expect(periodBefore({ from, to }, today)).toEqual({ from: first, to: last });
});

test('there is no time before one that is still to come', () => {
  expect(periodBefore({ from: '2026-12-01', to: '2026-12-31' }, '2026-11-24')).toBeUndefined();
});

test('a span without its last day goes up to today, and one without its first is not known', () => {
  const values = new Map([
    ['since', '2026-10-26'],
    ['today', '2026-11-24'],
  ]);
  expect(spanOf({ span: { from: 'since', to: 'until' } }, values)).toEqual({
    from: '2026-10-26',
    to: '2026-11-24',
  });
  expect(spanOf({ span: 'period' }, values)).toBeUndefined();
  expect(spanOf({}, values)).toBeUndefined();
});

describe.each(Object.entries(DIALECTS))('a report that compares, on %s', (_, open) => {
  let team: Team;
  let folder: ReportFolder;
  beforeAll(async () => {
    team = createTeam(await open());
    await seedReportFixture(team);
    folder = await openReportFolder(team, [
      {
        name: 'by-member',
        params: { period: { type: 'period' } },
        columns: {
          member: { label: 'Colleague', key: 'member_id' },
          interactions: { label: 'Interactions', format: 'integer' },
          companies: { label: 'Companies', format: 'integer', adds_up: false },
        },
        span: 'period',
        compare: true,
        sql: `select member_name as member, count(*) as interactions, count(distinct company_id) as companies, member_id
          from interactions where occurred_on between :period_from and :period_to
          group by member_id, member_name order by member_name`,
      },
    ]);
  });
  afterAll(async () => {
    await folder.close();
    await team.system.store.close();
  });

  test('has the sums of the time before, as the same person sees them, and keys that are no columns', async () => {
    const lea = await team.as('Lea', { role: 'lead' });
    const result = await folder.run(lea, 'by-member', { period: '2026-11' });
    const earlier = await folder.run(lea, 'by-member', { period: '2026-10-01..2026-10-24' });
    expect(folder.reports.catalog.broken()).toEqual([]);
    expect(result.columns.map(({ name }) => name)).toEqual(['member', 'interactions', 'companies']);
    expect(result.rows.every((row) => row.length === 3)).toBe(true);
    expect(new Set(result.keys?.member).size).toBe(result.rows.length);
    const sum = earlier.rows.reduce((all, [, count]) => all + Number(count), 0);
    expect(sum).toBeGreaterThan(0);
    expect(result.before).toEqual({ from: '2026-10-01', to: '2026-10-24', totals: { interactions: sum } });
  });
});
