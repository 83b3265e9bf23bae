import Sqlite from 'better-sqlite3';
import { newId } from '../../src/ids.ts';
import { companyWholeKeys, personTellingKeys } from '../../src/names/lookup-keys.ts';

/** What the statements of one interaction are about. */
type Logged = { memberId: string; company: string; contact: string; summary: string };

/**
 * The same rows as one interaction with a known company and contact writes, after the same reads, in prepared SQL and
 * one transaction on the same schema.
 */
export function openLeastWrite(path: string): { log(logged: Logged): void; close(): void } {
  const db = new Sqlite(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  db.pragma('wal_autocheckpoint = 4000');
  // By any name, and with all that they are known by, as one list each.
  const called = (kind: string) =>
    `select entity_id from name_keys where key in (select value from json_each(@keys)) and kind = '${kind}'`;
  const list = (value: string, from: string) =>
    `(select json_group_array(value) from (select ${value} as value from ${from} order by id))`;
  const companyNamed = db.prepare(
    `select companies.*, ${list('domain', 'company_domains where company_id = companies.id')},
        ${list('name', 'aliases where company_id = companies.id')}
      from companies where id in (${called('company')}) order by id`,
  );
  const contactNamed = db.prepare(
    `select contacts.*, ${list('email', 'contact_emails where contact_id = contacts.id')},
        ${list('phone', 'contact_phones where contact_id = contacts.id')},
        ${list('name', 'aliases where contact_id = contacts.id')},
        ${list('company_id', "relationships where contact_id = contacts.id and kind = 'works_at' and ended_on is null")}
      from contacts where id in (${called('contact')} and exists (select 1 from relationships
        where company_id = @companyId and contact_id = entity_id and kind = 'works_at' and ended_on is null))
      order by id`,
  );
  const formerNames = db.prepare(
    `select name from aliases where (company_id = @companyId or contact_id = @contactId) and source in ('rename', 'merge')`,
  );
  const openFollowUps = db.prepare(
    `select follow_ups.id, follow_ups.title, due_on, companies.name, contacts.name, members.name from follow_ups
      join members on members.id = follow_ups.member_id
      left join companies on companies.id = follow_ups.company_id
      left join contacts on contacts.id = follow_ups.contact_id
      where follow_ups.member_id = @memberId and follow_ups.status = 'open'
        and (follow_ups.interaction_id is null or exists (select 1 from interactions
          where interactions.id = follow_ups.interaction_id and (is_private = 0 or interactions.member_id = @memberId)))
        and (follow_ups.company_id = @companyId or follow_ups.contact_id = @contactId or follow_ups.contact_id in (
          select contact_id from relationships where company_id = @companyId and kind = 'works_at' and ended_on is null))
      order by due_on is null, due_on, follow_ups.id limit 3`,
  );
  const interaction = db.prepare(
    `insert into interactions (id, kind, occurred_on, summary, company_id, member_id, is_private, created_at)
      values (?, 'meeting', ?, ?, ?, ?, 0, ?)`,
  );
  const entry = db.prepare(
    "insert into search_entries (kind, entity_id, body) values ('interaction', ?, ?) on conflict (entity_id) do update set body = excluded.body",
  );
  const participant = db.prepare(
    'insert into interaction_contacts (id, interaction_id, contact_id) values (?, ?, ?)',
  );
  const change = db.prepare(
    `insert into changes (id, member_id, verb, summary, mutations, created_at) values (?, ?, 'log_interaction', ?, ?, ?)`,
  );
  const touched = db.prepare(
    `insert into change_rows (change_id, table_name, row_id, role) values
      (@changeId, 'interactions', @id, 'written'), (@changeId, 'companies', @companyId, 'pointed'),
      (@changeId, 'interactionContacts', @participantId, 'written'), (@changeId, 'contacts', @contactId, 'pointed')`,
  );

  const log = db.transaction(({ memberId, company, contact, summary }: Logged) => {
    const [id, changeId, participantId] = [newId(), newId(), newId()];
    const now = Date.now();
    const day = new Date(now).toISOString().slice(0, 10);
    const companyId = idOf(companyNamed.get({ keys: JSON.stringify(companyWholeKeys({ name: company })) }));
    const keys = JSON.stringify(personTellingKeys({ name: contact }));
    const [person] = contactNamed.raw().all({ keys, companyId }) as [string][];
    const contactId = person?.[0] ?? '';
    const row = { id, kind: 'meeting', occurredOn: day, summary, details: null, companyId, memberId };
    formerNames.all({ companyId, contactId });
    interaction.run(id, day, summary, companyId, memberId, now);
    entry.run(id, `meeting | ${summary} | ${company} | ${contact}`.toLowerCase());
    participant.run(participantId, id, contactId);
    openFollowUps.all({ memberId, companyId, contactId });
    const mutations = [
      {
        table: 'interactions',
        id,
        before: null,
        after: { ...row, isPrivate: false, createdAt: new Date(now).toISOString() },
      },
      {
        table: 'interactionContacts',
        id: participantId,
        before: null,
        after: { id: participantId, interactionId: id, contactId },
      },
    ];
    change.run(changeId, memberId, `Meeting with ${contact} (${company})`, JSON.stringify(mutations), now);
    touched.run({ changeId, id, companyId, participantId, contactId });
  });
  return { log: (logged) => log.immediate(logged), close: () => db.close() };
}

const idOf = (row: unknown) => (row as { id: string }).id;
