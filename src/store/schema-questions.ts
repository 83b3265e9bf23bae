import { sql } from 'drizzle-orm';
import type { Columns } from './columns.ts';
import { AnyJson } from './json.ts';
import type { people } from './schema-crm.ts';

export function asking(c: Columns, { members }: ReturnType<typeof people>) {
  /** Questions in metrics that are kept as reports: somebody proposes one, an admin certifies it. */
  const keptQuestions = c.table(
    'kept_questions',
    {
      id: c.id().primaryKey(),
      /** Kebab-case, as reports are called. */
      name: c.text().notNull(),
      title: c.text().notNull(),
      metric: c.text().notNull(),
      /** The request in its canonical form. */
      request: c.json(AnyJson).notNull(),
      /** Of the definition of the metric that was certified. */
      definitionHash: c.text().notNull(),
      status: c.text().$type<'proposed' | 'certified' | 'declined' | 'withdrawn'>().notNull(),
      proposedBy: c
        .text()
        .notNull()
        .references(() => members.id),
      proposedAt: c.instant().notNull(),
      decidedBy: c.text().references(() => members.id),
      decidedAt: c.instant(),
    },
    (t) => [
      c.uniqueIndex('kept_questions_name').on(t.name).where(sql`${t.status} in ('proposed', 'certified')`),
    ],
  );
  /** What was asked for and no metric has. `name` is folded: a measure, a dimension or a metric, as it was called. */
  const unansweredQuestions = c.table(
    'unanswered_questions',
    {
      id: c.id().primaryKey(),
      memberId: c
        .text()
        .notNull()
        .references(() => members.id),
      metric: c.text(),
      kind: c.text().$type<'metric' | 'measure' | 'dimension'>().notNull(),
      name: c.text().notNull(),
      askedAt: c.instant().notNull(),
    },
    (t) => [c.index('unanswered_questions_asked').on(t.askedAt)],
  );
  return { keptQuestions, unansweredQuestions };
}
