import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { System } from '../context.ts';
import { prepared } from '../store/prepared-statements.ts';
import type { Row } from '../store/schema.ts';

/** How the team wants Rapport to work, as an admin has approved it. */
export type TeamSetting = Row<'settingChanges'>;

const selectInForce = prepared<{ setting: string }, TeamSetting>((db, { settingChanges }) =>
  db
    .select()
    .from(settingChanges)
    .where(and(eq(settingChanges.setting, sql.placeholder('setting')), isNull(settingChanges.undoneAt)))
    .orderBy(asc(settingChanges.id)),
);

/** The changes of one setting that hold now, the oldest first. */
export function listInForce(ctx: System, setting: string): Promise<TeamSetting[]> {
  return selectInForce(ctx, { setting });
}
