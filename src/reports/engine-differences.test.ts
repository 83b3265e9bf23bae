import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findEngineDifferences } from './engine-differences.ts';
import { adviseOn } from './lint-text.ts';

test.each<[string, RegExp]>([
  ["select id from companies where name like 'Acme%'", /LIKE takes A and a for the same on SQLite/],
  ['select id from companies where lower(name) like lower(?1)', /% and _ stand for any letters/],
  ['select lower(name) from companies', /lower\(\) knows only a to z/],
  ['select upper(name) from companies', /upper\(\) knows only a to z/],
  [
    'select title from follow_ups order by due_on',
    /without due_on come first on SQLite and last on Postgres/,
  ],
  ['select f.title from follow_ups f order by f.status, f.due_on desc', /without due_on/],
  ['with x as (select title from follow_ups order by due_on limit 3) select title from x', /without due_on/],
  ['select sum(amount) / sum(weighted_amount) from deals', /by zero/],
  ['select sum(amount) / nullif(sum(weighted_amount), 0) from deals', /of whole numbers, 3 \/ 2 is 1/],
  [
    'select round(cast(amount as double precision), 2) from deals',
    /round\(\) to decimals takes only numeric/,
  ],
  ['select julianday(:today) from companies', /julianday\(\) is of SQLite/],
  ['select date_trunc(:a, created_on) from companies', /date_trunc\(\) is of Postgres/],
])('%s differs between the engines', (sql, reason) => {
  expect(findEngineDifferences(sql).map((each) => each.reason)).toContainEqual(expect.stringMatching(reason));
});

test.each([
  'select title from follow_ups order by due_on is null, due_on',
  'select title from follow_ups order by due_on nulls last',
  'select title from follow_ups order by case when due_on is null then 1 else 0 end, due_on',
  'select title from follow_ups where due_on <= :until order by due_on',
  'select title from follow_ups where due_on between :a and :b order by due_on desc',
  'select cast(sum(amount) as double precision) / nullif(sum(weighted_amount), 0) from deals',
  'select kind, cast(count(*) as double precision) / sum(count(*)) over () from interactions group by kind',
  'select 1.0 * sum(amount) / 100 from deals',
  'select name from companies order by sort_key',
  'select round(avg(amount), 2) from deals',
  'this is no SQL',
])('%s means the same on both', (sql) => {
  expect(findEngineDifferences(sql)).toEqual([]);
});

test('a difference is told with its line, once for all shapes of a statement', () => {
  const text = `name: old
title: Old
description: What is due.
roles: [member]
params:
  company: { type: company, optional: true }
columns:
  title: { label: Title }
sql: |
  select title
  from follow_ups
  where 1 = 1
    [[ and company_id = :company ]]
  order by due_on
`;
  expect(adviseOn({ text, fileName: 'old.yaml' })).toEqual([
    { line: 14, reason: expect.stringMatching(/^sql: rows without due_on/) },
  ]);
});

test('whose author has written both statements is told nothing', () => {
  const text = `name: old
title: Old
description: What is due.
roles: [member]
columns:
  title: { label: Title }
sql:
  sqlite: select title from follow_ups order by due_on
  postgres: select title from follow_ups order by due_on nulls first
`;
  expect(adviseOn({ text, fileName: 'old.yaml' })).toEqual([]);
});

test('the shipped reports give the same on both engines', () => {
  const folder = join(import.meta.dirname, '../../reports');
  const told = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((fileName) => {
      const text = readFileSync(join(folder, fileName), 'utf8');
      return adviseOn({ text, fileName }).map(({ line, reason }) => `${fileName}:${line}: ${reason}`);
    });
  expect(told).toEqual([]);
});
