import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Reporting } from '../store/reporting/reporting.ts';
import type { Store } from '../store/store.ts';
import { judgeHere } from '../testing/judge-here.ts';
import { temporarySqlite } from '../testing/stores.ts';
import { type Linted, lintFiles } from './lint.ts';

import type { Problem } from './yaml-text.ts';

/** A definition, one key on each line: name, title, description, roles, columns, sql, then what is added. */
function fileWith(changed: Record<string, string>, added = ''): string {
  const parts = {
    name: 'bad',
    title: 'Bad',
    description: 'A report.',
    roles: '[member]',
    columns: '{ id: { label: Id } }',
    sql: 'select id from members',
    ...changed,
  };
  return `${Object.entries(parts)
    .map(([key, value]) => `${key}: ${value}`)
    .join('\n')}\n${added}`;
}

type Case = [what: string, text: string, line: number, reason: string | RegExp];

// biome-ignore format: one line for each case
const YAML: Case[] = [
  ['a bomb of aliases', `a: &a [x, x]\nb: [*a, *a]\n${fileWith({})}`, 1, 'anchors (&a) are not allowed'],
  ['an anchor', fileWith({ title: '&t Bad' }), 2, 'anchors (&t) are not allowed'],
  ['an alias', fileWith({ roles: '*r' }), 4, 'aliases (*r) are not allowed'],
  ['a merge key', fileWith({}, '<<: { name: x }\n'), 7, 'unknown key “<<”'],
  ['a merge of an alias', fileWith({}, '<<: *x\n'), 7, 'aliases (*x) are not allowed'],
  ['code', fileWith({ title: '!!js/function "x"' }), 2, /Unresolved tag: .*js\/function/],
  ['a tag for bytes', fileWith({ title: '!!binary aGVsbG8=' }), 2, /tags .*binary\) are not allowed/],
  ['a tag for text', fileWith({ title: '!!str Bad' }), 2, /tags .*str\) are not allowed/],
  ['a tag of its own', fileWith({ title: '!mine Bad' }), 2, 'Unresolved tag: !mine'],
  ['another version of YAML', `%YAML 1.1\n---\n${fileWith({})}`, 1, 'directives (%YAML) are not allowed'],
  ['a key twice', fileWith({}, 'title: Good\n'), 7, 'Map keys must be unique'],
  ['a key twice within', fileWith({ columns: '{ id: { label: a }, id: { label: b } }' }), 5, 'Map keys must be unique'],
  ['a list as key', fileWith({}, '? [a]\n: b\n'), 7, /all keys must be strings/],
  ['two documents', `${fileWith({})}---\n${fileWith({})}`, 7, /multiple documents/],
  ['nothing', '', 1, /expected object, received null/],
  ['a list', '- a\n- b\n', 1, /expected object, received array/],
  ['a text', 'drop table members', 1, /expected object, received string/],
  ['an open list', 'name: [', 1, /must be sufficiently indented and end with a \]/],
  ['an open text', 'name: "x', 1, 'Missing closing "quote'],
  ['tabs', 'name: bad\n\ttitle: Bad\n', 2, 'Tabs are not allowed as indentation'],
  ['a deep list', '['.repeat(30_000), 1, 'has more than 8000 words and signs: make it smaller'],
  ['a deep map', '- '.repeat(30_000), 1, 'has more than 8000 words and signs: make it smaller'],
  ['a list that is deep enough', '['.repeat(7_000), 1, 'is nested too deeply'],
  ['thousands of keys', Array.from({ length: 9_000 }, (_, at) => `k${at}:`).join('\n'), 1, 'has more than 8000 words and signs: make it smaller'],
  ['a large file', `${fileWith({})}# ${'x'.repeat(70_000)}`, 1, 'is larger than 65536 characters'],
];

// biome-ignore format: one line for each case
const KEYS: Case[] = [
  ['an unknown key', fileWith({}, 'colour: red\n'), 7, 'unknown key “colour”'],
  ['one in a column', fileWith({ columns: '{ id: { label: a, colour: red } }' }), 5, 'columns.id: unknown key “colour”'],
  ['one in a param', fileWith({}, 'params: { q: { type: date, colour: red } }'), 7, 'params.q: unknown key “colour”'],
  ['one of another type', fileWith({}, 'params: { q: { type: date, max_length: 5 } }'), 7, 'params.q: unknown key “max_length”'],
  ['one in a list', fileWith({}, 'params: { q: { type: list, of: { type: date, colour: 1 } } }'), 7, 'params.q.of: unknown key “colour”'],
  ['one in a chart', fileWith({}, 'chart: { type: bar, x: id, y: id, colour: red }'), 7, 'chart: unknown key “colour”'],
  ['one in a test', fileWith({}, 'tests: [{ as: member, colour: red, expect: {} }]'), 7, 'tests.0: unknown key “colour”'],
  ['one in what a test expects', fileWith({}, 'tests:\n  - as: member\n    expect: { colour: red }'), 9, 'tests.0.expect: unknown key “colour”'],
  ['a third engine', fileWith({ sql: '{ sqlite: x, postgres: y, mysql: z }' }), 6, 'sql: unknown key “mysql”'],
  ['a prototype', fileWith({}, '__proto__: { roles: [admin] }'), 7, 'nothing can be called “__proto__”'],
  ['a prototype as param', fileWith({}, 'params: { __proto__: { type: date } }'), 7, 'nothing can be called “__proto__”'],
];

// biome-ignore format: one line for each case
const CONTENT: Case[] = [
  ['another name than the file', fileWith({ name: 'other' }), 1, 'name: the file must be called other.yaml'],
  ['a word of /report', fileWith({ name: 'help' }), 1, /^name: must not be one of ask, help/],
  ['a path as name', fileWith({ name: '../bad' }), 1, 'name: must be kebab-case, such as weekly-interactions'],
  ['capitals in the name', fileWith({ name: 'Bad' }), 1, 'name: must be kebab-case, such as weekly-interactions'],
  ['a number as name', fileWith({ name: '12' }), 1, 'name: Invalid input: expected string, received number'],
  ['no roles', fileWith({ roles: '[]' }), 4, /^roles: Too small/],
  ['an unknown role', fileWith({ roles: '[member, boss]' }), 4, /^roles.1: Invalid option/],
  ['a role twice', fileWith({ roles: '[lead, lead]' }), 4, 'roles: names a role twice'],
  ['one role that is no list', fileWith({ roles: 'member' }), 4, 'roles: Invalid input: expected array, received string'],
  ['no columns', fileWith({ columns: '{}' }), 5, 'columns: needs at least one column'],
  ['other columns than the statement', fileWith({ columns: '{ name: { label: Name } }' }), 5, 'columns: declared are name; the statement gives id'],
  ['a control character', fileWith({ title: '"a\\0b"' }), 2, 'title: has a control character in it'],
  ['a long title', fileWith({ title: 'x'.repeat(81) }), 2, /^title: Too big/],
  ['an empty statement', fileWith({ sql: '"  "' }), 6, 'sql.sqlite: is empty'],
  ['one engine alone', fileWith({ sql: '{ sqlite: select id from members }' }), 6, 'sql.postgres: is missing'],
  ['a chart of nothing', fileWith({}, 'chart:\n  type: bar\n  x: id\n  y: nothing'), 10, 'chart.y: there is no column “nothing”'],
  ['a chart of no kind', fileWith({}, 'chart: { type: radar, x: id, y: id }'), 7, /^chart.type: Invalid option/],
];

// biome-ignore format: one line for each case
const PARAMS: Case[] = [
  ['a name with a digit first', '1q: { type: date }', 8, /^params.1q: must be lower case/],
  ['a reserved name', 'viewer_id: { type: string }', 8, /^params.viewer_id: must not be one of viewer_id/],
  ['no type', 'q: { optional: true }', 8, /^params.q.type: Invalid discriminator value/],
  ['an unknown type', 'q: { type: sql }', 8, /^params.q.type: Invalid discriminator value/],
  ['a list of periods', 'q: { type: list, of: period }', 8, 'params.q.of: a list cannot hold periods'],
  ['a list of lists', 'q: { type: list, of: list }', 8, /^params.q.of.type: Invalid discriminator value/],
  ['an endless bound', 'q: { type: integer, min: .inf }', 8, 'params.q.min: Invalid input: expected number, received Infinity'],
  ['bounds the wrong way', 'q: { type: integer, min: 5, max: 3 }', 8, 'params.q: min is more than max'],
  ['no choices', 'q: { type: enum, values: [] }', 8, /^params.q.values: Too small/],
  ['a choice twice', 'q: { type: enum, values: [a, A] }', 8, 'params.q: a value stands there twice'],
  ['a choice no list can hold', 'q: { type: list, of: { type: enum, values: ["a,b"] } }', 8, /^params.q: a value has a comma/],
  ['a default that is no day', 'q: { type: date, default: 2026-02-30 }', 8, /^params.q: the default must be a day/],
  ['a default out of bounds', 'q: { type: integer, max: 3, default: 5 }', 8, 'params.q: the default must be a whole number, at most 3'],
  ['a default that is no choice', 'q: { type: enum, values: [a], default: b }', 8, 'params.q: the default must be one of a'],
  ['too long a default', 'q: { type: list, of: integer, max: 2, default: [1, 2, 3] }', 8, /^params.q: the default must be up to 2 values/],
  ['a company by default', 'q: { type: company, default: Acme }', 8, 'params.q: a company has no default'],
  ['a colleague by default', 'q: { type: member, default: Tom }', 8, 'params.q: the default of a member can only be “me”'],
  ['a default that is never used', 'q: { type: date, optional: true, default: today }', 8, 'params.q: is optional and has a default; one of the two'],
  ['two of one name', 'p: { type: period }\n  p_to: { type: date }', 9, 'params.p_to: is the name that the period p has in the SQL'],
].map(([what, param, line, reason]) => [what, fileWith({}, `params:\n  ${param}\n`), line, reason] as Case);

describe('a file', () => {
  let store: Store;
  let reporting: Reporting;

  beforeAll(async () => {
    store = await temporarySqlite();
    reporting = await store.reporting();
  });

  afterAll(async () => {
    await reporting.close();
    await store.close();
  });

  const lint = async (text: string, fileName = 'bad.yaml'): Promise<Linted | undefined> =>
    (await lintFiles([{ text, fileName }], { reporting, judge: judgeHere }))[0];

  test.each([...YAML, ...KEYS, ...CONTENT, ...PARAMS])(
    'with %s is refused, with the line',
    async (_, text, line, reason) => {
      const verdict = await lint(text);
      const problems: Problem[] = verdict && 'problems' in verdict ? verdict.problems : [];
      expect(problems[0]).toEqual({
        line,
        reason: typeof reason === 'string' ? reason : expect.stringMatching(reason),
      });
      expect(problems.length).toBeLessThanOrEqual(10);
    },
  );

  test.each([
    [
      'in JSON',
      JSON.stringify({
        name: 'bad',
        title: 'x',
        description: 'x',
        roles: ['lead'],
        columns: { id: { label: 'x' } },
        sql: 'select id from members',
      }),
    ],
    [
      'with line ends of Windows',
      fileWith({ sql: '|\n  select id\n  from members' }).replaceAll('\n', '\r\n'),
    ],
    ['that begins with a mark of its encoding', `\ufeff${fileWith({})}`],
    ['with comments', `# one\n${fileWith({})}# two\n`],
    [
      'with a param called as a method',
      fileWith(
        { sql: 'select id from members where name = :constructor' },
        'params: { constructor: { type: string } }',
      ),
    ],
  ])('%s is good', async (_, text) => {
    expect(await lint(text)).toMatchObject({ report: { definition: { name: 'bad' } } });
  });

  test('that is broken stops no other, and verdicts come in the order of the files', async () => {
    const bad = [...YAML, ...KEYS].map(([, text]) => ({ text, fileName: 'bad.yaml' }));
    const good = { text: fileWith({ name: 'good' }), fileName: 'good.yaml' };
    const verdicts = await lintFiles([good, ...bad, good], { reporting, judge: judgeHere });
    expect(verdicts.map((each) => 'report' in each)).toEqual([true, ...bad.map(() => false), true]);
  });
});
