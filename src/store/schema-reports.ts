import type { Columns } from './columns.ts';
import { AnyRecord } from './json.ts';
import type { people } from './schema-crm.ts';

/** How somebody came to run a report. */
export const RUN_SOURCES = ['command', 'button', 'agent', 'operator', 'schedule'] as const;

export function reporting(c: Columns, { members }: ReturnType<typeof people>) {
  const reportRuns = c.table(
    'report_runs',
    {
      id: c.id().primaryKey(),
      /** The name that was asked for; of a refused run, perhaps of no report at all. */
      report: c.text().notNull(),
      /** On whose behalf, with whose rights. */
      memberId: c
        .text()
        .notNull()
        .references(() => members.id),
      source: c.text().$type<(typeof RUN_SOURCES)[number]>().notNull(),
      /** The agent's run in which it was called. */
      agentRunId: c.text(),
      audience: c.text().$type<'direct' | 'shared'>().notNull(),
      /** As they were given: relative days stay relative. */
      params: c.json(AnyRecord).notNull(),
      outcome: c.text().$type<'done' | 'refused' | 'timed_out' | 'failed'>().notNull(),
      /** The sentence that the person was told. */
      error: c.text(),
      rows: c.integer(),
      truncated: c.flag().notNull().default(false),
      ms: c.integer().notNull(),
      startedAt: c.instant().notNull(),
    },
    (t) => [c.index('report_runs_member').on(t.memberId, t.id)],
  );
  return { reportRuns };
}
