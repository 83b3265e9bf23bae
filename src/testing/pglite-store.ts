import { openAsBlob, writeFileSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { type Clock, systemClock } from '../clock.ts';
import type { CrmSettings } from '../crm-settings.ts';
import { readLandedMigrations } from '../store/landed-migrations.ts';
import { migratePostgres } from '../store/migrate-postgres.ts';
import { POSTGRES_MIGRATIONS, postgresStore } from '../store/postgres.ts';
import { type Ask, postgresReporting } from '../store/reporting/postgres.ts';
import { REPORTING_SCHEMA, setUpReporting } from '../store/reporting/postgres-setup.ts';
import type { Reporting } from '../store/reporting/reporting.ts';
import type { Migrating, Store, Tx } from '../store/store.ts';
import { madeOnce } from './made-once.ts';

/** A migrated store on Postgres in this process and in memory. */
export async function temporaryPglite(clock: Clock): Promise<Store> {
  const client = idle.pop() ?? new PGlite({ loadDataDir: await openAsBlob(await migratedData()) });
  const store = pgliteStore(client, { clock, close: () => putAway(client) });
  await store.migrate();
  return store;
}

/** A store on a database of PGlite, which may still have to be migrated. */
export function pgliteStore(
  client: PGlite,
  { clock, close }: { clock: Clock; close(): Promise<void> },
): Store {
  const db = drizzle(client, { casing: 'snake_case' });
  return postgresStore({
    db,
    attempt: (work, { isolation = 'read committed' }) =>
      db
        .transaction((tx) => work(tx as unknown as Tx), { isolationLevel: isolation })
        .then((result) => ({ result }))
        .catch((error: unknown) => ({ error, isUndone: true })),
    migrate: (how) => migratePglite(client, { ...how, clock }),
    reporting: (crm) => openReporting(client, crm),
    clock,
    close,
  });
}

/** PGlite has one connection, so a change of the schema is alone anyway. */
function migratePglite(client: PGlite, { clock, log }: Migrating & { clock: Clock }): Promise<void> {
  const rowsOf = (results: { rows: unknown[] }[]) =>
    (results.at(-1)?.rows ?? []) as Record<string, unknown>[];
  return migratePostgres({
    ask: async (text) => rowsOf(await client.exec(text)),
    inOneTransaction: (change) =>
      client.transaction((tx) => change(async (text) => rowsOf(await tx.exec(text)))),
    landed: readLandedMigrations(POSTGRES_MIGRATIONS),
    clock,
    log,
  });
}

/** Databases that a test has closed. To empty one takes a moment, to start another half a second. */
const idle: PGlite[] = [];

async function putAway(client: PGlite): Promise<void> {
  if (client.closed) return;
  const { rows } = await client.query<{ names: string | null }>(
    "select string_agg(format('%I', tablename), ', ') as names from pg_tables where schemaname = 'public'",
  );
  await client.exec(`truncate ${rows[0]?.names} restart identity cascade`);
  await client.exec('discard all');
  idle.push(client);
}

/** The file with the data of a new Postgres after the migrations. */
function migratedData(): Promise<string> {
  return madeOnce({ name: 'postgres.tar', from: [POSTGRES_MIGRATIONS] }, async (path) => {
    const client = new PGlite();
    await migratePglite(client, { clock: systemClock });
    const data = await client.dumpDataDir('none');
    await client.close();
    writeFileSync(path, await data.bytes());
  });
}

/** PGlite has one connection, so a report takes the role on for its transaction instead of logging in. */
async function openReporting(client: PGlite, crm: () => CrmSettings): Promise<Reporting> {
  const setUp = () =>
    client.transaction((tx) =>
      setUpReporting(async (text) => (await tx.query<Record<string, unknown>>(text)).rows, crm()),
    );
  const access = await setUp();
  return postgresReporting({
    seal: access.seal,
    crm,
    renew: async () => void (await setUp()),
    clock: systemClock,
    close: async () => undefined,
    session: (_withinMs, work) =>
      client.transaction(async (tx) => {
        await tx.exec(
          `set transaction read only; set local role ${access.role}; set local search_path = ${REPORTING_SCHEMA}`,
        );
        const ask: Ask = async (text, values = []) => {
          const { fields, rows } = await tx.query<unknown[]>(text, [...values], { rowMode: 'array' });
          return { columns: fields.map(({ name }) => name), rows };
        };
        try {
          return await work(ask);
        } finally {
          await tx.rollback();
        }
      }),
  });
}
