import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type CrmSettings, DEFAULT_CRM } from '../../crm-settings.ts';
import { metricText } from '../../testing/metric-desk.ts';
import { metricFileSchema } from '../file-schema.ts';
import { judgeMetric } from './metric-text.ts';
import { newMetricText } from './new-metric.ts';

const judge = (part: Record<string, unknown>, crm: CrmSettings = DEFAULT_CRM) =>
  judgeMetric({ text: metricText(part), fileName: 'touches.yaml', crm });

const reasons = (part: Record<string, unknown>, crm?: CrmSettings) => {
  const judged = judge(part, crm);
  return 'problems' in judged ? judged.problems.map(({ reason }) => reason).join('\n') : '';
};

const count = { type: 'count', label: 'Touches' };

test('a good file is a metric with a hash, formats and values', () => {
  const judged = judge({});
  expect(judged).toMatchObject({
    metric: {
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      formats: { touches: { format: 'integer' } },
      values: { kind: [{ value: 'meeting', label: 'meeting' }, { value: 'call' }] },
    },
  });
});

test('columns that the view does not have are told, with the one that was most likely meant', () => {
  expect(reasons({ measures: { a: { type: 'distinct', of: 'compani_id', label: 'A' } } })).toBe(
    'measures.a.of: the view interactions has no column “compani_id” (did you mean “company_id”?)',
  );
  expect(reasons({ people: 'membr_id' })).toContain('did you mean “member_id”?');
  expect(reasons({ measures: { a: { ...count, where: { knd: ['call'] } } } })).toContain(
    'did you mean “kind”?',
  );
  expect(reasons({ time: { day: 'kind', is: 'x', zone: 'y' } })).toContain('“kind” holds no days');
});

test('unknown keys are told, with the one that was most likely meant', () => {
  expect(reasons({ mesures: {} })).toContain('unknown key “mesures” (did you mean “measures”?)');
  expect(reasons({ measures: { a: { ...count, wher: {} } } })).toContain('did you mean “where”?');
});

test('only numbers and amounts are summed, and only counts are divided', () => {
  expect(reasons({ measures: { a: { type: 'sum', of: 'summary', label: 'A' } } })).toContain(
    'holds no numbers',
  );
  const share = { type: 'ratio', of: 'a', over: 'b', label: 'Share' };
  expect(reasons({ measures: { a: count, share } })).toContain('there is no measure “b”');
  expect(reasons({ measures: { a: count, b: share, share } })).toContain('cannot be a ratio itself');
});

test('an amount knows its currency, also of a field of the team', () => {
  const field = {
    of: 'deal',
    key: 'margin',
    label: 'Margin',
    type: 'money',
    description: 'What is left.',
  } as const;
  const judged = judge(
    {
      view: 'deals',
      time: { day: 'closes_on', is: 'x', zone: 'y' },
      people: 'owner_id',
      measures: {
        deals: { type: 'count', label: 'Deals' },
        amount: { type: 'sum', of: 'amount', label: 'Amount' },
        margin: { type: 'sum', of: 'margin', label: 'Margin' },
        average: { type: 'ratio', of: 'amount', over: 'deals', label: 'Average' },
      },
      dimensions: { stage: { type: 'enum', label: 'Stage', key: 'stage', values: 'stages' } },
    },
    { ...DEFAULT_CRM, fields: [field] },
  );
  expect(judged).toMatchObject({
    metric: {
      formats: {
        amount: { format: 'money', currency: 'currency' },
        margin: { format: 'money', currency: 'margin_currency' },
        average: { format: 'money', currency: 'currency' },
      },
      values: { stage: DEFAULT_CRM.stages.map(({ id, name }) => ({ value: id, label: name })) },
    },
  });
});

test('names that every object has, words of SQL and names of columns that code adds are refused', () => {
  for (const name of ['constructor', 'select', 'week', 'currency', 'today', 'viewer_id', 'a_at_least', 'A'])
    expect(reasons({ measures: { [name]: count } }), name).not.toBe('');
  const text = metricText().replace('"touches":{', '"__proto__":{');
  expect(judgeMetric({ text, fileName: 'touches.yaml', crm: DEFAULT_CRM })).toMatchObject({
    problems: [{ reason: 'nothing can be called “__proto__”' }],
  });
  expect(reasons({ dimensions: { touches: { type: 'text', label: 'T', key: 'kind' } } })).toContain(
    'is the name of a dimension, too',
  );
});

test('people and customers are grouped by their ids, since two may have one name', () => {
  const company = { type: 'company', label: 'Company', key: 'company_name', show: 'company_name' };
  expect(reasons({ dimensions: { company } })).toContain('must be the column with the ids');
  expect(reasons({ dimensions: { company: { ...company, key: 'company_id', show: undefined } } })).toContain(
    'show: is missing',
  );
  const stranger = { ...company, key: 'company_id', roles: ['member'] };
  expect(reasons({ roles: ['lead'], dimensions: { company: stranger } })).toContain(
    'may not ask the metric at all',
  );
});

test('what stands in the SQL is letters and digits', () => {
  for (const value of ["'", 'a;b', 'a\\', '--', 'a:b', '[[', ''])
    expect(reasons({ measures: { a: { ...count, where: { kind: [value] } } } }), value).not.toBe('');
  expect(reasons({ measures: { a: { ...count, where: { kind: ['Größe 2', null] } } } })).toBe('');
});

test('the file of a new metric keeps all rules as it is, and a name that no metric can have is refused', () => {
  const text = newMetricText('site-visits');
  const judged = judgeMetric({ text, fileName: 'site-visits.yaml', crm: DEFAULT_CRM });
  expect(judged).toMatchObject({ metric: { definition: { title: 'Site visits' } } });
  expect(() => newMetricText('Site Visits')).toThrow('kebab-case');
});

test('reports/metrics/schema.json is what the code makes: “npm run reports -- schema” writes it anew', () => {
  const path = join(import.meta.dirname, '../../../reports/metrics/schema.json');
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(metricFileSchema());
});
