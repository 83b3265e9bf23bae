import { columns, type Dialect } from './columns.ts';
import { activity, audit, customers, people } from './schema-crm.ts';
import { reporting } from './schema-reports.ts';
import { scheduling } from './schema-schedules.ts';
import { deliveries, runs, stream } from './schema-work.ts';

/** The whole schema in one dialect. */
export function defineSchema(dialect: Dialect) {
  const c = columns[dialect];
  const person = people(c);
  const customer = customers(c, person);
  const inboxAndMessages = stream(c, person);
  return {
    ...person,
    ...customer,
    ...activity(c, person, customer),
    ...audit(c, person),
    ...inboxAndMessages,
    ...runs(c, person, inboxAndMessages),
    ...deliveries(c),
    ...reporting(c, person),
    ...scheduling(c, person),
  };
}

export type Tables = ReturnType<typeof defineSchema>;
export type Row<Name extends keyof Tables> = Tables[Name]['$inferSelect'];
export type NewRow<Name extends keyof Tables> = Tables[Name]['$inferInsert'];
