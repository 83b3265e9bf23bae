import { type SQL, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedReportFixture } from '../../testing/report-fixture.ts';
import { digestOf } from '../../testing/store-rows.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { createTeam } from '../../testing/team.ts';
import type { Store } from '../store.ts';
import type { Viewer } from '../visibility.ts';
import { ReportFailure, type Reporting, type ReportRows } from './reporting.ts';

/*
 * Statements that no rule has seen, as if all checks of definitions were broken: the role and the views must hold alone.
 * They run as Tom, who may see nothing that is private. Postgres may be PGlite here: it cannot stop a query, so there is none
 * that never ends; and it has one login, so there is none that takes back a role (on a server, reports log in as theirs).
 */

/** What Tom must not learn: private rows, and what is in no view. */
const SECRETS =
  /Karl may sell|in confidence|has told nobody|keep it quiet|Ask Ana|U0MARTA|marta@example\.com|log_interaction/;

const NAMES_A_SECRET = "summary like '%Karl may sell%'";

const FORBIDDEN = [
  ...['public.members', 'public.interactions', 'public.changes', 'public.follow_ups', 'changes', 'inbox'].map(
    (name) => `select * from ${name}`,
  ),
  ...[
    'rapport_reporting_private.secret',
    'pg_authid',
    'pg_statistic',
    'pg_user_mapping',
    'public.search_entries_id_seq',
  ].map((name) => `select * from ${name}`),
  'select slack_user_id from members',
  'select is_private from interactions',
  'select ctid from interactions',
  "select query_to_xml('select * from public.members', true, false, '')",
  "select query_to_xml('select value as x from rapport_reporting_private.secret', true, false, '')",
  "select table_to_xml('public.interactions', true, false, '')",
  "select cursor_to_xml('x', 1, true, true, '')",
  "select schema_to_xml('rapport_reporting_private', true, false, '')",
  "select nextval('public.search_entries_id_seq')",
  "select setval('public.search_entries_id_seq', 1)",
  "select pg_read_file('/etc/passwd')",
  "select pg_read_binary_file('/etc/passwd')",
  "select pg_ls_dir('.')",
  "select lo_import('/etc/passwd')",
  "select lo_export(1, '/tmp/x')",
  "select dblink('x')",
  'select pg_reload_conf()',
  'select pg_switch_wal()',
  'select pg_promote()',
  "select set_config('transaction_read_only', 'off', true)",
  "select set_config('session_preload_libraries', 'x', true)",
  "select set_config('log_statement', 'none', true)",
  'select * from members for update',
  'select * from interactions for share',
  'select $1',
];

const OTHER_STATEMENTS = [
  ...[
    'select 1; select 2',
    'select 1) as report; drop table public.members; select * from (select 1',
    'select 1) as a; commit; --',
  ],
  ...[
    'select 1) as report; reset role; select * from (select * from public.members',
    'select 1 /*',
    "select '",
    'select (',
    ')',
  ],
  ...[
    'delete from public.members returning *',
    "update public.members set role = 'admin' returning *",
    'insert into public.members default values returning *',
  ],
  ...[
    'with x as (delete from public.interactions returning *) select * from x',
    'with x as (insert into changes default values) select 1',
  ],
  ...[
    'select 1 into x',
    'create temp table x as select 1',
    'create table x (y int)',
    'drop view members',
    'truncate public.members',
    'merge into x using y on true when matched then delete',
  ],
  ...[
    'show all',
    'explain select 1',
    'copy members to stdout',
    "copy members to program 'sh'",
    'do $$ begin end $$',
    'call x()',
    'lock table members',
    'listen x',
    'notify x',
  ],
  ...[
    'set role postgres',
    'reset role',
    'set rapport.viewer = x',
    'begin',
    'commit',
    'rollback',
    'discard all',
    'prepare x as select 1',
    'execute x',
    'declare x cursor for select 1',
    'fetch x',
  ],
  ...[
    "load 'x'",
    'vacuum',
    'analyze',
    'checkpoint',
    'cluster',
    'grant select on members to public',
    'alter role postgres nologin',
    'create extension dblink',
    'import foreign schema x from server y into z',
  ],
  ...['', ';', '--', '/**/', '\u0000select 1'],
];

const TELLS_NOTHING = [
  "select * from interactions where 1 = 1 or summary like '%Karl may sell%'",
  `select * from interactions where ${NAMES_A_SECRET}`,
  `select i.id, l.x from interactions i, lateral (select i.summary as x) l where l.x like '%Karl may sell%'`,
  'select *, row_number() over (order by summary), count(*) over (), lag(summary) over (order by id) from interactions',
  "select * from follow_ups where title like 'Ask Ana%'",
  'select f.title, i.summary from follow_ups f full join interactions i on i.id = f.interaction_id',
  'select to_jsonb(i), row_to_json(i), i::text from interactions i',
  'select database_to_xml(true, false, $x$$x$)',
  "select query_to_xml('select * from rapport_reporting.interactions', true, false, '')",
  'select pid, usename, query, backend_xid from pg_stat_activity',
  'select * from pg_stats',
  'select * from pg_settings',
  'select * from pg_prepared_statements',
  'select * from pg_cursors',
  'select * from pg_locks',
  "select pg_get_viewdef('rapport_reporting.interactions'), pg_get_functiondef('rapport_reporting.viewer'::regproc)",
  'select prosrc from pg_proc',
  'select * from information_schema.tables',
  'select * from rapport_reporting.viewer()',
  "select current_setting('rapport.viewer'), current_setting('rapport.seal')",
  'select pg_terminate_backend(1), pg_cancel_backend(1), pg_try_advisory_lock(1)',
  "select set_config('search_path', 'public', true), (select count(*) from interactions)",
  "select set_config('row_security', 'off', true), (select max(summary) from interactions)",
  "select set_config('session_replication_role', 'replica', true)",
];

const asAdmin =
  "set_config('rapport.viewer', member_id || '|admin|direct|' || extract(epoch from transaction_timestamp()), true)";

const OTHER_VIEWERS = [
  "select set_config('rapport.viewer', 'x|admin|direct', true), summary from interactions",
  "with a as materialized (select set_config('rapport.viewer', 'x|admin|direct', true)) select a, i.summary from a, interactions i",
  `with a as materialized (select ${asAdmin} from rapport_reporting.viewer()) select a, i.summary from a, interactions i`,
  `select i.summary from (select ${asAdmin} from rapport_reporting.viewer() offset 0) a, lateral (select summary from interactions offset 0) i`,
  "select set_config('rapport.seal', '', true), summary from interactions",
  `select query_to_xml($x$ select ${asAdmin} from rapport_reporting.viewer() $x$, true, true, ''), query_to_xml('select * from interactions', true, true, '')`,
  `select query_to_xml($x$ select set_config('rapport.seal', encode(sha256(current_setting('rapport.viewer')::bytea), 'hex'), true) $x$, true, true, ''), query_to_xml('select * from interactions', true, true, '')`,
];

/** Would tell of a private row by failing because of it. */
const TELLTALE = [
  "select count(*) from interactions where 1 / (case when summary like '%Karl may sell%' then 0 else 1 end) = 1",
  "select count(*) from interactions where summary like '%Karl may sell%' and cast(summary as integer) = 1",
  "select count(*) from follow_ups where 1 / (case when title like 'Ask Ana%' then 0 else 1 end) = 1",
  "select count(*) from interactions i join follow_ups f on 1 / (case when f.title like 'Ask Ana%' then 0 else 1 end) = 1",
];

let store: Store;
let reporting: Reporting;
let tom: Viewer;
let ada: Viewer;
let before: string;

beforeAll(async () => {
  store = await DIALECTS.postgres();
  const team = createTeam(store);
  const { admin } = await seedReportFixture(team);
  const { actor } = await team.as('Tom');
  tom = { memberId: actor.memberId, role: 'member', audience: 'direct' };
  ada = { memberId: admin.actor.memberId, role: 'admin', audience: 'direct' };
  reporting = await store.reporting();
  before = await digestOf(store);
});

afterAll(async () => {
  await reporting.close();
  expect(await digestOf(store)).toBe(before);
  await store.close();
});

const ask = (text: string, viewer = tom) =>
  reporting
    .query({ text, values: [], viewer, maxRows: 10_000, deadlineMs: 10_000 })
    .catch((error: unknown) => error);

async function expectHonestWork() {
  expect(await ask('select name from members order by name')).toMatchObject({
    rows: [['Ada'], ['Lea'], ['Marta'], ['Tom']],
  });
}

test('there is something to hide', async () => {
  expect(JSON.stringify(await ask('select summary from interactions', ada))).toMatch(SECRETS);
});

test.each([...FORBIDDEN, ...OTHER_STATEMENTS])('fails: %j', async (text) => {
  expect(await ask(text)).toMatchObject({ name: 'ReportFailure', kind: 'failed' });
  await expectHonestWork();
});

/** PostgreSQL takes these for reading before version 16. What they write is undone with the report's transaction. */
test.each(['select lo_create(0)', "select lo_from_bytea(0, 'x')"])('leaves nothing: %s', async (text) => {
  await ask(text);
  const db = store.read as unknown as { execute(text: SQL): Promise<{ rows: unknown[] }> };
  expect((await db.execute(sql`select oid from pg_largeobject_metadata`)).rows).toEqual([]);
  await expectHonestWork();
});

test.each([...TELLS_NOTHING, ...OTHER_VIEWERS])('tells nothing: %s', async (text) => {
  const answer = await ask(text);
  if (!(answer instanceof Error)) expect(JSON.stringify(answer)).not.toMatch(SECRETS);
  else expect(answer).toBeInstanceOf(ReportFailure);
  await expectHonestWork();
});

test.each(TELLTALE)('fails for nobody because of a private row: %s', async (text) => {
  expect(await ask(text)).not.toBeInstanceOf(Error);
});

test('a seal opens nothing after the query it was made for', async () => {
  const said = await ask("select current_setting('rapport.viewer'), current_setting('rapport.seal')", ada);
  const [viewer, seal] = (said as { rows: string[][] }).rows[0] ?? [];
  expect(viewer).toContain('|admin|direct|');
  // A seal is for the instant at which its query began. PGlite counts in milliseconds: two fast ones may share one.
  await expect
    .poll(() => ask('select extract(epoch from transaction_timestamp())::text'))
    .not.toMatchObject({
      rows: [[viewer?.split('|')[3]]],
    });
  const settings = `set_config('rapport.viewer', '${viewer}', true), set_config('rapport.seal', '${seal}', true)`;
  const stolen = await ask(
    `with a as materialized (select ${settings}) select i.* from a, lateral (select * from interactions offset 0) i`,
  );
  expect(JSON.stringify(stolen)).not.toMatch(SECRETS);
});

test('what one query has set is not there for the next', async () => {
  await ask(
    "select set_config('rapport.viewer', 'x', false), set_config('search_path', 'public', false), set_config('x.y', 'z', false)",
  );
  expect(await ask("select current_setting('x.y', true) = 'z' as kept")).not.toMatchObject({ rows: [[1]] });
  expect(await ask('select current_setting($x$search_path$x$)')).toMatchObject({
    rows: [['rapport_reporting']],
  });
  await expectHonestWork();
});

test('values are bound as they are', async () => {
  const values = ["' or 1=1 --", null, 'x'.repeat(10_000), '$1'];
  const text = 'select $1 as a, $2 as b, $3 as c, $4 as d, $1 as e';
  const answer = await reporting.query({ text, values, viewer: tom, maxRows: 1, deadlineMs: 5_000 });
  expect(answer).toMatchObject({ columns: ['a', 'b', 'c', 'd', 'e'], rows: [[...values, values[0]]] });
});

test('a cell that is neither text nor a number is an error, not an empty cell', async () => {
  for (const cell of ["'2026-01-01'::date", 'now()', "'{}'::jsonb", 'array[1]', "'x'::bytea"]) {
    expect(await ask(`select ${cell} as x`), cell).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('cast it to text'),
    });
  }
});

test('many rows come in batches, and are cut off where they should be', async () => {
  const series = (last: number) => ask(`select n from generate_series(1, ${last}) as n`);
  for (const last of [0, 99, 100, 101, 10_000]) {
    const { rows, truncated } = (await series(last)) as ReportRows;
    expect([rows.length, truncated, rows.at(-1)?.[0] ?? 0]).toEqual([last, false, last]);
  }
  const { rows, truncated } = (await series(10_001)) as ReportRows;
  expect([rows.length, truncated]).toEqual([10_000, true]);
});

test('a row that is too big never leaves the server, and much text is cut off', async () => {
  expect(await ask("select repeat('x', 600000) as x")).toMatchObject({ kind: 'too_big' });
  const much = "select repeat('x', 400000) as x from generate_series(1, 1000)";
  expect(await ask(much)).toMatchObject({ truncated: true, rows: { length: 10 } });
  await expectHonestWork();
});
