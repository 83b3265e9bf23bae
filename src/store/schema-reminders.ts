import { sql } from 'drizzle-orm';
import type { Columns } from './columns.ts';
import type { activity } from './schema-activity.ts';
import type { people } from './schema-crm.ts';
import { claimable } from './schema-work.ts';

export function reminding(
  c: Columns,
  { members, followUps }: ReturnType<typeof people> & ReturnType<typeof activity>,
) {
  const reminders = c.table(
    'reminders',
    {
      id: c.id().primaryKey(),
      /** Who is reminded. */
      memberId: c
        .text()
        .notNull()
        .references(() => members.id),
      /** `morning`: of all that is due on a day, one row for each member. `timed`: of one follow-up, at the time that was said. */
      kind: c.text().$type<'morning' | 'timed'>().notNull(),
      followUpId: c.text().references(() => followUps.id, { onDelete: 'cascade' }),
      /** `off`: of a member who wants no morning list. */
      status: c.text().$type<'planned' | 'ended' | 'off'>().notNull(),
      /** IANA: the zone in which `scheduled_at` was worked out. */
      timeZone: c.text().notNull(),
      /** When it is to come. `due_at` is later only while a failed attempt waits. */
      scheduledAt: c.instant().notNull(),
      /** The last time that was dealt with. */
      lastScheduledAt: c.instant(),
      createdAt: c.instant().notNull(),
      updatedAt: c.instant().notNull(),
      ...claimable(c),
    },
    (t) => [
      c.index('reminders_due').on(t.dueAt).where(sql`${t.status} = 'planned'`),
      c.uniqueIndex('reminders_morning').on(t.memberId).where(sql`${t.kind} = 'morning'`),
      c.uniqueIndex('reminders_timed').on(t.followUpId).where(sql`${t.followUpId} is not null`),
    ],
  );
  return { reminders };
}
