import { expect, test } from 'vitest';
import { isModelled, MetricDefinition } from './metric.ts';

const definition = MetricDefinition.parse({
  name: 'interactions',
  title: 'Interactions',
  description: 'Made for a test.',
  view: 'interactions',
  roles: ['lead'],
  time: { day: 'occurred_on', is: 'the day', zone: 'in their zone' },
  measures: { calls: { type: 'count', label: 'Phone calls' } },
  dimensions: { town: { type: 'text', label: 'City', key: 'company_name' } },
});

test.each([
  ['dimension', 'city', true],
  ['dimension', 'Town', true],
  ['dimension', 'country', false],
  ['measure', 'phone calls', true],
  ['measure', 'city', false],
  ['metric', 'interactions', true],
  ['metric', 'invoices', false],
  // Of which metric a number is was a guess.
  ['metric', 'Phone calls', true],
] as const)('of a %s “%s” it is known whether a metric has it', (kind, name, has) => {
  const metric = kind === 'metric' ? null : 'interactions';
  expect(isModelled({ metric, kind, name }, [{ definition }])).toBe(has);
  expect(isModelled({ metric, kind, name }, [])).toBe(false);
});
