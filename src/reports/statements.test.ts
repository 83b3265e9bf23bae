import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ReportFailure, type Reporting } from '../store/reporting/reporting.ts';
import type { Store } from '../store/store.ts';
import { judgeHere } from '../testing/judge-here.ts';
import { reportText } from '../testing/report-folder.ts';
import { DIALECTS } from '../testing/stores.ts';
import { lintFiles } from './lint.ts';

import type { Problem } from './yaml-text.ts';

type Case = [sql: string, reason: string | RegExp, line?: number];

// biome-ignore format: one line for each case
const OTHER_STATEMENTS: Case[] = [
  ["attach 'x.db' as x", 'must be exactly one SELECT, not ATTACH'],
  ['detach x', 'must be exactly one SELECT, not DETACH'],
  ['pragma query_only = off', 'must be exactly one SELECT, not PRAGMA'],
  ["vacuum into 'x.db'", 'must be exactly one SELECT, not VACUUM'],
  ["insert into members (id) values ('x') returning id", 'must be exactly one SELECT, not INSERT'],
  ["replace into members (id) values ('x') returning id", 'must be exactly one SELECT, not INSERT'],
  ["update members set role = 'admin' returning id", 'must be exactly one SELECT, not UPDATE'],
  ['delete from members returning id', 'must be exactly one SELECT, not DELETE'],
  ['with x as (select 1 as id) delete from members returning id', 'must be exactly one SELECT, not DELETE'],
  ['with x as (delete from members returning id) select id from x', 'near "delete": syntax error'],
  ['create table x (id)', 'must be exactly one SELECT, not CREATE TABLE'],
  ['drop table members', 'must be exactly one SELECT, not DROP TABLE'],
  ['alter table members add x', 'must be exactly one SELECT, not ALTER TABLE'],
  ['analyze', 'must be exactly one SELECT, not ANALYZE'],
  ['begin', 'must be exactly one SELECT, not BEGIN'],
  ['commit', 'must be exactly one SELECT, not COMMIT'],
  ['explain select id from members', 'must be exactly one SELECT, not EXPLAIN'],
  ['select id\nfrom members;\ndrop table members', 'must be exactly one SELECT, without “;”', 2],
  ['select id from members;', 'must be exactly one SELECT, without “;”'],
  ['copy members to stdout', 'near "copy": syntax error'],
  ['select id into x from members', 'near "into": syntax error'],
  ['select id from members for update', 'near "update": syntax error'],
  ['do $$ begin end $$', '“$” cannot stand here: write params as :name'],
  ['-- nothing', 'no SQL statement in input'],
];

const unpublished = (name: string) => new RegExp(`^there is no view “${name}”; there are: members, `);
const onlyViews = (name: string) => `a CTE cannot be called “${name}”: that is the name of a table`;

// biome-ignore format: one line for each case
const OTHER_TABLES: Case[] = [
  ['select id\nfrom main.members', 'no schema may be named (“main.”)', 2],
  ['select id from temp.members', 'no schema may be named (“temp.”)'],
  ['select id from "main"."members"', 'no schema may be named (“main.”)'],
  ['select id from public.members', 'no schema may be named (“public.”)'],
  ['select main.members.id from members', 'no schema may be named (“main.”)'],
  ['select id from reporting_private.secret', 'no schema may be named (“reporting_private.”)'],
  ['select id from changes', unpublished('changes')],
  ['select id from "Inbox"', unpublished('Inbox')],
  ['select id from sqlite_schema', unpublished('sqlite_schema')],
  ['select id from sqlite_temp_master', unpublished('sqlite_temp_master')],
  ['select id from dbstat', unpublished('dbstat')],
  ['select id from pragma_database_list', unpublished('pragma_database_list')],
  ['select id from search_index', unpublished('search_index')],
  ['select id from pg_roles', unpublished('pg_roles')],
  ['select id from members, (\nselect 1 from inbox) as x', unpublished('inbox'), 2],
  ['select id from members natural join changes', unpublished('changes')],
  ['select id from members union select id from changes', unpublished('changes')],
  ['select id from members where id in (select id from changes)', unpublished('changes')],
  ['select id from members where exists (select 1 from changes)', unpublished('changes')],
  ['select id from members order by (select 1 from changes)', unpublished('changes')],
  ['select id from members limit (select count(*) from changes)', unpublished('changes')],
  ['select id from members where id in changes', 'write “in (select … from changes)”'],
  ["select value as id from json_each('[1]')", 'the table function json_each() is not allowed'],
  ["select name as id from pragma_table_info('members')", 'the table function pragma_table_info() is not allowed'],
  ["select id from search_index('x')", 'the table function search_index() is not allowed'],
  ['select id from members indexed by x', 'INDEXED BY is not allowed'],
  ["with members as (select 'x' as id) select id from members", onlyViews('members')],
  ["with MEMBERS as (select 'x' as id) select id from members", onlyViews('MEMBERS')],
  ['with "Members" as (select \'x\' as id) select id from members', onlyViews('Members')],
  ["with changes as (select 'x' as id) select id from changes", onlyViews('changes')],
  ["with Search_Index as (select 'x' as id) select id from search_index", onlyViews('Search_Index')],
  ["with sqlite_x as (select 'x' as id) select id from sqlite_x", onlyViews('sqlite_x')],
  ["select id from (with pg_roles as (select 'x' as id) select id from pg_roles) as a\nwhere id in (select rolname from pg_roles)", 'WITH can stand only at the beginning'],
  ['with a as (select id from b), b as (select id from members) select id from a', unpublished('b')],
  ['with recursive x(id) as (select 1 union all select id + 1 from x) select id from x', 'WITH RECURSIVE is not allowed'],
  ['with x(id) as (select 1 union all select id + 1 from x) select id from x', '“x” refers to itself: recursion is not allowed'],
];

const unlisted = (name: string) => `the function ${name}() is not on the list`;

// biome-ignore format: one line for each case
const FUNCTIONS: Case[] = [
  ["select load_extension('x') as id", unlisted('load_extension')],
  ['select "load_extension"(\'x\') as id', unlisted('load_extension')],
  ["select readfile('x') as id", unlisted('readfile')],
  ["select writefile('x', 'y') as id", unlisted('writefile')],
  ['select zeroblob(1000000000) as id', unlisted('zeroblob')],
  ['select randomblob(9) as id', unlisted('randomblob')],
  ["select printf('%1000000000s', 'x') as id", unlisted('printf')],
  ['select version() as id', unlisted('version')],
  ['select pg_sleep(1) as id', unlisted('pg_sleep')],
  ["select current_setting('rapport.seal') as id", unlisted('current_setting')],
  ["select set_config('role', 'x', true) as id", unlisted('set_config')],
  ["select query_to_xml('x', true, true, '') as id", unlisted('query_to_xml')],
  ['select id from members where\nnow() > joined_on', unlisted('now'), 2],
  ['select max(id) filter (where random() > 0) as id from members', unlisted('random')],
  ['select last_value(id) over (order by hex(id)) as id from members', unlisted('hex')],
  ["select id from members where name glob 'x'", 'GLOB is not allowed: use LIKE'],
  ["select id from members where name regexp 'x'", 'REGEXP is not allowed: use LIKE'],
  ["select id from members where name match 'x'", 'MATCH is not allowed: use LIKE'],
  ["select date('now') as id", "use :today instead of 'now'"],
  ['select date() as id', 'use :today as the day'],
  ["select strftime('%Y') as id", 'use :today as the day'],
  ['select current_date as id', 'use :today, the day of the person who asks'],
];

// biome-ignore format: one line for each case
const LETTERS: Case[] = [
  ['select ?1 as id', '“?” cannot stand here: write params as :name'],
  ['select $1 as id', '“$” cannot stand here: write params as :name'],
  ['select @x as id', '“@” cannot stand here: write params as :name'],
  ['select `id` from members', '“`” cannot stand here: write params as :name'],
  ['select [id] from members', '“[” cannot stand here: optional clauses are written [[ … ]]'],
  ["select\n'x as id", 'this string is not closed', 2],
  ['select "id from members', 'this quoted name is not closed'],
  ['select id from members\n/* x', 'this comment is not closed, or has another one in it', 2],
  ["select id from members /* /* */ ' */ union select version() --'", 'this comment is not closed, or has another one in it'],
  ["select E'\\'' as id, version() as v --'", 'a string cannot have a prefix: leave a space before it'],
  ["select U&'\\0041' as id", 'a string cannot have a prefix: leave a space before it'],
  ["select x'41' as id", 'a string cannot have a prefix: leave a space before it'],
  ['select id -- \r, version() as v\nfrom members', 'there is a control character here'],
  ["select id from members where name = 'a\u0000b'", /\.sqlite: has a NUL in it/],
  ['select id::text from members', 'unrecognized token: ":"'],
  [`select ${'('.repeat(5_000)}1${')'.repeat(5_000)} as id`, 'is nested too deeply'],
];

// biome-ignore format: one line for each case
const PARAMS: Case[] = [
  ['select id from members\nwhere id = :kin or id = :given', 'the param :kin is not declared', 2],
  ['select id from members', 'the declared param :given is not used'],
  ["select id from members -- :given\nwhere name = ':given'", 'the declared param :given is not used'],
  ['select id from members where id = :given\nor id = :maybe', ':maybe is optional, so it can stand only inside [[ … ]]', 2],
  ['select id from members where id = :given [[ and 1 = 1 ]]', 'this optional clause has no param in it'],
  ['select id from members where id = :given\n[[ and id = :maybe', 'this optional clause is not closed with ]]', 2],
  ['select id from members where id = :given ]]', '“]]” cannot stand here: optional clauses are written [[ … ]]'],
  ['select id from members where id = :given [[ and [[ id = :maybe ]] ]]', '“[[” cannot stand here: optional clauses are written [[ … ]]'],
  ['select id from members where id = :given [[ and id in (select id from inbox where id = :maybe) ]]', unpublished('inbox')],
  ['select id from members where id = :given [[ union select id from members where id = :maybe; ]]', 'must be exactly one SELECT, without “;”'],
];

type Params = Record<string, unknown>;

/** A file whose SQL begins on its eighth line, or stands on its seventh where a block cannot hold it. */
function fileOf(sql: string, params: Params = {}): string {
  const lines = sql.split('\n').map((line) => `  ${line}\n`);
  const isPlain = !/[\r\0]/.test(sql);
  return `name: bad
title: Bad
description: A report.
roles: [member]
columns: { id: { label: Id } }
params: ${JSON.stringify(params)}
sql: ${isPlain ? `|\n${lines.join('')}` : `${JSON.stringify(sql)}\n`}`;
}

describe.each(Object.entries(DIALECTS))('a statement on %s', (dialect, open) => {
  let store: Store;
  let reporting: Reporting;

  beforeAll(async () => {
    store = await open();
    reporting = await store.reporting();
  });

  afterAll(async () => {
    await reporting.close();
    await store.close();
  });

  async function problemsOf(sql: string, params?: Params): Promise<Problem[]> {
    const [verdict] = await lintFiles([{ text: fileOf(sql, params), fileName: 'bad.yaml' }], {
      reporting,
      judge: judgeHere,
    });
    return verdict && 'problems' in verdict ? verdict.problems : [];
  }

  test.each([...OTHER_STATEMENTS, ...OTHER_TABLES, ...FUNCTIONS, ...LETTERS])(
    'is refused, with the line: %j',
    async (sql, reason, line = 1) => {
      const at = /[\r\0]/.test(sql) ? 7 : 7 + line;
      expect(await problemsOf(sql)).toContainEqual({ line: at, reason: sentence(reason) });
    },
  );

  test.each(PARAMS)('is refused for its params, with the line: %j', async (sql, reason, line = 1) => {
    const params = { given: { type: 'string' }, maybe: { type: 'string', optional: true } };
    expect(await problemsOf(sql, params)).toContainEqual({ line: 7 + line, reason: sentence(reason) });
  });

  test('cannot use a period by its bare name, nor only the beginning of it', async () => {
    const params = { when: { type: 'period' } };
    const bare = await problemsOf('select id from members where joined_on = :when', params);
    expect(bare.map(({ reason }) => reason)).toEqual([
      'sql: the param :when is not declared',
      'sql: the declared param :when_from is not used',
      'sql: the declared param :when_to is not used',
    ]);
    const half = await problemsOf('select id from members where joined_on = :when_from', params);
    expect(half).toEqual([{ line: 8, reason: 'sql: the declared param :when_to is not used' }]);
  });

  test('is tried on the engine: columns, types and all shapes of its clauses', async () => {
    const reasonsOf = async (sql: string, params?: Params) =>
      (await problemsOf(sql, params)).map(({ reason }) => reason).join('\n');
    expect(await reasonsOf('select slack_user_id as id from members')).toMatch(/sql: .*slack_user_id/);
    expect(await reasonsOf('select members.id from members as m')).toMatch(/sql: .*members/);
    expect(await reasonsOf('select id, name from members')).toBe(
      'columns: declared are id; the statement gives id, name',
    );
    const maybe = { maybe: { type: 'string', optional: true } };
    const onlyWith = 'select id from members where 1 = 1 [[ and nobody = :maybe ]]';
    const onlyWithout = "select id from members where [[ :maybe = 'x' and ]]\n1 = 1 or";
    expect(await reasonsOf(onlyWith, maybe)).toMatch(/sql: .*nobody/);
    expect(await reasonsOf(onlyWithout, maybe)).toMatch(/sql: incomplete input/);
  });

  test('has few optional clauses, since it is checked with each of them', async () => {
    const param = { q: { type: 'string', optional: true } };
    const withClauses = (count: number) =>
      `select id from members where 1 = 1${' [[and id = :q]]'.repeat(count)}`;
    expect(await problemsOf(withClauses(24), param)).toEqual([]);
    expect(await problemsOf(withClauses(1_000), param)).toEqual([
      { line: 8, reason: 'sql: has 1000 optional clauses; at most 24' },
    ]);
  });

  test('may be heavy: only its deadline stops it', async () => {
    const tables = Array.from('abcdefgh', (name) => `interactions ${name}`).join(', ');
    expect(await problemsOf(`select count(*) as id from ${tables}`)).toEqual([]);
  });

  test('that the engine cannot digest stops no other', async () => {
    const brittle: Reporting = {
      ...reporting,
      describe: async (selects) => {
        if (!selects.some(({ text }) => text.includes('bomb'))) return reporting.describe(selects);
        throw new ReportFailure('timed_out', 'killed');
      },
    };
    const file = (sql: string) => ({ text: fileOf(sql), fileName: 'bad.yaml' });
    const good = file('select id from members');
    const bomb = file('select bomb.id from members as bomb');
    const verdicts = await lintFiles([good, good, bomb, good, bomb], {
      reporting: brittle,
      judge: judgeHere,
    });
    const refused = {
      problems: [{ line: 8, reason: 'sql: is too complex to be prepared: make it simpler' }],
      // It may have been the machine that was busy, so that this is not kept.
      unsure: true,
    };
    expect(verdicts.map((each) => ('report' in each ? 'good' : each))).toEqual([
      'good',
      'good',
      refused,
      'good',
      refused,
    ]);
  });

  test('is not blamed when the database cannot be asked', async () => {
    const away: Reporting = {
      ...reporting,
      describe: () => Promise.reject(new ReportFailure('failed', 'unable to open database file')),
    };
    const file = { text: fileOf('select id from members'), fileName: 'bad.yaml' };
    await expect(lintFiles([file], { reporting: away, judge: judgeHere })).rejects.toThrow(
      'unable to open database file',
    );
  });

  if (dialect === 'postgres') {
    test('on one engine alone is tried only there, but held to the rules on both', async () => {
      const sql = { sqlite: 'select nobody as id from members', postgres: 'select id from members' };
      const text = reportText({ name: 'bad', columns: ['id'], sql });
      const [tried] = await lintFiles([{ text, fileName: 'bad.yaml' }], { reporting, judge: judgeHere });
      expect(tried).toHaveProperty('report');
      const other = reportText({ name: 'bad', columns: ['id'], sql: { ...sql, sqlite: 'vacuum' } });
      const [held] = await lintFiles([{ text: other, fileName: 'bad.yaml' }], {
        reporting,
        judge: judgeHere,
      });
      expect(held).toEqual({
        problems: [{ line: 1, reason: 'sql: must be exactly one SELECT, not VACUUM' }],
      });
    });
  }
});

function sentence(reason: string | RegExp): unknown {
  if (typeof reason === 'string') return `sql: ${reason}`;
  return expect.stringMatching(new RegExp(reason.source.replace(/^\^/, '^sql: ')));
}
