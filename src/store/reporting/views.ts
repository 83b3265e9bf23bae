import { getTableName } from 'drizzle-orm';
import type { CrmSettings } from '../../crm-settings.ts';
import type { Dialect } from '../columns.ts';
import { defineSchema } from '../schema.ts';
import { dealViews } from './deal-views.ts';
import { orderOf } from './order-sql.ts';
import { withOwnColumns } from './own-columns.ts';
import { column, partsOf, sortKey, type View } from './view-parts.ts';

/** A follow-up is as visible as the interaction it came from. */
const FOLLOW_UP_VISIBLE: Record<Dialect, string> = {
  sqlite: `(f.interaction_id is null or exists (
    select 1 from {interactions} interactions where interactions.id = f.interaction_id and {visible}))`,
  postgres: '(f.interaction_id is null or {visible})',
};

/** Where a contact works today: of several companies always the same. */
const EMPLOYER = `(select min(r.company_id) from {relationships} r
  where r.contact_id = p.id and r.kind = 'works_at' and r.ended_on is null)`;

/**
 * What the SQL of reports sees, and all it sees: names, columns and their meaning. The same on both engines. `{table}`
 * is a table of the store, `{visible}` the predicate on interactions that says which rows the viewer sees. Private texts
 * are hidden once more in their columns: SQLite may try the report's own conditions first, and an error would tell of them.
 * The names and probabilities of stages come from the settings, as literals; each own field has columns.
 */
export function reportViews(dialect: Dialect, settings: CrmSettings): Record<ReportView, View> {
  const { dayOf, calendar, created } = partsOf(dialect);

  return {
    members: {
      description: 'The people of our own team.',
      columns: {
        id: column('m.id', 'Id of the member.'),
        name: column('m.name', 'Name.'),
        sort_key: sortKey(orderOf(dialect, 'm.name'), 'names'),
        role: column('m.role', 'member, lead or admin.'),
        status: column('m.status', 'active or retired.'),
        time_zone: column('m.time_zone', 'IANA time zone.'),
        joined_on: column(dayOf('m.created_at'), 'Day of the first message to Rapport (UTC).'),
      },
      from: '{members} m',
    },
    companies: {
      description: 'Customer organisations.',
      columns: withOwnColumns(
        {
          id: column('c.id', 'Id of the company.'),
          name: column('c.name', 'Name.'),
          sort_key: sortKey('c.sort_key', 'names'),
          domain: column('c.domain', 'Internet domain, where known.'),
          about: column('c.about', 'What is noted about it.'),
          ...created('c'),
        },
        { settings, of: 'company', row: 'c' },
      ),
      from: '{companies} c',
      points: { creator: ['members', 'c.created_by'] },
    },
    contacts: {
      description: 'People on the customers’ side, each with the company they work at today.',
      columns: withOwnColumns(
        {
          id: column('p.id', 'Id of the contact.'),
          name: column('p.name', 'Name.'),
          sort_key: sortKey('p.sort_key', 'names'),
          email: column('p.email', 'E-mail address, where known.'),
          phone: column('p.phone', 'Phone number, where known.'),
          title: column('p.title', 'Job title, where known.'),
          company_id: column('{employer.id}', 'Id of the company they work at today.'),
          company_name: column('{employer.name}', 'Name of the company they work at today.'),
          company_sort_key: sortKey('{employer.sort_key}', 'names of companies'),
          ...created('p'),
        },
        { settings, of: 'contact', row: 'p' },
      ),
      from: '{contacts} p',
      points: { employer: ['companies', EMPLOYER], creator: ['members', 'p.created_by'] },
    },
    relationships: {
      description: 'Who works where, reports to whom, was introduced by whom.',
      columns: {
        id: column('r.id', 'Id of the relationship.'),
        kind: column('r.kind', 'works_at, reports_to, introduced_by, assistant_of, advises or knows.'),
        contact_id: column('r.contact_id', 'Id of the contact.'),
        contact_name: column('{p.name}', 'Name of the contact.'),
        contact_sort_key: sortKey('{p.sort_key}', 'names of contacts'),
        other_contact_id: column('r.other_contact_id', 'Id of the other contact, if it is one.'),
        other_contact_name: column('{other.name}', 'Name of the other contact.'),
        other_contact_sort_key: sortKey('{other.sort_key}', 'names of other contacts'),
        company_id: column('r.company_id', 'Id of the company, if it is one.'),
        company_name: column('{c.name}', 'Name of the company.'),
        company_sort_key: sortKey('{c.sort_key}', 'names of companies'),
        started_on: column('r.started_on', 'Day it began, where known.'),
        ended_on: column('r.ended_on', 'Day it ended; empty while it lasts.'),
      },
      from: '{relationships} r',
      points: {
        p: ['contacts', 'r.contact_id'],
        other: ['contacts', 'r.other_contact_id'],
        c: ['companies', 'r.company_id'],
      },
    },
    interactions: {
      description: 'What happened with customers, as far as the viewer may see it.',
      columns: {
        id: column('interactions.id', 'Id of the interaction.'),
        kind: column('interactions.kind', 'meeting, call, email, message or note.'),
        summary: column(`case when {visible} then interactions.summary end`, 'What happened, in words.'),
        occurred_on: column('interactions.occurred_on', 'Day it happened, in the member’s time zone.'),
        ...calendar('', 'interactions.occurred_on', 'it happened'),
        company_id: column('interactions.company_id', 'Id of the company, if there is one.'),
        company_name: column('{c.name}', 'Name of the company.'),
        company_sort_key: sortKey('{c.sort_key}', 'names of companies'),
        member_id: column('interactions.member_id', 'Id of the member who logged it.'),
        member_name: column('{m.name}', 'Name of the member who logged it.'),
        logged_on: column(dayOf('interactions.created_at'), 'Day it was logged (UTC).'),
      },
      from: '{interactions} interactions',
      points: { c: ['companies', 'interactions.company_id'], m: ['members', 'interactions.member_id'] },
      where: '{visible}',
    },
    interaction_contacts: {
      description: 'Which contacts took part in which interactions.',
      columns: {
        interaction_id: column('ic.interaction_id', 'Id of the interaction.'),
        contact_id: column('ic.contact_id', 'Id of the contact.'),
        contact_name: column('{p.name}', 'Name of the contact.'),
        contact_sort_key: sortKey('{p.sort_key}', 'names of contacts'),
        occurred_on: column('interactions.occurred_on', 'Day of the interaction.'),
        member_id: column('interactions.member_id', 'Id of the member who logged the interaction.'),
        member_name: column('{m.name}', 'Name of the member who logged the interaction.'),
      },
      from: `{interaction_contacts} ic
        join {interactions} interactions on interactions.id = ic.interaction_id`,
      points: { p: ['contacts', 'ic.contact_id'], m: ['members', 'interactions.member_id'] },
      where: '{visible}',
    },
    follow_ups: {
      description: 'What members have promised to do, as far as the viewer may see it.',
      columns: {
        id: column('f.id', 'Id of the follow-up.'),
        title: column(`case when ${FOLLOW_UP_VISIBLE[dialect]} then f.title end`, 'What is to be done.'),
        status: column('f.status', 'open or done.'),
        due_on: column('f.due_on', 'Day it is due; may be empty.'),
        ...calendar('due_', 'f.due_on', 'it is due'),
        member_id: column('f.member_id', 'Id of the member who promised it.'),
        member_name: column('{m.name}', 'Name of the member who promised it.'),
        company_id: column('f.company_id', 'Id of the company, if there is one.'),
        company_name: column('{c.name}', 'Name of the company.'),
        company_sort_key: sortKey('{c.sort_key}', 'names of companies'),
        contact_id: column('f.contact_id', 'Id of the contact, if there is one.'),
        contact_name: column('{p.name}', 'Name of the contact.'),
        contact_sort_key: sortKey('{p.sort_key}', 'names of contacts'),
        interaction_id: column('f.interaction_id', 'Id of the interaction it came from.'),
        created_on: column(dayOf('f.created_at'), 'Day it was noted (UTC).'),
        completed_on: column(dayOf('f.completed_at'), 'Day it was done (UTC); empty while open.'),
        ...calendar('completed_', dayOf('f.completed_at'), 'it was done (UTC)'),
      },
      from: '{follow_ups} f',
      points: {
        m: ['members', 'f.member_id'],
        c: ['companies', 'f.company_id'],
        p: ['contacts', 'f.contact_id'],
        interactions: ['interactions', 'f.interaction_id'],
      },
      where: FOLLOW_UP_VISIBLE[dialect],
    },
    ...dealViews(dialect, settings),
  };
}

export const REPORT_VIEWS = [
  'members',
  'companies',
  'contacts',
  'relationships',
  'interactions',
  'interaction_contacts',
  'follow_ups',
  'deals',
  'deal_changes',
] as const;
/** The tables that views read without being called so. */
export const TABLES_BEHIND = ['field_values'] as const;
export type ReportView = (typeof REPORT_VIEWS)[number];

/**
 * The SELECT behind a view; `table` says how a table of the store is called there. What a row points at is joined on Postgres, and
 * looked up on SQLite, which merges a view into a report only when it is of one table; a view that is not merged is copied, row by row.
 */
export function viewSelect(
  { columns, from, points = {}, where }: View,
  { dialect, table, visible }: { dialect: Dialect; table(name: string): string; visible: string },
): string {
  const joins = Object.entries(points).map(
    ([alias, [of, id]]) => `left join {${of}} ${alias} on ${alias}.id = ${id}`,
  );
  const fieldOf = (alias: string, field: string) => {
    const [of, id = ''] = points[alias] ?? [];
    if (dialect === 'postgres') return `${alias}.${field}`;
    return field === 'id' ? id : `(select ${alias}.${field} from {${of}} ${alias} where ${alias}.id = ${id})`;
  };
  const shown = Object.entries(columns).map(([name, { sql }]) => `${sql} as ${name}`);
  return [
    `select ${shown.join(', ')} from ${from}`,
    ...(dialect === 'postgres' ? joins : []),
    ...(where ? [`where ${where}`] : []),
  ]
    .join(' ')
    .replace(/\{(\w+)\.(id|name|sort_key)\}/g, (_, alias: string, field: string) => fieldOf(alias, field))
    .replaceAll('{visible}', () => visible)
    .replace(/\{(\w+)\}/g, (_, name: string) => table(name));
}

/** The names of all tables of the store, published or not: the same in both dialects. */
const TABLE_NAMES = [
  ...Object.values(defineSchema('sqlite')).map((table) => getTableName(table)),
  'search_index',
];

export const tableNames = (): readonly string[] => TABLE_NAMES;
