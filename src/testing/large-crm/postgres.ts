import { getTableColumns } from 'drizzle-orm';
import { toSnakeCase } from 'drizzle-orm/casing';
import pg from 'pg';
import { systemClock } from '../../clock.ts';
import { openPostgres, POSTGRES_MIGRATIONS } from '../../store/postgres.ts';
import { defineSchema, type Tables } from '../../store/schema.ts';
import { madeOnce } from '../made-once.ts';
import { type PostgresServer, startPostgres } from '../postgres-server.ts';
import { largeCrmRows } from './rows.ts';
import { LARGE, MADE_FROM, nameOf, type Size } from './size.ts';
import type { LargeRow } from './world.ts';

/** Rows that are sent at once: round trips, not rows, take the time. */
const BATCH = 2_000;

/** A server with a large CRM. The data is made once a day, which takes minutes, and copied after that. */
export async function startLargePostgres(programs: string, size: Size = LARGE): Promise<PostgresServer> {
  const from = await madeOnce(
    { name: `${nameOf(size)}-postgres`, from: [POSTGRES_MIGRATIONS, ...MADE_FROM] },
    async (folder) => {
      const server = await startPostgres(programs);
      try {
        await fillLargePostgres(server.url, size);
        await server.keep(folder);
      } finally {
        await server.stop();
      }
    },
  );
  return startPostgres(programs, { from });
}

/** Writes a large CRM into an empty database of a PostgreSQL server, as a superuser. */
async function fillLargePostgres(url: string, size: Size): Promise<void> {
  const store = openPostgres(url);
  await store.migrate();
  await store.close();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  // Foreign keys are not looked at: the rows come in the right order.
  await client.query("set session_replication_role = replica; set maintenance_work_mem = '512MB'");
  const { rows: indexes } = await client.query<{ name: string; sql: string }>(LOOSE_INDEXES);
  await client.query('begin');
  // An index is made faster from all its rows than row by row.
  for (const { name } of indexes) await client.query(`drop index "${name}"`);
  const batches = new Map<keyof Tables, LargeRow[1][]>();
  for (const [name, row] of largeCrmRows({ size, now: systemClock.now() })) {
    const batch = batches.get(name) ?? [];
    batches.set(name, batch);
    if (batch.push(row) === BATCH) await insert(client, name, batch.splice(0));
  }
  for (const [name, batch] of batches) await insert(client, name, batch);
  for (const { sql } of indexes) await client.query(sql);
  await client.query('commit');
  // As autovacuum does some minutes after so many rows.
  await client.query('vacuum analyze');
  await client.end();
}

/** Indexes that are no part of a constraint. */
const LOOSE_INDEXES = `select indexname as name, indexdef as sql from pg_indexes
  where schemaname = 'public' and indexname not in (select conname from pg_constraint)`;

/** Inserts rows of one table, all with the same columns. The server reads them from one JSON text. */
async function insert(client: pg.Client, name: keyof Tables, rows: LargeRow[1][]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const fields = Object.keys(getTableColumns(tables[name] as Tables['members'])).filter(
    (field) => field in first,
  );
  const names = fields.map(toSnakeCase);
  const values = rows.map((row) =>
    Object.fromEntries(fields.map((field, at) => [names[at], (row as Record<string, unknown>)[field]])),
  );
  const table = toSnakeCase(name);
  await client.query(
    `insert into ${table} (${names.join()}) select ${names.join()} from json_populate_recordset(null::${table}, $1)`,
    [JSON.stringify(values)],
  );
}

const tables = defineSchema('postgres');
