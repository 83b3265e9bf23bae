import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { asc, eq, getTableColumns, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openStore } from './open.ts';
import { parameter } from './prepared-statements.ts';
import { buildQueriesOn } from './sqlite-statements.ts';
import type { Database, Store } from './store.ts';

const folder = temporaryFolder();
const path = join(folder.path, 'queries.db');
const AT = new Date('2026-11-24T10:00:00.123Z');
let store: Store;
let connection: Sqlite.Database;
/** The query builder as it comes, and with our queries. */
let builders: { theirs: Database; ours: Database };

beforeAll(async () => {
  store = await openStore({ kind: 'sqlite', path }, { schema: 'migrate' });
  const { members, companies, contacts, relationships, outbox } = store.tables;
  const by = { createdAt: AT, createdBy: 'm1' };
  const member = { id: 'm1', slackUserId: 'U1', name: 'One', role: 'member' as const, timeZone: 'UTC' };
  const posted = { dedupeKey: 'd', channel: 'C1', document: { text: 'héllo', nested: [1, null] } };
  await store.transaction(async (tx) => {
    await tx.insert(members).values({ ...member, status: 'active', createdAt: AT, updatedAt: AT });
    await tx.insert(companies).values([
      { id: 'c1', name: 'Acme', nameKey: 'acme', stemKey: 'acme', domain: 'acme.example', ...by },
      { id: 'c2', name: 'Bell', nameKey: 'bell', stemKey: 'bell', ...by },
    ]);
    await tx.insert(contacts).values([
      { id: 'p1', name: 'Ana', nameKey: 'ana', firstKey: 'ana', ...by },
      { id: 'p2', name: 'Rui', nameKey: 'rui', firstKey: 'rui', ...by },
    ]);
    const works = { id: 'r1', kind: 'works_at' as const, contactId: 'p1', companyId: 'c1' };
    await tx.insert(relationships).values({ ...works, ...by });
    const times = { createdAt: AT, dueAt: AT };
    await tx.insert(outbox).values({ id: 'o1', ...posted, clientMsgId: 'x', status: 'pending', ...times });
  });
  connection = new Sqlite(path, { readonly: true });
  builders = {
    theirs: drizzle(connection, { casing: 'snake_case' }) as unknown as Database,
    ours: buildQueriesOn(connection),
  };
});
afterAll(async () => {
  connection.close();
  await store.close();
  folder.remove();
});

const QUERIES: Record<string, (db: Database) => PromiseLike<unknown[]>> = {
  'whole rows, with flags, instants and nothing': (db) => db.select().from(store.tables.members),
  'rows in the order of a list': (db) =>
    db.select().from(store.tables.companies).orderBy(asc(store.tables.companies.domain)),
  'a JSON value, which is checked': (db) =>
    db.select({ document: store.tables.outbox.document }).from(store.tables.outbox),
  'an expression, one that is read, and one with a name': (db) =>
    db
      .select({
        as: sql`1 + 1`,
        read: sql`'[1,2]'`.mapWith(JSON.parse),
        named: sql<string>`upper(${store.tables.companies.name})`.as('named'),
      })
      .from(store.tables.companies),
  'objects within a row': (db) => {
    const { companies } = store.tables;
    return db.select({ company: companies, more: { name: companies.name, of: sql`'x'` } }).from(companies);
  },
  'an object of what is joined': (db) => {
    const { companies, relationships } = store.tables;
    return db
      .select({ company: companies, at: relationships.createdAt })
      .from(relationships)
      .innerJoin(companies, eq(companies.id, relationships.companyId));
  },
  'no object where nothing is joined': (db) => {
    const { contacts, relationships } = store.tables;
    return db
      .select({ id: contacts.id, works: getTableColumns(relationships) })
      .from(contacts)
      .leftJoin(relationships, eq(relationships.contactId, contacts.id))
      .orderBy(asc(contacts.id));
  },
  'tables that are joined, by their names': (db) =>
    db
      .select()
      .from(store.tables.contacts)
      .leftJoin(
        store.tables.relationships,
        eq(store.tables.relationships.contactId, store.tables.contacts.id),
      ),
  'a subquery, and a column of one': (db) => {
    const inner = db.select({ id: store.tables.contacts.id }).from(store.tables.contacts).as('inner');
    return db.select({ id: inner.id }).from(inner);
  },
  'what comes later, as the column stores it': (db) =>
    db
      .select({ id: store.tables.outbox.id })
      .from(store.tables.outbox)
      .where(eq(store.tables.outbox.dueAt, parameter('at', store.tables.outbox.dueAt)))
      .prepare()
      .execute({ at: AT }),
  'nothing at all': (db) =>
    db.select().from(store.tables.members).where(eq(store.tables.members.id, 'nobody')),
};

test.each(Object.entries(QUERIES))('%s: read as the query builder itself reads it', async (_, query) => {
  const read = await query(builders.ours);
  expect(read).toEqual(await query(builders.theirs));
  expect(Array.isArray(read)).toBe(true);
});

test('each of these queries finds something but the last', async () => {
  const found = await Promise.all(
    Object.values(QUERIES).map(async (query) => (await query(builders.ours)).length),
  );
  expect(found.map((rows) => rows > 0)).toEqual(found.map((_, at) => at < found.length - 1));
});

test('a value that is missing is named, and null is a value', async () => {
  const { companies } = store.tables;
  const query = builders.ours
    .select({ id: companies.id })
    .from(companies)
    .where(sql`${companies.domain} is ${sql.placeholder('domain')}`)
    .prepare();
  expect(await query.execute({ domain: null })).toEqual([{ id: 'c2' }]);
  await expect(Promise.resolve(query.execute({}))).rejects.toThrow('no value for “domain”');
});

test('an error of SQLite is the error of the query', async () => {
  const write = builders.ours.insert(store.tables.companies).values({ id: 'c1' } as never);
  await expect(Promise.resolve(write)).rejects.toMatchObject({ code: expect.stringMatching(/^SQLITE_/) });
});
