import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Columns } from './columns.ts';
import type { people } from './schema-crm.ts';
import type { observing } from './schema-observations.ts';

/** What was counted in a week, and from when to when: days, the last one included. */
type WeekCount = { count: number; from: string; until: string };
const WeekCount: z.ZodType<WeekCount> = z.looseObject({
  count: z.number(),
  from: z.string(),
  until: z.string(),
});

export function settings(
  c: Columns,
  { members, observations }: ReturnType<typeof people> & ReturnType<typeof observing>,
) {
  /**
   * How the team has changed the way in which Rapport works: one row for each change that somebody made. A setting holds
   * while a row of it is not undone.
   */
  const settingChanges = c.table(
    'setting_changes',
    {
      id: c.id().primaryKey(),
      /** A name from the observer's table of proposals. */
      setting: c.text().notNull(),
      /** What it is about, as proposals write it: the same for the same setting. */
      subject: c.text().notNull(),
      /** The name or the reason that it is about, as it was counted. */
      name: c.text(),
      /** What an admin has written in a form. */
      line: c.text(),
      /** The proposal that it came from. */
      observationId: c.text().references(() => observations.id, { onDelete: 'set null' }),
      /** The count that it was made from. */
      before: c.json(WeekCount).notNull(),
      madeBy: c
        .text()
        .notNull()
        .references(() => members.id),
      madeAt: c.instant().notNull(),
      undoneBy: c.text().references(() => members.id),
      undoneAt: c.instant(),
      /** The night whose digest has said what it did. */
      toldOn: c.day(),
    },
    (t) => [
      c.uniqueIndex('setting_changes_once').on(t.setting, t.subject).where(sql`${t.undoneAt} is null`),
      c.index('setting_changes_made').on(t.madeAt),
    ],
  );
  return { settingChanges };
}
