import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Context, Role } from '../../context.ts';
import { logInteraction } from '../../crm/interactions.ts';
import { buildReportDocument } from '../../delivery/report-document.ts';
import { buildSummary } from '../../delivery/report-summary.ts';
import type { Store } from '../../store/store.ts';
import { type MetricDesk, openMetricDesk } from '../../testing/metric-desk.ts';
import { seedReportFixture } from '../../testing/report-fixture.ts';
import { listRows } from '../../testing/store-rows.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { createTeam, type Team } from '../../testing/team.ts';
import { listMetricsFor } from './compile-question.ts';
import { canonicalOf, MetricRequest } from './request.ts';
import { metricSchemaFor } from './request-schema.ts';

const shipped = (name: string) =>
  readFileSync(join(import.meta.dirname, `../../../reports/metrics/${name}.yaml`), 'utf8');
const READER = { locale: 'en-GB', timeZone: 'Europe/Lisbon' };

describe.each(Object.entries(DIALECTS))('questions in metrics on %s', (_, open) => {
  let store: Store;
  let team: Team;
  let desk: MetricDesk;
  let as: Record<Role, Context>;
  const ask = (role: Role, asked: Record<string, unknown>) =>
    desk.ask(as[role], { metric: 'interactions', measures: ['interactions'], period: 'all', ...asked });

  beforeAll(async () => {
    store = await open();
    team = createTeam(store);
    as = await seedReportFixture(team);
    await logInteraction(as.lead, {
      kind: 'note',
      summary: 'Met a visitor.',
      occurred_on: '2026-11-20',
      contacts: [{ name: 'Mila Soares' }],
    });
    const names = ['interactions', 'follow-ups', 'deals', 'deal-changes', 'contacts'];
    desk = await openMetricDesk(team, Object.fromEntries(names.map((name) => [name, shipped(name)])));
  });

  afterAll(async () => {
    await desk.close();
    await store.close();
  });

  test('a ratio is worked out from both counts of its group, and nothing adds it up', async () => {
    const measures = ['meeting_share', 'meetings', 'interactions', 'companies'];
    const [all] = (await ask('lead', { measures })).rows as number[][];
    const split = await ask('lead', {
      measures,
      by: ['kind'],
      order: { measure: 'meetings', direction: 'most' },
    });
    expect(all?.[0]).toBeCloseTo((all?.[1] ?? 0) / (all?.[2] ?? 1), 9);
    expect(split.rows[0]?.slice(0, 2)).toEqual(['meeting', 1]);
    expect(split.rows[1]?.[1]).toBe(0);
    expect(split.columns.filter(({ addsUp }) => addsUp === false).map(({ name }) => name)).toEqual([
      'meeting_share',
      'companies',
    ]);
    expect(Object.keys(buildSummary(split, '2026-11-24').totals)).toEqual(['meetings', 'interactions']);
    // Different companies of all kinds are fewer than those of each kind together.
    const sum = split.rows.reduce((total, row) => total + Number(row[4]), 0);
    expect(sum).toBeGreaterThan(all?.[3] ?? 0);
  });

  test('no chart adds up what does not add up', async () => {
    const chartOf = async (asked: Record<string, unknown>) =>
      buildReportDocument(await ask('lead', asked), READER).chart;
    expect(await chartOf({ measures: ['companies'], by: ['company'], grain: 'month' })).toBeUndefined();
    expect(await chartOf({ measures: ['meeting_share'], by: ['company', 'kind'] })).toBeUndefined();
    const months = await chartOf({ measures: ['companies'], grain: 'month' });
    expect(months?.series.map(({ name }) => name)).toEqual(['Companies']);
    const weeks = await chartOf({ measures: ['interactions'], by: ['company'], grain: 'month' });
    expect(weeks?.series.map(({ name }) => name)).toContain('Acme');
  });

  test('what has no company is a row of its own', async () => {
    const { rows } = await ask('lead', { by: ['company'] });
    expect(rows.find(([company]) => company === null)).toEqual([null, 1]);
  });

  test('weeks in which nothing was are counted as 0, and never worked out', async () => {
    const asked = {
      measures: ['interactions', 'companies'],
      grain: 'week',
      period: '2026-08-01..2026-08-23',
    };
    expect((await ask('admin', asked)).rows).toEqual([
      ['2026-07-27', 0, null],
      ['2026-08-03', 2, 2],
      ['2026-08-10', 2, 2],
      ['2026-08-17', 2, 2],
    ]);
    const shares = await ask('admin', { ...asked, measures: ['meeting_share'] });
    expect(shares.rows.map(([week]) => week)).toEqual(['2026-08-03', '2026-08-10', '2026-08-17']);
  });

  test('the running week is told of, and one that is over is not', async () => {
    const running = await ask('lead', { grain: 'week', period: 'this-month' });
    expect(running.counted?.join('\n')).toContain('The week of Mon 23 Nov 2026 is not over yet');
    const month = await ask('lead', { grain: 'month', period: 'this-year' });
    expect(month.counted?.join('\n')).toContain('The month 2026-11 is not over yet');
    const over = await ask('lead', { grain: 'week', period: 'last-month' });
    expect(over.counted?.join('\n')).not.toContain('not over');
  });

  test('how it was counted says the measures, the filters, the period and whose days they are', async () => {
    const { counted, report } = await ask('lead', {
      measures: ['meetings'],
      where: [{ dimension: 'company', values: ['Acme'] }],
      period: '2026-Q4',
      grain: 'month',
    });
    expect(report.title).toBe('Meetings, per month, 2026-Q4');
    expect(counted).toEqual([
      'Meetings: number of interactions with kind meeting',
      'Only Company: Acme',
      'Period: 2026-Q4 (Thu 1 Oct 2026 – Thu 31 Dec 2026), by the day it happened, in the time zone of who logged it',
      'The month 2026-11 is not over yet',
    ]);
  });

  test('a member sees themselves in a split by colleague, and may name nobody else', async () => {
    expect((await ask('member', { by: ['member'] })).rows).toEqual([['Marta', expect.any(Number)]]);
    expect((await ask('lead', { by: ['member'] })).rows.length).toBe(4);
    await expect(ask('member', { where: [{ dimension: 'member', values: ['Tom'] }] })).rejects.toThrow(
      'only leads and admins',
    );
    const [[own = 0] = []] = (await ask('member', { where: [{ dimension: 'member', values: ['me'] }] })).rows;
    expect(own).toBeGreaterThan(10);
    await expect(ask('member', { where: [{ dimension: 'member', values: ['me', 'Tom'] }] })).rejects.toThrow(
      'only leads and admins',
    );
  });

  test('a member gets numbers of the team over three colleagues or more, and no difference that tells of one', async () => {
    // August: Marta, Tom and Lea.
    expect((await ask('member', { period: '2026-08' })).rows).toEqual([[8]]);
    // Notes of September: Ada's alone, which no member sees; of October: Marta's own.
    expect((await ask('member', { period: '2026-08', by: ['kind'] })).rows).toEqual([]);
    expect(
      (await ask('member', { period: '2026-08', where: [{ dimension: 'kind', values: ['meeting'] }] })).rows,
    ).toEqual([]);
    expect((await ask('member', { period: '2026-08', measures: ['meetings'] })).rows).toEqual([]);
    // A week of two colleagues.
    expect((await ask('member', { period: '2026-08-10..2026-08-16' })).rows).toEqual([]);
    expect((await ask('member', { period: '2026-08', grain: 'week' })).rows).toEqual([]);
    await expect(ask('member', { period: '2026-08-01..2026-08-30' })).rejects.toThrow('whole weeks, months');
    expect((await ask('lead', { period: '2026-08', by: ['kind'] })).rows.length).toBe(3);
  });

  test('what tells of customers is open to members, as in the reports', async () => {
    const { rows } = await ask('member', { by: ['company'], period: '2026-Q4', top: 2 });
    expect(rows.map(([company]) => company)).toEqual([
      'Acme',
      'Orbit Energy',
      expect.stringMatching(/^Others/),
    ]);
  });

  test('in a channel nobody is shown one by one', async () => {
    const shared = { ...as.lead, actor: { ...as.lead.actor, audience: 'shared' as const } };
    const asked = { metric: 'interactions', measures: ['interactions'], period: '2026-08' };
    await expect(desk.ask(shared, { ...asked, by: ['member'] })).rejects.toThrow('direct messages');
    expect((await desk.ask(shared, asked)).rows).toEqual([[8]]);
    expect((await desk.ask(shared, { ...asked, by: ['kind'] })).rows).toEqual([]);
  });

  test('private interactions are counted for their author and for admins alone', async () => {
    const asked = { period: '2026-10', where: [{ dimension: 'company', values: ['Dorn Tools'] }] };
    expect((await ask('admin', asked)).rows).toEqual([[1]]);
    expect((await ask('lead', asked)).rows).toEqual([[0]]);
    expect((await ask('member', asked)).rows).toEqual([[0]]);
  });

  test('the others are one row where they add up, and are left out where they do not', async () => {
    const counts = await ask('lead', { by: ['company'], top: 2 });
    expect(counts.rows.map(([company]) => company)).toEqual(['Acme', 'Orbit Energy', 'Others (5)']);
    const whole = (await ask('lead', {})).rows[0]?.[0];
    expect(counts.rows.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(whole);
    expect(counts.counted?.at(-1)).toBe('Top 2 of 7; the others are one row');
    const shares = await ask('lead', { measures: ['meeting_share'], by: ['company'], top: 2 });
    expect(shares.rows.length).toBe(2);
    expect(shares.counted?.at(-1)).toBe('Top 2 of 7; the others are left out');
  });

  test('amounts of two currencies are rows of their own, whatever was asked', async () => {
    const { rows, columns, counted } = await ask('lead', { metric: 'deals', measures: ['deals', 'amount'] });
    expect(columns.map(({ name }) => name)).toEqual(['deals', 'amount', 'currency']);
    expect(rows).toEqual([
      [5, expect.stringMatching(/^\d+\.\d\d EUR$/), 'EUR'],
      [1, '12500.50 GBP', 'GBP'],
      [1, null, null],
    ]);
    expect(counted?.join('\n')).toContain('never added up');
  });

  test('“only over five” leaves out the others, in whole coins of the currency', async () => {
    const { rows } = await ask('lead', {
      measures: ['interactions'],
      by: ['company'],
      having: [{ measure: 'interactions', at_least: 6 }],
    });
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.every(([, count]) => Number(count) > 5)).toBe(true);
    const asked = { metric: 'deals', measures: ['amount'], by: ['company'] };
    const deals = await ask('lead', { ...asked, having: [{ measure: 'amount', at_least: 100_000 }] });
    expect(deals.rows).toEqual([['Acme', '120000.00 EUR', 'EUR']]);
  });

  test('companies are looked up, and never listed in the schema', async () => {
    const schema = metricSchemaFor(as.lead.actor, listMetricsFor({ ...as.lead, reports: desk.reports }));
    expect(JSON.stringify(schema?.toJSONSchema({ io: 'input' }))).not.toContain('Acme');
    const unknown = ask('lead', { where: [{ dimension: 'company', values: ['Acne'] }] });
    await expect(unknown).rejects.toThrow('I know no company “Acne”');
    const [[named] = []] = (
      await ask('lead', { where: [{ dimension: 'company', values: ['acme', 'Northwind'] }] })
    ).rows;
    expect(Number(named)).toBeGreaterThan(10);
  });

  test('the log of runs keeps the canonical request with ids, which is the same question again', async () => {
    await ask('lead', { where: [{ dimension: 'company', values: ['Acme'] }], by: [], period: 'LAST-month' });
    const last = (await listRows(store, 'reportRuns')).at(-1);
    expect(last).toMatchObject({ report: 'ask:interactions', outcome: 'done' });
    expect(canonicalOf(MetricRequest.parse(last?.params))).toMatch(
      /^\{"metric":"interactions","measures":\["interactions"\],"period":"last-month","where":\[\{"dimension":"company","values":\["[0-9A-Z]{26}"\]\}\]\}$/,
    );
  });
});
