import { columns, type Dialect } from './columns.ts';
import { activity } from './schema-activity.ts';
import { audit, customers, people } from './schema-crm.ts';
import { selling } from './schema-deals.ts';
import { naming } from './schema-names.ts';
import { observing, opinions } from './schema-observations.ts';
import { reminding } from './schema-reminders.ts';
import { reporting } from './schema-reports.ts';
import { scheduling } from './schema-schedules.ts';
import { settings } from './schema-settings.ts';
import { deliveries, runs, stream } from './schema-work.ts';

/** The whole schema in one dialect. */
export function defineSchema(dialect: Dialect) {
  const c = columns[dialect];
  const person = people(c);
  const customer = customers(c, person);
  const happened = activity(c, person, customer);
  const said = stream(c, person);
  const run = runs(c, person, said);
  const observed = observing(c, { ...person, ...customer, ...happened, ...said, ...run });
  return {
    ...person,
    ...customer,
    ...happened,
    ...naming(c, { ...person, ...customer }),
    ...selling(c, { ...person, ...customer }),
    ...audit(c, person),
    ...said,
    ...run,
    ...deliveries(c),
    ...reporting(c, person),
    ...scheduling(c, person),
    ...reminding(c, { ...person, ...happened }),
    ...opinions(c, person, run),
    ...observed,
    ...settings(c, { ...person, ...observed }),
  };
}

export type Tables = ReturnType<typeof defineSchema>;
export type Row<Name extends keyof Tables> = Tables[Name]['$inferSelect'];
export type NewRow<Name extends keyof Tables> = Tables[Name]['$inferInsert'];
