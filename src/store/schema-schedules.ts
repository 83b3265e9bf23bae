import { sql } from 'drizzle-orm';
import type { Columns } from './columns.ts';
import { AnyJson } from './json.ts';
import type { people } from './schema-crm.ts';
import { claimable } from './schema-work.ts';

export function scheduling(c: Columns, { members }: ReturnType<typeof people>) {
  const schedules = c.table(
    'schedules',
    {
      id: c.id().primaryKey(),
      /** Who gets it, and with whose rights it runs. */
      memberId: c
        .text()
        .notNull()
        .references(() => members.id),
      report: c.text().notNull(),
      /** As they were given: relative days move with time. */
      params: c.json(AnyJson).notNull(),
      /** The same for people: names instead of ids, `company = Acme, since = -4w`. */
      paramsInWords: c.text().notNull().default(''),
      cadence: c.json(AnyJson).notNull(),
      /** IANA: the zone in which `scheduled_at` was worked out. */
      timeZone: c.text().notNull(),
      /** When something is sent at all; null for always. */
      condition: c.json(AnyJson),
      /** The channel that gets it; null for the direct messages of its member. */
      channel: c.text(),
      /** The last day on which it is sent. */
      endsOn: c.day(),
      /** Of the definition that it was made for, where a change of that is to be told. */
      definitionHash: c.text(),
      /** Only active ones are fired; an offered one waits for a yes. */
      status: c.text().$type<'offered' | 'active' | 'paused' | 'ended'>().notNull(),
      /** Why Rapport has paused or ended it. */
      reason: c.text(),
      /** The conversation in which it was asked for. */
      threadKey: c.text(),
      /** The admin who has offered it, and the ended schedule it continues. */
      offeredBy: c.text().references(() => members.id),
      offeredFrom: c.text(),
      /** The same for every copy of the request that made it: there is one schedule for each. */
      requestKey: c.text().unique(),
      /** When its recipient said yes. */
      acceptedAt: c.instant(),
      /** Times before this are none of its: it was made, resumed or given another cadence then. */
      startsAt: c.instant().notNull(),
      /** The next time by its cadence. `due_at` is later only while a failed attempt waits. */
      scheduledAt: c.instant().notNull(),
      /** The last time that was dealt with. */
      lastScheduledAt: c.instant(),
      /** Of the rows that were sent last. */
      lastHash: c.text(),
      createdAt: c.instant().notNull(),
      updatedAt: c.instant().notNull(),
      ...claimable(c),
    },
    (t) => [
      c.index('schedules_due').on(t.dueAt).where(sql`${t.status} = 'active'`),
      c.index('schedules_late').on(t.scheduledAt).where(sql`${t.status} = 'active'`),
      c.index('schedules_member').on(t.memberId, t.status),
      c.index('schedules_offered_from').on(t.offeredFrom).where(sql`${t.offeredFrom} is not null`),
      c.index('schedules_noticed').on(t.updatedAt).where(sql`${t.reason} is not null`),
    ],
  );
  return { schedules };
}
