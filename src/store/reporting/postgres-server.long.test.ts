import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../clock.ts';
import { createSystem } from '../../context.ts';
import { lookUpFor } from '../../crm/look-up.ts';
import { createLog } from '../../log.ts';
import { openReports } from '../../reports/reports.ts';
import { runReport } from '../../reports/run-report.ts';
import { findPostgres, type PostgresServer, startPostgres } from '../../testing/postgres-server.ts';
import { openReportFolder } from '../../testing/report-folder.ts';
import { temporarySqlite } from '../../testing/stores.ts';
import { createTeam } from '../../testing/team.ts';
import { openPostgres } from '../postgres.ts';
import { changeSchema } from '../postgres-schema-change.ts';
import { writeReportingScript } from './postgres-script.ts';
import type { ReportRows } from './reporting.ts';

const programs = findPostgres();
const viewer = { memberId: 'nobody', role: 'admin', audience: 'direct' } as const;

describe.skipIf(!programs)('reports on a real PostgreSQL (skipped where it is not installed)', () => {
  let server: PostgresServer;
  let admin: pg.Client;
  let address: (user: string, database: string) => string;

  beforeAll(async () => {
    server = await startPostgres(programs ?? '');
    admin = new pg.Client(server.url);
    await admin.connect();
    address = (user, database) => `postgres://${user}@127.0.0.1:${server.port}/${database}`;
  });
  afterAll(async () => {
    await admin.end();
    await server.stop();
  });

  test('a user that may create no role has all but reports; after the printed script has been run, reports too', async () => {
    await admin.query('create role plain login');
    await admin.query('create database hosted owner plain');
    const store = openPostgres(address('plain', 'hosted'));
    await store.migrate();
    const logged: string[] = [];
    const log = createLog('error', { write: (line) => logged.push(line) });
    const team = createTeam(store);
    const sqlite = await temporarySqlite();
    const { path, close } = await openReportFolder(createTeam(sqlite), [
      { name: 'one', sql: 'select 1 as one', columns: ['one'] },
    ]);
    const system = createSystem({ ...team.system, log });
    const options = { folder: path, lookUp: lookUpFor };
    await expect(openReports(system, options)).rejects.toThrow('npm run migrate -- --print-reporting-role');

    const without = await openReports(system, { ...options, mayLack: true });
    expect(logged.join()).toContain('reports cannot be run; all else works');
    const tom = await team.as('Tom');
    expect(tom.actor.name).toBe('Tom');
    const run = { name: 'one', given: {}, source: 'operator' } as const;
    await expect(runReport({ ...tom, reports: without }, run)).rejects.toThrow(
      /lacks the access to the database.*npm run doctor/,
    );
    await without.close();

    const script = writeReportingScript({ user: 'plain', database: 'hosted' });
    const hosted = new pg.Client(address('postgres', 'hosted'));
    await hosted.connect();
    await hosted.query(script);
    // Nobody who reads the script learns the password.
    const { rows } = await hosted.query('select value from rapport_reporting_private.secret');
    expect(script).not.toContain(rows[0].value);
    await hosted.query(script);
    await hosted.end();
    const reports = await openReports(system, options);
    expect(reports.catalog.find('one')).toBeDefined();
    expect(await runReport({ ...tom, reports }, run)).toMatchObject({ rows: [[1]] });
    await reports.close();
    await close();
    await sqlite.close();
    await store.close();
  });

  test('a user that may create nothing at all has everything, after the script has been run by one who is no superuser', async () => {
    await admin.query("create role tenant login; create role master login createrole password 'm'");
    await admin.query('create database managed owner master');
    const script = writeReportingScript({ user: 'tenant', database: 'managed' });
    const master = new pg.Client(address('master', 'managed'));
    await master.connect();
    await master.query(
      `revoke connect on database managed from public; grant connect on database managed to tenant; ${script}`,
    );
    const store = openPostgres(address('tenant', 'managed'));
    await store.migrate();
    const ask = async () => {
      const reporting = await store.reporting();
      const select = {
        text: 'select count(*) as x from members',
        values: [],
        viewer,
        maxRows: 1,
        deadlineMs: 5_000,
      };
      return reporting.query(select).finally(reporting.close);
    };
    expect(await ask()).toMatchObject({ rows: [['0']] });

    // Views of another version are taken out of the schema, which stays as the administrator has made it.
    const tenant = new pg.Client(address('tenant', 'managed'));
    await tenant.connect();
    await tenant.query("comment on function rapport_reporting.viewer() is 'rapport older'");
    expect(await ask()).toMatchObject({ rows: [['0']] });
    // A role whose password is not ours any more is mended by the same script. Here it has to log in by its password.
    const name = "rapport_reports_' || left(encode(sha256('managed'), 'hex'), 8) || '";
    const { rows } = await admin.query('show hba_file');
    await admin.query(
      `copy (values ('host managed ${name} 127.0.0.1/32 scram-sha-256'), ('host all all 127.0.0.1/32 trust')) to '${rows[0].hba_file}'`,
    );
    await admin.query('select pg_reload_conf()');
    await admin.query(`do $$ begin execute format('alter role %I password %L', '${name}', 'other'); end $$`);
    await expect(ask()).rejects.toThrow(/may not set its password.*--print-reporting-role/);
    await master.query(script);
    expect(await ask()).toMatchObject({ rows: [['0']] });
    await Promise.all([tenant.end(), master.end()]);
    await store.close();
  });

  test('a database on which the user may create nothing says what it lacks', async () => {
    await admin.query('create role poor login');
    await admin.query('create database closed');
    const store = openPostgres(address('poor', 'closed'));
    await expect(store.migrate()).rejects.toThrow(
      /may not create schema drizzle.*create schema if not exists drizzle/,
    );
    const closed = new pg.Client(address('postgres', 'closed'));
    await closed.connect();
    await closed.query(
      'create schema drizzle; grant usage, create on schema drizzle to poor; grant usage, create on schema public to poor',
    );
    await store.migrate();
    await store.ping();
    await closed.end();
    await store.close();
  });

  test('a change of the schema lets others go first while a table is in use, and is made when it is not', async () => {
    const store = openPostgres(server.url);
    await store.migrate();
    const pool = new pg.Pool({ connectionString: server.url });
    const reader = new pg.Client({ connectionString: server.url, application_name: 'a long look' });
    await reader.connect();
    await reader.query('begin');
    await reader.query('select count(*) from channel_paces');
    const change = (execute: (text: string) => Promise<unknown>) =>
      execute('alter table channel_paces add column note text');

    // A minute later it gives up, and names who is in the way.
    let looks = 0;
    const hasty = { ...systemClock, monotonic: () => 61_000 * looks++ };
    await expect(changeSchema(pool, { clock: hasty, change })).rejects.toThrow(
      /others use its tables.*a long look \(pid \d+/,
    );

    const changed = changeSchema(pool, { clock: systemClock, change });
    await store.ping();
    expect(await store.read.select().from(store.tables.channelPaces)).toEqual([]);
    await reader.query('commit');
    await changed;
    await admin.query('alter table channel_paces drop column note');
    await reader.end();
    await pool.end();
    await store.close();
  });

  test('a change of the schema that others run into from behind is made once they are done', async () => {
    const store = openPostgres(server.url);
    await store.migrate();
    const pool = new pg.Pool({ connectionString: server.url });
    const writer = new pg.Client(server.url);
    await writer.connect();
    await writer.query('begin');
    await writer.query('select count(*) from channel_paces');
    const write = async () => {
      await writer.query('update inbox set attempts = attempts');
      await writer.query('commit');
    };
    let tries = 0;
    await changeSchema(pool, {
      clock: systemClock,
      change: async (execute) => {
        tries += 1;
        await execute('lock table inbox');
        // Each waits for what the other one has: the server ends the one that began to.
        if (tries === 1) void systemClock.sleep(300).then(write);
        await execute('alter table channel_paces add column note text');
      },
    });
    expect(tries).toBeGreaterThan(1);
    await admin.query('alter table channel_paces drop column note');
    await writer.end();
    await pool.end();
    await store.close();
  });

  test('what a report takes of memory and disk is bounded, and the next report is served', async () => {
    const store = openPostgres(server.url);
    await store.migrate();
    const reporting = await store.reporting();
    const ask = (text: string): Promise<ReportRows | Error> =>
      reporting
        .query({ text, values: [], viewer, maxRows: 10_000, deadlineMs: 60_000 })
        .catch((error: Error) => error);
    const bounds = await ask(
      "select current_setting('work_mem') || ' ' || current_setting('hash_mem_multiplier') || ' ' || current_setting('max_parallel_workers_per_gather') || ' ' || current_setting('temp_file_limit') as x",
    );
    expect(bounds).toMatchObject({ rows: [['16MB 1 0 1GB']] });
    const sorts = 'select n, repeat(md5(n::text), 20) as x from generate_series(1, 4000000) as n order by x';
    expect(await ask(sorts)).toMatchObject({ kind: 'too_big' });
    const before = process.memoryUsage().rss;
    const wide = "select repeat('x', 400000) as x, n from generate_series(1, 100000) as n";
    expect(await ask(wide)).toMatchObject({ truncated: true });
    expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
    expect(await ask('select 1 as one')).toMatchObject({ rows: [[1]] });
    await reporting.close();
    await store.close();
  });
});
