import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import Sqlite from 'better-sqlite3';
import { drizzle as sqliteDrizzle } from 'drizzle-orm/better-sqlite3';
import { migrate as migrateSqlite } from 'drizzle-orm/better-sqlite3/migrator';
import { drizzle as postgresDrizzle } from 'drizzle-orm/pglite';
import { migrate as migratePostgres } from 'drizzle-orm/pglite/migrator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { POSTGRES_MIGRATIONS } from './postgres.ts';
import { SQLITE_MIGRATIONS } from './sqlite.ts';

/** How many migrations there were before keys became columns. */
const BEFORE = 6;
const folder = temporaryFolder();

/** A database of which only the first migrations are done. */
type Old = {
  /** An instant as the database has it. */
  at: string;
  run(text: string): Promise<Record<string, unknown>[]>;
  migrate(): Promise<void>;
  close(): Promise<void>;
};

/** The first migrations alone, in a folder of their own. */
function earlierMigrations(migrations: string, name: string): string {
  const path = join(folder.path, name);
  cpSync(migrations, path, { recursive: true });
  const journal = join(path, 'meta/_journal.json');
  const { entries, ...rest } = JSON.parse(readFileSync(journal, 'utf8'));
  writeFileSync(journal, JSON.stringify({ ...rest, entries: entries.slice(0, BEFORE) }));
  return path;
}

async function oldSqlite(): Promise<Old> {
  const client = new Sqlite(join(folder.path, 'old.db'));
  const migrate = async (migrationsFolder: string) =>
    migrateSqlite(sqliteDrizzle(client), { migrationsFolder });
  await migrate(earlierMigrations(SQLITE_MIGRATIONS, 'sqlite'));
  return {
    at: '1',
    run: async (text) => {
      const statement = client.prepare<[], Record<string, unknown>>(text);
      if (statement.reader) return statement.all();
      statement.run();
      return [];
    },
    migrate: () => migrate(SQLITE_MIGRATIONS),
    close: async () => void client.close(),
  };
}

async function oldPostgres(): Promise<Old> {
  const client = new PGlite();
  const migrate = (migrationsFolder: string) =>
    migratePostgres(postgresDrizzle(client), { migrationsFolder });
  await migrate(earlierMigrations(POSTGRES_MIGRATIONS, 'postgres'));
  return {
    at: "'2026-11-24T10:00:00Z'",
    run: async (text) => (await client.query<Record<string, unknown>>(text)).rows,
    migrate: () => migrate(POSTGRES_MIGRATIONS),
    close: () => client.close(),
  };
}

afterAll(() => folder.remove());

describe.each(Object.entries({ sqlite: oldSqlite, postgres: oldPostgres }))('on %s', (_, open) => {
  let old: Old;

  /** Values are SQL; `at` stands for an instant. */
  const insert = (table: string, row: Record<string, string>) =>
    old.run(`insert into ${table} (${Object.keys(row)}) values (${Object.values(row)})`);
  const quoted = (row: Record<string, string | null>) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        value === null ? 'null' : `'${value.replaceAll("'", "''")}'`,
      ]),
    );
  const arrive = (id: string, event: { kind: string; channel: string | null; ts: string; key: string }) => {
    const { key, ...rest } = event;
    const texts = quoted({ id, dedupe_key: key, thread_key: key, status: 'done', ...rest });
    return insert('inbox', { ...texts, received_at: old.at, due_at: old.at });
  };
  const deliver = (key: string, schedule: string | null = null) => {
    const texts = { id: key, dedupe_key: key, channel: 'D1', document: '{"text":""}', status: 'sent' };
    const all = quoted({ ...texts, client_msg_id: key, schedule_id: schedule });
    return insert('outbox', { ...all, created_at: old.at, due_at: old.at });
  };
  const record = (id: string, mutations: unknown[]) => {
    const texts = { id, member_id: 'M1', verb: 'x', summary: '', mutations: JSON.stringify(mutations) };
    return insert('changes', { ...quoted(texts), created_at: old.at });
  };
  const addSchedule = (id: string, offeredBy: string | null) => {
    const texts = { id, member_id: 'M1', report: 'r', params: '{}', cadence: '{}', time_zone: 'UTC' };
    const all = quoted({ ...texts, status: 'active', offered_by: offeredBy });
    const times = ['starts_at', 'scheduled_at', 'created_at', 'updated_at', 'due_at'];
    return insert('schedules', { ...all, ...Object.fromEntries(times.map((name) => [name, old.at])) });
  };

  beforeAll(async () => {
    old = await open();
    for (const id of ['M1', 'M2']) {
      const texts = { id, slack_user_id: id, name: id, role: 'member', time_zone: 'UTC', status: 'active' };
      await insert('members', { ...quoted(texts), created_at: old.at, updated_at: old.at });
    }
    await arrive('said', { kind: 'message', channel: 'C1', ts: '1.1', key: 'C1:1.1' });
    await arrive('edited', { kind: 'edit', channel: 'C1', ts: '2.2', key: 'C1:1.1:edit:2.2' });
    await arrive('applied', { kind: 'message', channel: 'C1', ts: '2.2', key: 'C1:1.1:edit:2.2:applied' });
    await arrive('deleted', { kind: 'deletion', channel: 'C1', ts: '3.3', key: 'C1:1.1:deleted' });
    await arrive('liked', { kind: 'reaction', channel: null, ts: '4.4', key: 'reaction:C1:1.2:U1:4.4' });
    await arrive('missed', { kind: 'message', channel: 'C1', ts: '1.1', key: 'capture:O1' });
    await arrive('home', { kind: 'home_opened', channel: 'D1', ts: '5.5', key: 'home:U1:5.5' });
    await arrive('changed', { kind: 'user_change', channel: null, ts: '6.6', key: 'user:U1:6.6' });
    await arrive('asked', { kind: 'report', channel: null, ts: '7.7', key: 'report:K1' });
    const run = { id: 'R1', inbox_id: 'said', member_id: 'M1', thread_key: 't', model: 'm', status: 'done' };
    await insert('agent_runs', { ...quoted(run), started_at: old.at });
    await addSchedule('S1', 'M2');
    await deliver('reply:said');
    await deliver('reply:unread');
    await deliver('shown:R1:abcdefghi');
    await deliver('offer:edited');
    await deliver('offer:S1');
    await deliver('offer-answer:S1');
    await deliver('report:asked');
    await deliver('schedule:S1:2026-11-24T10:00:00.000Z', 'S1');
    await deliver('dream:M1:0b1c-2d');
    await deliver('night:2026-11-24');
    await deliver('digest:M2:2026-11-24');
    await deliver('turns:C1:1.1');
    await deliver('made-up');
    await record('N1', [
      { table: 'companies', id: 'A', before: null, after: { id: 'A', name: 'A', domain: 'a.com' } },
      { table: 'contacts', id: 'P', before: { email: 'old@a.com' }, after: { email: 'new@a.com' } },
      { table: 'contacts', id: 'P', before: { email: 'new@a.com' }, after: { email: 'new@a.com' } },
      { table: 'contacts', id: 'Q', before: { email: 'q@a.com' }, after: null },
    ]);
    await record('N2', [
      {
        table: 'relationships',
        id: 'E',
        before: { contactId: 'P', otherContactId: null, companyId: 'A' },
        after: { contactId: 'P', otherContactId: 'Q', companyId: null },
      },
      { table: 'followUps', id: 'F', before: null, after: { interactionId: 'I', title: 'It’s "due"' } },
      { table: 'interactions', id: 'W', before: null, after: { companyId: 'A' } },
      { table: 'interactionContacts', id: 'L', before: null, after: { interactionId: 'W', contactId: 'P' } },
    ]);
    await record('N3', []);
    await old.migrate();
  });
  afterAll(() => old.close());

  test('an event that was there says which message it is about', async () => {
    const rows = await old.run('select id, channel, message_ts from inbox order by id');
    expect(rows.map(({ id, channel, message_ts: ts }) => [id, channel, ts])).toEqual([
      ['applied', 'C1', '1.1'],
      ['asked', null, null],
      ['changed', null, null],
      ['deleted', 'C1', '1.1'],
      ['edited', 'C1', '1.1'],
      ['home', 'D1', null],
      ['liked', 'C1', '1.2'],
      ['missed', 'C1', '1.1'],
      ['said', 'C1', '1.1'],
    ]);
  });

  test('a delivery that was there says what it is, for which event, by which run and for whom', async () => {
    const rows = await old.run('select * from outbox');
    const found = Object.fromEntries(
      rows.map((row) => [row.dedupe_key, [row.kind, row.inbox_id, row.run_id, row.member_id]]),
    );
    expect(found).toEqual({
      'reply:said': ['reply', 'said', 'R1', 'M1'],
      'reply:unread': ['reply', 'unread', null, null],
      'shown:R1:abcdefghi': ['shown', null, 'R1', 'M1'],
      'offer:edited': ['revision', 'edited', null, null],
      'offer:S1': ['offer', null, null, 'M1'],
      'offer-answer:S1': ['offer_answer', null, null, 'M2'],
      'report:asked': ['report', 'asked', null, null],
      'schedule:S1:2026-11-24T10:00:00.000Z': ['scheduled', null, null, 'M1'],
      'dream:M1:0b1c-2d': ['news', null, null, 'M1'],
      'night:2026-11-24': ['digest', null, null, null],
      'digest:M2:2026-11-24': ['alert', null, null, 'M2'],
      'turns:C1:1.1': ['notice', null, null, null],
      'made-up': ['notice', null, null, null],
    });
  });

  test('a change that was there is found by what it wrote, pointed at, and took for itself', async () => {
    const rows = await old.run('select * from change_rows');
    const found = rows.map((row) =>
      [row.change_id, row.role, row.table_name, row.row_id, row.only_value ?? '-'].join(' '),
    );
    expect(found.toSorted()).toEqual([
      'N1 written companies A a.com',
      'N1 written contacts P new@a.com',
      'N1 written contacts Q -',
      'N2 pointed companies A -',
      'N2 pointed contacts P -',
      'N2 pointed contacts Q -',
      'N2 pointed interactions I -',
      'N2 written followUps F -',
      'N2 written interactionContacts L -',
      'N2 written interactions W -',
      'N2 written relationships E -',
    ]);
  });
});
