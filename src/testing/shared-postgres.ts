import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import type { Clock } from '../clock.ts';
import { messageOf } from '../errors.ts';
import { openPostgres, POSTGRES_MIGRATIONS } from '../store/postgres.ts';
import type { Store } from '../store/store.ts';
import { madeOnce } from './made-once.ts';
import { findPostgres, type PostgresServer, startPostgres } from './postgres-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The address of the server that the tests share, in which each makes a database; empty where none is installed. */
    postgres: string;
  }
}

/** What a database that is gone in a moment can do without. */
const FLEETING = {
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  max_connections: '200',
};

/**
 * Starts the server before the first test, with a migrated database that is copied for each; stops it after the last. It is called for
 * each project, and once for all of them: what is provided there, every project has.
 */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (!project.isRootProject()) return undefined;
  const programs = findPostgres();
  const server = programs ? await startMigrated(programs).catch(goOnWithout) : undefined;
  project.provide('postgres', server?.url ?? '');
  return server?.stop;
}

/** Says why a server that is installed is not used: tests on Postgres then run in memory. */
function goOnWithout(error: unknown): undefined {
  process.stderr.write(`Without a server, tests on Postgres run in memory: ${messageOf(error)}\n`);
}

async function startMigrated(programs: string): Promise<PostgresServer> {
  const name = `postgres-${programs.replaceAll(/\W+/g, '-')}`;
  const from = await madeOnce({ name, from: [POSTGRES_MIGRATIONS] }, async (folder) => {
    const server = await startPostgres(programs);
    const store = openPostgres(server.url);
    await store.migrate();
    await store.close();
    await server.keep(folder);
    await server.stop();
  });
  return startPostgres(programs, { from, more: FLEETING });
}

/** Databases that a test has closed. To empty one takes a moment, to copy another many times as long. */
const idle: string[] = [];

/** A store on a database of its own; closing it leaves the database to the next, emptied. */
export async function openTemporaryDatabase(server: string, clock: Clock): Promise<Store> {
  const database = idle.pop() ?? (await copyMigrated(server));
  const store = openPostgres(database, { clock });
  const close = async () => {
    await store.close();
    await tell(database, EMPTY);
    idle.push(database);
  };
  return { ...store, close };
}

/** Copies the migrated database. One that is copied must have no connection, so the server is told from another one. */
async function copyMigrated(server: string): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await tell(new URL('/template1', server).href, `create database ${name} template postgres`);
  return new URL(`/${name}`, server).href;
}

/** Deletes all rows, whatever refers to them, and has keys begin anew. */
const EMPTY = `do $$
  declare name text;
  begin
    set local session_replication_role = replica;
    for name in select format('%I', tablename) from pg_tables where schemaname = 'public' loop
      execute 'delete from public.' || name;
    end loop;
    perform setval(format('public.%I', sequencename)::regclass, start_value, false)
      from pg_sequences where schemaname = 'public';
  end
$$`;

async function tell(database: string, statement: string): Promise<void> {
  const client = new pg.Client(database);
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
