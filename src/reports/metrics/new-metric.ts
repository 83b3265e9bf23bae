import { invalid } from '../../errors.ts';
import { MetricDefinition } from './metric.ts';

/** The text of a metric's file that works as it is, to begin with. Throws `invalid` for a name that no metric can have. */
export function newMetricText(name: string): string {
  const named = MetricDefinition.shape.name.safeParse(name);
  if (!named.success) throw invalid(`A metric’s name ${named.error.issues[0]?.message ?? 'is missing'}.`);
  const title = `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('-', ' ')}`;
  return `# yaml-language-server: $schema=schema.json
# What there is to count: npm run reports -- views. Then npm run reports -- lint.
name: ${name}
title: ${title}
description: What is counted, one by one, in a sentence.
# One view, whose rows are counted: nothing is joined, so nothing is counted twice.
view: interactions
roles: [lead, admin]
time:
  day: occurred_on
  is: the day it happened
  zone: in the time zone of who logged it
  week: week
  month: month
  quarter: quarter
people: member_id
measures:
  entries: { type: count, label: Entries }
  companies: { type: distinct, of: company_id, label: Companies }
  per_company: { type: ratio, of: entries, over: companies, format: number, label: For each company }
dimensions:
  company:
    { type: company, label: Company, key: company_id, show: company_name, sort: company_sort_key, open: true }
  member: { type: member, label: Colleague, key: member_id, show: member_name }
tests:
  - as: lead
    ask: { measures: [companies], period: all }
    expect: { rows: 1, columns: [companies] }
`;
}
