import type { Columns } from './columns.ts';
import type { customers, people } from './schema-crm.ts';

export const INTERACTION_KINDS = ['meeting', 'call', 'email', 'message', 'note'] as const;
type InteractionKind = (typeof INTERACTION_KINDS)[number];

export function activity(
  c: Columns,
  { members }: ReturnType<typeof people>,
  customer: ReturnType<typeof customers>,
) {
  const { companies, contacts } = customer;
  const interactions = c.table(
    'interactions',
    {
      id: c.id().primaryKey(),
      kind: c.text().$type<InteractionKind>().notNull(),
      occurredOn: c.day().notNull(),
      summary: c.text().notNull(),
      /** The whole text as the member wrote it, where the summary does not say all of it. */
      details: c.text(),
      companyId: c.text().references(() => companies.id),
      /** Whose interaction it is: the member who reported it. */
      memberId: c
        .text()
        .notNull()
        .references(() => members.id),
      /** Only the member and admins may see it. */
      isPrivate: c.flag().notNull(),
      sourceChannel: c.text(),
      sourceTs: c.text(),
      createdAt: c.instant().notNull(),
    },
    (t) => [
      c.index('interactions_company').on(t.companyId, t.occurredOn),
      // Whether somebody took part in what was logged with a company is asked of many people at once.
      c.index('interactions_company_id').on(t.companyId, t.id),
      c.index('interactions_member').on(t.memberId, t.occurredOn),
      c.index('interactions_occurred_on').on(t.occurredOn),
      c.index('interactions_created').on(t.createdAt, t.id),
      c.index('interactions_member_created').on(t.memberId, t.createdAt, t.id),
    ],
  );
  const interactionContacts = c.table(
    'interaction_contacts',
    {
      id: c.id().primaryKey(),
      interactionId: c
        .text()
        .notNull()
        .references(() => interactions.id),
      contactId: c
        .text()
        .notNull()
        .references(() => contacts.id),
    },
    (t) => [
      c.uniqueIndex('interaction_contacts_once').on(t.interactionId, t.contactId),
      c.index('interaction_contacts_contact').on(t.contactId, t.interactionId),
    ],
  );
  const followUps = c.table(
    'follow_ups',
    {
      id: c.id().primaryKey(),
      title: c.text().notNull(),
      dueOn: c.day(),
      /** When on that day its owner is reminded, as was said: `HH:MM` in their zone. */
      dueTime: c.text(),
      status: c.text().$type<'open' | 'done'>().notNull(),
      /** Who has promised it, or was given it. */
      memberId: c
        .text()
        .notNull()
        .references(() => members.id),
      /** The colleague who has given it to them. */
      assignedBy: c.text().references(() => members.id),
      companyId: c.text().references(() => companies.id),
      contactId: c.text().references(() => contacts.id),
      interactionId: c.text().references(() => interactions.id),
      completedAt: c.instant(),
      createdAt: c.instant().notNull(),
    },
    (t) => [
      c.index('follow_ups_member').on(t.memberId, t.status, t.dueOn),
      c.index('follow_ups_company').on(t.companyId, t.status),
      c.index('follow_ups_contact').on(t.contactId, t.status),
      c.index('follow_ups_interaction').on(t.interactionId),
    ],
  );
  return { interactions, interactionContacts, followUps };
}
