import { invalid } from '../errors.ts';
import { ReportDefinition } from './definition.ts';

/** The file of a new report that works: interactions of a period by company, with a chart and tests, to be made into another one. */
export function newReportText(name: string): string {
  const { success } = ReportDefinition.shape.name.safeParse(name);
  if (!success)
    throw invalid('A name is kebab-case and none of /report’s own words, such as weekly-interactions.');
  const words = name.replaceAll('-', ' ');
  const title = `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
  return `# yaml-language-server: $schema=schema.json
name: ${name}
title: ${title}
description: How often we were in touch with each company. Say here, in one or two sentences, what the report shows.
# Questions that it answers, as people would ask them: search finds it by these.
examples:
  - how often were we in touch with each company?
# Who may run it. Everybody sees only the rows that they may see, whatever the SQL says.
roles: [member, lead, admin]
params:
  period: { type: period, default: this-quarter, description: The days to look at. }
  kind:
    type: enum
    values: [meeting, call, email, message, note]
    optional: true
    description: Only interactions of this kind.
# In the order of the statement. Put the number that matters second: a phone shows two or three columns.
columns:
  company: { label: Company, key: company_id }
  interactions: { label: Interactions, format: integer }
  last_on: { label: Last contact, format: date }
chart: { type: bar, x: company, y: interactions }
# The days that it is about; sums are compared with those of the time before.
span: period
compare: true
# One SELECT over the views that “npm run reports -- views” lists. [[ … ]] is left out when its param is not given.
sql: |
  select company_name as company, count(*) as interactions, max(occurred_on) as last_on, company_id
  from interactions
  where company_id is not null
    and occurred_on between :period_from and :period_to
    [[ and kind = :kind ]]
  group by company_id, company_name
  order by interactions desc, (select c.sort_key from companies c where c.id = company_id)
# Run by “npm run reports -- lint” on sample data of November 2026.
tests:
  - as: lead
    params: { period: "2026-Q4" }
    expect: { columns: [company, interactions, last_on] }
  - as: member
    params: { period: "2025" }
    expect: { rows: 0 }
`;
}
