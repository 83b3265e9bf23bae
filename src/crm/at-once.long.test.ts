import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Context, transact } from '../context.ts';
import { newId } from '../ids.ts';
import { lock } from '../store/locks.ts';
import { openPostgres } from '../store/postgres.ts';
import type { Store } from '../store/store.ts';
import { findPostgres, type PostgresServer, startPostgres } from '../testing/postgres-server.ts';
import { createTeam } from '../testing/team.ts';
import { saveCompany } from './company-changes.ts';
import { applyRules } from './derived-rows.ts';
import { mergeCustomers } from './merging/merge.ts';
import { nameKeysOf } from './name-keys.ts';

const programs = findPostgres();

describe.skipIf(!programs)('two processes on one PostgreSQL (skipped where it is not installed)', () => {
  let server: PostgresServer;
  let admin: pg.Client;
  let stores: [Store, Store];
  let marta: Context;
  let lead: Context;
  beforeAll(async () => {
    server = await startPostgres(programs ?? '');
    admin = new pg.Client(server.url);
    await admin.connect();
    stores = [openPostgres(server.url), openPostgres(server.url)];
    await stores[0].migrate();
    marta = await createTeam(stores[0]).as('marta');
    lead = await createTeam(stores[1]).as('lea', { role: 'lead' });
  });
  afterAll(async () => {
    for (const store of stores) await store.close();
    await admin.end();
    await server.stop();
  });

  const company = async (name: string) =>
    (await saveCompany(marta, { company: { name, is_new: true } })).company.id;

  /** Lets `other` begin while a transaction of the first process is open, and both end when `other` waits for it. */
  async function meanwhile<T>(
    work: (ctx: Parameters<typeof lock>[0] & Context) => Promise<unknown>,
    other: () => Promise<T>,
  ): Promise<T> {
    const { begun } = await transact(marta, async (ctx) => {
      await work(ctx);
      const begun = other();
      for (let waiting = 0; waiting === 0; ) {
        const { rows } = await admin.query('select count(*)::int as count from pg_locks where not granted');
        waiting = rows[0].count;
      }
      return { begun };
    });
    return begun;
  }

  test('what one renames while the other applies new rules is found by its new name', async () => {
    const id = await company('Quorvex');
    await meanwhile(
      (ctx) => saveCompany(ctx, { company: { id }, name: 'Blarvane' }),
      () => applyRules(lead),
    );
    const { nameKeys, companies } = stores[0].tables;
    const keys = await stores[0].read.select().from(nameKeys);
    const [row] = await stores[0].read.select().from(companies);
    const own = keys.filter(({ sourceId }) => sourceId === id).map(({ key }) => key);
    const expected = row ? nameKeysOf({ table: 'companies', row }).map(({ key }) => key) : [];
    expect(own.toSorted()).toEqual(expected.toSorted());
    expect(row?.nameKey).toBe('blarvane');
  });

  test('what one observes of a company while the other merges it is not lost', async () => {
    const [keepId, mergedId] = [await company('Mirador'), await company('Osprey')];
    const { observations } = stores[0].tables;
    const at = marta.clock.now();
    const row = {
      ...{ id: newId(), scope: 'team', kind: 'rhythm', subject: `company:${mergedId}`, companyId: mergedId },
      ...{ slot: 'rhythm', valueKey: 'one', claim: 'They write on Mondays.', status: 'proposed' as const },
      ...{ confidence: 80, sources: 1, days: 1, night: '2026-11-24' },
      ...{ lastEvidenceAt: at, createdAt: at, updatedAt: at },
    };
    await meanwhile(
      async (ctx) => {
        await lock(ctx, 'observations');
        await ctx.db.insert(observations).values(row);
      },
      () => mergeCustomers(lead, { kind: 'company', keepId, mergedId }),
    );
    expect(await stores[0].read.select().from(observations)).toMatchObject([{ companyId: keepId }]);
  });
});
