import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type CrmSettings, DEFAULT_CRM } from '../../crm-settings.ts';
import { metricText } from '../../testing/metric-desk.ts';
import { findEngineDifferences } from '../engine-differences.ts';
import { compile } from './compile.ts';
import { grainsOf } from './metric.ts';
import { adviseOnMetric } from './metric-differences.ts';
import { judgeMetric } from './metric-text.ts';
import { MetricRequest } from './request.ts';

const FOLDER = join(import.meta.dirname, '../../../reports/metrics');
const SHIPPED = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));
const read = (fileName: string) => ({ text: readFileSync(join(FOLDER, fileName), 'utf8'), fileName });

const advice = (part: Record<string, unknown>, crm: CrmSettings = DEFAULT_CRM) =>
  adviseOnMetric({ text: metricText(part), fileName: 'touches.yaml', crm }).map(({ reason }) => reason);

const deals = { view: 'deals', people: 'owner_id', dimensions: {} };
const time = { day: 'closes_on', is: 'the day', zone: 'as said' };

test('a condition on a column with numbers is told, and one on an empty amount is not', () => {
  const measure = (where: object) => ({
    ...deals,
    time,
    measures: { a: { type: 'count', label: 'A', where } },
  });
  expect(advice(measure({ amount: ['5'] }))).toEqual([
    expect.stringMatching(/^measures\.a\.where\.amount: “amount” holds numbers/),
  ]);
  expect(advice(measure({ amount: [null], status: ['open'] }))).toEqual([]);
});

test('a split by numbers is told, and one by text that each engine sorts in its own way', () => {
  const split = (dimension: object) => advice({ dimensions: { each: { label: 'Each', ...dimension } } });
  expect(advice({ ...deals, time, dimensions: { a: { type: 'text', label: 'A', key: 'amount' } } })).toEqual([
    expect.stringContaining('dimensions.a.key: “amount” holds numbers'),
  ]);
  const sorted = [expect.stringMatching(/^dimensions\.each: is sorted letter by letter/)];
  expect(split({ type: 'text', key: 'summary' })).toEqual(sorted);
  expect(split({ type: 'company', key: 'company_id', show: 'company_name' })).toEqual(sorted);
  expect(split({ type: 'enum', key: 'kind', values: ['Road', 'rail'] })).toEqual(sorted);
  expect(split({ type: 'enum', key: 'kind', values: ['meeting', 'call'] })).toEqual([]);
  expect(split({ type: 'member', key: 'member_id', show: 'member_name' })).toEqual([]);
  expect(split({ type: 'text', key: 'logged_on' })).toEqual([]);
});

test('a difference is told with its line, and a broken file has no differences', () => {
  const text = read('contacts.yaml').text.replace(', sort: company_sort_key', '');
  const line = text.split('\n').findIndex((each) => each.includes('{ type: company,')) + 1;
  const [found] = adviseOnMetric({ text, fileName: 'contacts.yaml', crm: DEFAULT_CRM });
  expect(found?.line).toBe(line);
  expect(
    advice({ measures: {}, dimensions: { each: { type: 'text', label: 'E', key: 'summary' } } }),
  ).toEqual([]);
});

test.each(SHIPPED)('%s and the SQL that is made of it give the same on both engines', (fileName) => {
  expect(adviseOnMetric({ ...read(fileName), crm: DEFAULT_CRM })).toEqual([]);
  const judged = judgeMetric({ ...read(fileName), crm: DEFAULT_CRM });
  if (!('metric' in judged)) throw new Error('It is broken.');
  const { metric } = judged;
  const { name, measures, dimensions } = metric.definition;
  for (const by of [[], ...Object.keys(dimensions).map((each) => [each])])
    for (const grain of [undefined, ...grainsOf(metric)])
      for (const guarded of [true, false]) {
        const request = MetricRequest.parse({
          metric: name,
          measures: Object.keys(measures).slice(0, 8),
          by,
          grain,
          period: 'this-month',
        });
        const { sql } = compile(request, { metric, guarded });
        expect(findEngineDifferences(sql.sqlite), sql.sqlite).toEqual([]);
      }
});
