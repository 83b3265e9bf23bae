import { sql } from 'drizzle-orm';
import type { Columns } from './columns.ts';
import { AnyRecord } from './json.ts';
import type { activity } from './schema-activity.ts';
import type { customers, people } from './schema-crm.ts';
import type { selling } from './schema-deals.ts';

export function importing(
  c: Columns,
  {
    members,
    companies,
    contacts,
    interactions,
    followUps,
    deals,
  }: ReturnType<typeof people> &
    ReturnType<typeof customers> &
    ReturnType<typeof activity> &
    ReturnType<typeof selling>,
) {
  /** Files that were read in. What one has written is in the changes that have its id. */
  const imports = c.table(
    'imports',
    {
      id: c.id().primaryKey(),
      memberId: c
        .text()
        .notNull()
        .references(() => members.id),
      /** Where the file comes from: `hubspot`, `csv`. */
      source: c.text().notNull(),
      fileName: c.text().notNull(),
      /** SHA-256 of its bytes. */
      fileHash: c.text().notNull(),
      status: c.text().$type<'running' | 'done' | 'failed' | 'undone'>().notNull(),
      /** How many rows of each kind were made, changed, left as they were and refused. */
      counts: c.json(AnyRecord).notNull(),
      createdAt: c.instant().notNull(),
      finishedAt: c.instant(),
      undoneAt: c.instant(),
      undoneBy: c.text().references(() => members.id),
    },
    (t) => [c.index('imports_created').on(t.createdAt)],
  );
  /** By which name another system knows a row: an import that is repeated finds it again. */
  const externalIds = c.table(
    'external_ids',
    {
      id: c.id().primaryKey(),
      source: c.text().notNull(),
      kind: c.text().$type<'company' | 'contact' | 'deal' | 'interaction' | 'follow_up'>().notNull(),
      externalId: c.text().notNull(),
      companyId: c.text().references(() => companies.id),
      contactId: c.text().references(() => contacts.id),
      dealId: c.text().references(() => deals.id),
      interactionId: c.text().references(() => interactions.id),
      followUpId: c.text().references(() => followUps.id),
    },
    (t) => [
      c.uniqueIndex('external_ids_once').on(t.source, t.kind, t.externalId),
      c.index('external_ids_company').on(t.companyId).where(sql`${t.companyId} is not null`),
      c.index('external_ids_contact').on(t.contactId).where(sql`${t.contactId} is not null`),
      c.index('external_ids_deal').on(t.dealId).where(sql`${t.dealId} is not null`),
      c.index('external_ids_interaction').on(t.interactionId).where(sql`${t.interactionId} is not null`),
      c.index('external_ids_follow_up').on(t.followUpId).where(sql`${t.followUpId} is not null`),
    ],
  );
  return { imports, externalIds };
}
