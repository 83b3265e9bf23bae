import { sql } from 'drizzle-orm';
import type { DealStatus } from '../crm-settings.ts';
import type { Columns } from './columns.ts';
import type { customers, people } from './schema-crm.ts';

export function selling(
  c: Columns,
  { members, companies, contacts }: ReturnType<typeof people> & ReturnType<typeof customers>,
) {
  /** What a deal is worth: both or neither. */
  const amount = () => ({
    amount: c.minorUnits(),
    /** ISO 4217. */
    currency: c.text(),
  });
  const deals = c.table(
    'deals',
    {
      id: c.id().primaryKey(),
      title: c.text().notNull(),
      companyId: c
        .text()
        .notNull()
        .references(() => companies.id),
      ...amount(),
      /** The id of a stage in `crm.yaml`. A stage that was taken out of the file stays here as it was. */
      stage: c.text().notNull(),
      status: c.text().$type<DealStatus>().notNull(),
      /** Who sells it. */
      ownerId: c
        .text()
        .notNull()
        .references(() => members.id),
      /** When it is expected to be won. */
      closesOn: c.day(),
      /** When it was won or lost. */
      closedOn: c.day(),
      /** Why it was won or lost. */
      reason: c.text(),
      createdAt: c.instant().notNull(),
      createdBy: c
        .text()
        .notNull()
        .references(() => members.id),
    },
    (t) => [
      c.index('deals_company').on(t.companyId, t.status),
      c.index('deals_owner').on(t.ownerId, t.status, t.closesOn),
      c.index('deals_status').on(t.status, t.closesOn),
      c.check('deals_amount', sql`(${t.amount} is null) = (${t.currency} is null)`),
    ],
  );
  const dealContacts = c.table(
    'deal_contacts',
    {
      id: c.id().primaryKey(),
      dealId: c
        .text()
        .notNull()
        .references(() => deals.id),
      contactId: c
        .text()
        .notNull()
        .references(() => contacts.id),
    },
    (t) => [
      c.uniqueIndex('deal_contacts_once').on(t.dealId, t.contactId),
      c.index('deal_contacts_contact').on(t.contactId),
    ],
  );
  /** What a deal was from a moment on: a row when it is made, and one for each change of these columns. */
  const dealChanges = c.table(
    'deal_changes',
    {
      id: c.id().primaryKey(),
      dealId: c
        .text()
        .notNull()
        .references(() => deals.id),
      /** Who has made the change. */
      memberId: c
        .text()
        .notNull()
        .references(() => members.id),
      stage: c.text().notNull(),
      status: c.text().$type<DealStatus>().notNull(),
      ...amount(),
      ownerId: c
        .text()
        .notNull()
        .references(() => members.id),
      closesOn: c.day(),
      /** The day of the change, for the member who has made it. */
      changedOn: c.day().notNull(),
      createdAt: c.instant().notNull(),
    },
    (t) => [
      c.index('deal_changes_deal').on(t.dealId, t.createdAt),
      c.index('deal_changes_changed_on').on(t.changedOn),
    ],
  );
  /** Values of the team's own fields: what `crm.yaml` says that a company, a contact or a deal has besides. */
  const fieldValues = c.table(
    'field_values',
    {
      id: c.id().primaryKey(),
      companyId: c.text().references(() => companies.id),
      contactId: c.text().references(() => contacts.id),
      dealId: c.text().references(() => deals.id),
      /** The key of the field in `crm.yaml`. The values of a field that was taken out of the file stay. */
      field: c.text().notNull(),
      /** Of a field of words, a day, yes or no, or one of a list; of several of a list, a JSON list of texts. */
      text: c.text(),
      number: c.number(),
      ...amount(),
    },
    (t) => [
      c.uniqueIndex('field_values_company').on(t.companyId, t.field).where(sql`${t.companyId} is not null`),
      c.uniqueIndex('field_values_contact').on(t.contactId, t.field).where(sql`${t.contactId} is not null`),
      c.uniqueIndex('field_values_deal').on(t.dealId, t.field).where(sql`${t.dealId} is not null`),
      c.index('field_values_field').on(t.field),
      c.check(
        'field_values_one_owner',
        sql`(case when ${t.companyId} is null then 0 else 1 end) + (case when ${t.contactId} is null then 0 else 1 end) + (case when ${t.dealId} is null then 0 else 1 end) = 1`,
      ),
    ],
  );
  return { deals, dealContacts, dealChanges, fieldValues };
}
