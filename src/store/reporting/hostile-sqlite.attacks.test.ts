import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { and, eq, ne } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedReportFixture } from '../../testing/report-fixture.ts';
import { atScale } from '../../testing/settings.ts';
import { createTeam } from '../../testing/team.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { openSqlite } from '../sqlite.ts';
import type { Store } from '../store.ts';
import type { Viewer } from '../visibility.ts';
import { ReportFailure, type Reporting } from './reporting.ts';

/*
 * Statements that no rule has seen, as if all checks of definitions were broken: what is behind them must hold alone.
 * They run as Tom, who may see nothing that is private.
 */

const folder = temporaryFolder();
const LOOT = join(folder.path, 'loot.db');

/** What Tom must not learn: private rows, what is in no view, where the database is, and what it is called. */
const SECRETS =
  /Karl may sell|in confidence|has told nobody|keep it quiet|Ask Ana|U0MARTA|@example\.com|log_interaction|rapport-|test\.db|CREATE |"?db_[0-9a-f]{8}/;

const OTHER_TABLES = [
  ...[
    'changes',
    'inbox',
    'messages',
    'agent_steps',
    'outbox',
    'search_entries',
    'search_index',
    'search_documents',
    'report_runs',
  ],
  ...['search_index_data', 'search_index_content', '__drizzle_migrations', 'sqlite_sequence', 'sqlite_stat1'],
  ...['sqlite_schema', 'sqlite_master', 'sqlite_temp_schema', 'main.sqlite_schema', 'temp.sqlite_schema'],
  ...[
    'main.members',
    'main.interactions',
    'main.changes',
    'dbstat',
    'main.dbstat',
    'temp.dbstat',
    'sqlite_dbpage',
  ],
  ...[
    'pragma_database_list',
    'main.pragma_database_list',
    'temp.pragma_database_list',
    'x.pragma_database_list',
  ],
  ...['pragma_table_list', 'main.pragma_table_list', 'pragma_module_list', 'main.pragma_function_list'],
  ...[
    "pragma_table_info('interactions')",
    "pragma_index_list('members')",
    'pragma_query_only',
    'main.pragma_optimize',
  ],
  ...['main.pragma_integrity_check', 'pragma_compile_options', "json_each('[1]')", "json_tree('{}')"],
].map((name) => `select * from ${name}`);

const ROUNDABOUT = [
  'select (select mutations from changes limit 1)',
  'select * from members where id in (select member_id from changes where summary like :x)',
  'select * from members, changes',
  'select id from members union select mutations from changes',
  'with members as (select * from main.members) select * from members',
  'select slack_user_id from members',
  'select m.slack_user_id, m.email from members as m',
  'select rowid, * from interactions',
  'select is_private from interactions',
  "select * from interactions where 1 = 1 or summary like '%Karl may sell%'",
  "select count(*) from interactions where summary like '%Karl may sell%' having count(*) > 0",
  "select * from follow_ups where title like 'Ask Ana%'",
  'select max(summary), min(title) from interactions left join follow_ups on follow_ups.interaction_id = interactions.id',
  'select sql from (select * from sqlite_temp_schema)',
  "select t.name, c.name from main.pragma_table_list t, pragma_table_info(t.name, t.schema) c where t.schema like 'db%'",
  'select * from main.dbstat where schema = (select name from main.pragma_database_list where seq = 2)',
  'select hex(data) from main.sqlite_dbpage',
];

const WRITES = [
  ...[
    `attach '${LOOT}' as loot`,
    'detach database main',
    `vacuum into '${LOOT}'`,
    'vacuum',
    'pragma query_only = off',
  ],
  ...[
    'pragma writable_schema = on',
    "pragma temp_store_directory = '/'",
    'pragma journal_mode = delete',
    'reindex',
  ],
  ...[
    'analyze',
    'begin',
    'commit',
    'savepoint x',
    'create table x (y)',
    'create temp table x as select 1',
    'drop view members',
  ],
  ...[
    'drop view temp.members',
    'alter table members rename to x',
    "insert into members (id) values ('x') returning *",
  ],
  ...[
    'update interactions set is_private = 0 returning *',
    'delete from changes returning *',
    "replace into members (id) values ('x')",
  ],
  ...[
    'with x as (select 1) delete from interactions returning *',
    "with x as (select 1) insert into changes values ('x')",
  ],
  ...[
    `select 1; attach '${LOOT}' as loot`,
    'select 1; delete from changes',
    'select 1;;select 2',
    `explain select 1`,
  ],
  ...[
    '/* x */ pragma query_only = off',
    '-- select\npragma query_only = off',
    '\n\t vacuum',
    '\u0000select 1',
    '',
    ';',
    '--',
  ],
  ...[
    "select load_extension('/tmp/x.so')",
    "select readfile('/etc/passwd')",
    `select writefile('${LOOT}', 'x')`,
  ],
  ...[
    "select edit('x', 'sh')",
    "select fts3_tokenizer('simple', x'00')",
    'select sqlite_offset(id) from members',
    'select eval(1)',
  ],
];

/** Would tell of a private row by failing because of it. */
const TELLTALE = [
  "select count(*) from interactions where abs(case when summary like '%Karl may sell%' then -9223372036854775808 end) > 0",
  "select sum(case when summary like '%Karl may sell%' then 9223372036854775807 end) from interactions",
  "select count(*) from interactions i, members m where abs(case when i.summary like '%Karl may%' then -9223372036854775808 end) > m.id",
  "select count(*) from follow_ups where abs(case when title like 'Ask Ana%' then -9223372036854775808 end) > 0",
  "select count(*) from follow_ups where interaction_id is not null and json_extract(case when title like 'Ask Ana%' then '{' end, '$') > 0",
  "select count(*) from interactions join follow_ups f on abs(case when f.title like 'Ask Ana%' then -9223372036854775808 end) > 0",
];

/** The same by what is not hidden in its column: whose it is, when it was, which company it is about. */
TELLTALE.push(
  "select count(*) from interactions where abs(case when id = '{private}' then -9223372036854775808 else 1 end) > 0",
  "select count(*) from interactions where json_extract(case when id = '{private}' then '{' else '{}' end, '$') is null",
  "select count(*) from interaction_contacts where abs(case when interaction_id = '{private}' then -9223372036854775808 else 1 end) > 0",
);

const RECURSIVE = 'with recursive x(n) as (select 1 union all select n + 1 from x)';

const BOMBS = [
  `${RECURSIVE} select max(n) from x`,
  `select count(*) from ${Array.from('abcdefgh', (name) => `interactions ${name}`).join(', ')}`,
  `${RECURSIVE} select distinct n || hex(zeroblob(1000)) as h from x order by h desc`,
  `${RECURSIVE} select group_concat(hex(zeroblob(100000)), n) from x`,
  `${RECURSIVE} select n, sum(n) over (order by n desc) from x`,
  'select zeroblob(1000000000), zeroblob(1000000000)',
  'select hex(randomblob(400000000))',
  "select replace(hex(zeroblob(100000000)), '0', 'aaaa')",
  "select printf('%.*c', 900000000, 'x')",
  `select ${'('.repeat(5_000)}1${')'.repeat(5_000)}`,
  `select 1${' union all select 1'.repeat(5_000)}`,
  `select * from ${Array.from({ length: 80 }, (_, at) => `members m${at}`).join(', ')}`,
  "select 'x' like replace(hex(zeroblob(20000)), '0', '%')",
];

let store: Store;
let reporting: Reporting;
let tom: Viewer;
let files: string[];
let bytes: string;

/** The database's file, with all that is written; and the files beside it. */
function stateOfFolder(): { files: string[]; bytes: string } {
  const db = new Sqlite(join(folder.path, 'test.db'));
  db.pragma('wal_checkpoint(truncate)');
  db.close();
  const content = readFileSync(join(folder.path, 'test.db'));
  return {
    files: readdirSync(folder.path).sort(),
    bytes: createHash('sha256').update(content).digest('hex'),
  };
}

beforeAll(async () => {
  store = openSqlite({ path: join(folder.path, 'test.db') });
  await store.migrate();
  const team = createTeam(store);
  await seedReportFixture(team);
  const { actor } = await team.as('Tom');
  tom = { memberId: actor.memberId, role: 'member', audience: 'direct' };
  reporting = await store.reporting();
  ({ files, bytes } = stateOfFolder());
});

afterAll(async () => {
  await reporting.close();
  expect(stateOfFolder()).toEqual({ files, bytes });
  await store.close();
  folder.remove();
});

const ask = (text: string, deadlineMs = 10_000) =>
  reporting
    .query({ text, values: [], viewer: tom, maxRows: 100, deadlineMs })
    .catch((error: unknown) => error);

async function expectHonestWork() {
  const rows = [['Ada'], ['Lea'], ['Marta'], ['Tom']];
  expect(await ask('select name from members order by name')).toMatchObject({ rows });
}

test('there is something to hide', async () => {
  const ada = { ...tom, role: 'admin' } as const;
  const query = { values: [], viewer: ada, maxRows: 100, deadlineMs: 10_000 };
  const seen = await reporting.query({ ...query, text: 'select summary from interactions' });
  expect(JSON.stringify(seen)).toMatch(SECRETS);
});

test.each(OTHER_TABLES)('fails: %s', async (text) => {
  expect(await ask(text)).toMatchObject({ name: 'ReportFailure', kind: 'failed' });
  await expectHonestWork();
});

test.each(ROUNDABOUT)('tells nothing: %s', async (text) => {
  const answer = await ask(text);
  if (!(answer instanceof Error)) expect(JSON.stringify(answer)).not.toMatch(SECRETS);
  else expect(answer).toMatchObject({ name: 'ReportFailure', kind: 'failed' });
});

test.each(WRITES)('changes nothing: %j', async (text) => {
  expect(await ask(text)).toMatchObject({ name: 'ReportFailure', kind: 'failed' });
  expect(existsSync(LOOT)).toBe(false);
  await expectHonestWork();
});

test.each(TELLTALE)('fails for nobody because of a private row: %s', async (text) => {
  const { interactions } = store.tables;
  const [hidden] = await store.read
    .select({ id: interactions.id })
    .from(interactions)
    .where(and(eq(interactions.isPrivate, true), ne(interactions.memberId, tom.memberId)));
  expect(await ask(text.replace('{private}', hidden?.id ?? ''))).not.toBeInstanceOf(Error);
});

test.each(BOMBS)('stops in time, and with bearable memory: %.80s', async (text) => {
  const began = Date.now();
  const answer = await ask(text, atScale({ small: 700, full: 3_000 }));
  expect(Date.now() - began).toBeLessThan(12_000);
  if (answer instanceof Error) expect(answer).toBeInstanceOf(ReportFailure);
  else expect((answer as { rows: unknown[] }).rows.length).toBeLessThanOrEqual(100);
  await expectHonestWork();
});

test('the name of the attached database is never the same, and cannot be learnt', async () => {
  const errors = await Promise.all(
    [
      'select nobody from members',
      'select * from members m join nobody',
      'select id from members, members',
    ].map((text) => ask(text)),
  );
  for (const error of errors) expect(String(error)).not.toMatch(/db_[0-9a-f]/);
});

test('what one query has left is not there for the next', async () => {
  await ask('create temp table left_over as select 1 as x');
  await ask('create temp view members as select 1 as x');
  expect(await ask('select * from left_over')).toBeInstanceOf(ReportFailure);
  await expectHonestWork();
});

test('values are bound as they are, and all of them must be there', async () => {
  const values = ["' or 1=1 --", null, 1.5, -3, 'x'.repeat(10_000)];
  const text = 'select ?1 as a, ?2 as b, ?3 as c, ?4 as d, ?5 as e, ?1 as f';
  const { rows } = await reporting.query({ text, values, viewer: tom, maxRows: 1, deadlineMs: 5_000 });
  expect(rows).toEqual([[...values, values[0]]]);
  for (const name of ['?1', '$x', '@x', ':x', '?'])
    expect(await ask(`select ${name}`), name).toBeInstanceOf(ReportFailure);
});
