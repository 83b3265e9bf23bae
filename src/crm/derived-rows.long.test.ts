import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { transact } from '../context.ts';
import { openPostgres } from '../store/postgres.ts';
import type { Store } from '../store/store.ts';
import { findPostgres, type PostgresServer, startPostgres } from '../testing/postgres-server.ts';
import { createTeam } from '../testing/team.ts';
import { saveCompany } from './company-changes.ts';
import { applyRules } from './derived-rows.ts';
import { nameKeysOf } from './name-keys.ts';

const programs = findPostgres();

describe.skipIf(!programs)('rules on a real PostgreSQL (skipped where it is not installed)', () => {
  let server: PostgresServer;
  let admin: pg.Client;
  let stores: Store[];
  beforeAll(async () => {
    server = await startPostgres(programs ?? '');
    admin = new pg.Client(server.url);
    await admin.connect();
    stores = [openPostgres(server.url), openPostgres(server.url)];
    await stores[0]?.migrate();
  });
  afterAll(async () => {
    for (const store of stores) await store.close();
    await admin.end();
    await server.stop();
  });

  /** Resolves once a connection waits for another one. */
  async function someoneWaits(): Promise<void> {
    for (;;) {
      const { rows } = await admin.query('select count(*)::int as count from pg_locks where not granted');
      if (rows[0].count > 0) return;
    }
  }

  test('what one process renames while another one applies new rules is found by its new name', async () => {
    const [serving, starting] = stores.map((store) => createTeam(store));
    if (!serving || !starting) throw new Error('There are two stores.');
    const marta = await serving.as('marta');
    const { company } = await saveCompany(marta, { company: { name: 'Quorvex' } });
    const applied = await transact(marta, async (ctx) => {
      await saveCompany(ctx, { company: { id: company.id }, name: 'Blarvane' });
      const applying = applyRules(starting.system);
      await someoneWaits();
      return { applying };
    });
    await applied.applying;
    const { nameKeys, companies } = serving.system.store.tables;
    const keys = await serving.system.db.select().from(nameKeys);
    const [row] = await serving.system.db.select().from(companies);
    const own = keys.filter(({ sourceId }) => sourceId === company.id).map(({ key }) => key);
    const expected = row ? nameKeysOf({ table: 'companies', row }).map(({ key }) => key) : [];
    expect(own.toSorted()).toEqual(expected.toSorted());
    expect(row?.nameKey).toBe('blarvane');
  });
});
