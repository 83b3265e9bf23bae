import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { newId } from '../ids.ts';
import { DIALECTS } from '../testing/stores.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openStore } from './open.ts';
import { openSqlite } from './sqlite.ts';
import type { Store } from './store.ts';

const NOW = new Date('2026-11-24T10:00:00.123Z');

describe.each(Object.entries(DIALECTS))('the store on %s', (_, open) => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  const addRow = async () => {
    const id = newId();
    await store.transaction((tx) =>
      tx
        .insert(store.tables.outbox)
        .values({
          id,
          dedupeKey: id,
          channel: 'C1',
          document: { text: 'héllo', nested: [1, null] },
          clientMsgId: id,
          status: 'pending',
          createdAt: NOW,
          dueAt: NOW,
        })
        .returning(),
    );
    return id;
  };

  test('values come back as they went in', async () => {
    const id = await addRow();
    const [row] = await store.read.select().from(store.tables.outbox).where(eq(store.tables.outbox.id, id));
    expect(row).toMatchObject({
      createdAt: NOW,
      document: { text: 'héllo', nested: [1, null] },
      threadTs: null,
      attempts: 0,
    });
  });

  test('a failed transaction leaves nothing', async () => {
    const id = newId();
    const work = store.transaction(async (tx) => {
      await tx
        .insert(store.tables.searchEntries)
        .values({ kind: 'company', entityId: id, body: 'x' })
        .returning();
      throw new Error('stop');
    });
    await expect(work).rejects.toThrow('stop');
    const { searchEntries } = store.tables;
    expect(await store.read.$count(searchEntries, eq(searchEntries.entityId, id))).toBe(0);
  });

  test('serializable transactions that run at once see each other whole', async () => {
    const id = await addRow();
    const { outbox } = store.tables;
    const add = () =>
      store.transaction(
        async (tx) => {
          const [row] = await tx.select().from(outbox).where(eq(outbox.id, id));
          await tx
            .update(outbox)
            .set({ attempts: (row?.attempts ?? 0) + 1 })
            .where(eq(outbox.id, id))
            .returning();
        },
        { isolation: 'serializable' },
      );
    await Promise.all(Array.from({ length: 4 }, add));
    const [row] = await store.read.select().from(outbox).where(eq(outbox.id, id));
    expect(row?.attempts).toBe(4);
  });
});

describe('an SQLite file', () => {
  test('is durable, checks references, and can be opened again', async () => {
    const folder = temporaryFolder();
    const config = { kind: 'sqlite', path: join(folder.path, 'deep', 'down', 'rapport.db') } as const;
    const store = await openStore(config, { schema: 'migrate' });
    const { relationships } = store.tables;
    const orphan = {
      id: newId(),
      kind: 'knows' as const,
      contactId: 'nobody',
      companyId: 'nothing',
      createdAt: NOW,
      createdBy: 'x',
    };
    await expect(
      store.transaction((tx) => tx.insert(relationships).values(orphan).returning()),
    ).rejects.toThrow();
    await store.close();
    const again = await openStore(config, { schema: 'migrate' });
    await again.ping();
    await again.close();
    folder.remove();
  });

  test('that is full refuses the write and keeps what it had', async () => {
    const folder = temporaryFolder();
    const path = join(folder.path, 'full.db');
    const store = await openStore({ kind: 'sqlite', path }, { schema: 'migrate' });
    await store.close();
    const full = openSqlite({ path, maxPages: 80 });
    const { searchEntries } = full.tables;
    const write = (body: string) =>
      full.transaction((tx) =>
        tx.insert(searchEntries).values({ kind: 'company', entityId: newId(), body }).returning(),
      );
    await write('small');
    await expect(write('x'.repeat(2_000_000))).rejects.toThrow(/full/);
    expect(await full.read.$count(searchEntries)).toBe(1);
    await full.close();
    folder.remove();
  });
});

test('a table that has grown is counted anew, and then the planner knows of it', async () => {
  const folder = temporaryFolder();
  const path = join(folder.path, 'counted.db');
  const store = await openStore({ kind: 'sqlite', path }, { schema: 'migrate' });
  const known = (table: string) => {
    const db = new Sqlite(path, { readonly: true });
    const there = db.prepare("select 1 from sqlite_schema where name = 'sqlite_stat1'").get();
    const rows = there ? db.prepare('select stat from sqlite_stat1 where tbl = ?').all(table) : [];
    db.close();
    return rows.length;
  };
  const { members } = store.tables;
  const profile = { name: 'Ana', timeZone: 'UTC', locale: 'en', role: 'member', status: 'active' } as const;
  for (let at = 0; at < 30; at += 1) {
    const row = { id: newId(), slackUserId: `U${at}`, ...profile, createdAt: NOW, updatedAt: NOW };
    await store.transaction((tx) => tx.insert(members).values(row).returning());
  }
  expect(known('members')).toBe(0);
  await store.optimize();
  expect(known('members')).toBeGreaterThan(0);
  await store.close();
  folder.remove();
});

test('another process that is writing stops nothing else, and what waits for it is done afterwards', async () => {
  const folder = temporaryFolder();
  const path = join(folder.path, 'shared.db');
  const store = await openStore({ kind: 'sqlite', path }, { schema: 'migrate' });
  const other = new Sqlite(path);
  other.exec('begin immediate');
  let isDone = false;
  const { searchEntries } = store.tables;
  const waiting = store
    .transaction((tx) =>
      tx.insert(searchEntries).values({ kind: 'company', entityId: 'waits', body: 'x' }).returning(),
    )
    .then(() => {
      isDone = true;
    });
  // With SQLite's own waiting the first turn would take as long as the other process does.
  for (let turn = 0; turn < 10; turn += 1) {
    await systemClock.turn();
    await store.ping();
  }
  expect(isDone).toBe(false);
  other.exec('rollback');
  await waiting;
  expect(await store.read.$count(searchEntries)).toBe(1);
  other.close();
  await store.close();
  folder.remove();
});
