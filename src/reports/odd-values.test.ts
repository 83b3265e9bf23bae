import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { messageOf, RapportError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { seedReportFixture } from '../testing/report-fixture.ts';
import { openReportFolder, type ReportFolder, type Sketch } from '../testing/report-folder.ts';
import { digestOf } from '../testing/store-rows.ts';
import { DIALECTS } from '../testing/stores.ts';
import { createTeam } from '../testing/team.ts';
import { RESERVED } from './definition.ts';
import { ParamsError } from './params.ts';
import { listReportRuns } from './report-runs.ts';

const TYPES: Record<string, unknown> = {
  string: { type: 'string' },
  integer: { type: 'integer' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  date: { type: 'date' },
  enum: { type: 'enum', values: ['meeting', 'call'] },
  company: { type: 'company' },
  contact: { type: 'contact' },
  member: { type: 'member' },
  list: { type: 'list', of: 'string', max: 3 },
};

const SKETCHES: Sketch[] = [
  ...Object.entries(TYPES).map(([type, spec]) => ({
    name: `one-${type}`,
    columns: ['n'],
    params: { q: spec },
    sql: "select count(*) as n from companies where 'x' in (:q)",
  })),
  {
    name: 'one-period',
    columns: ['n'],
    params: { q: { type: 'period' } },
    sql: 'select count(*) as n from interactions where occurred_on between :q_from and :q_to',
  },
  { name: 'no-params', columns: ['n'], sql: 'select count(*) as n from companies' },
  {
    name: 'bad-names',
    columns: ['q'],
    params: { constructor: { type: 'string', optional: true }, valueof: { type: 'string', optional: true } },
    sql: "select 'fixed' as q from companies where 1 = 1 [[ and name = :constructor ]] [[ and name = :valueof ]]",
  },
];

const nested = (depth: number) => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown;
const wide = Array.from({ length: 100_000 }, (_, at) => `v${at}`);

/** None of them is one value. */
const NOT_ONE_VALUE: Record<string, unknown> = {
  'an object': { $ne: null },
  'an object that speaks': { toString: 'x', length: 3, trim: 'y' },
  'a list': ['a'],
  'a list in a list': [['a']],
  'a deep list': nested(5_000),
  'a huge list': wide,
  'an object of prototypes': JSON.parse('{"__proto__": {"q": "x"}, "constructor": {"prototype": {}}}'),
  'no number': Number.NaN,
  'an endless number': Number.POSITIVE_INFINITY,
};

describe.each(Object.entries(DIALECTS))('odd values on %s', (_, open) => {
  let store: Store;
  let folder: ReportFolder;
  let lead: Context;
  let admin: Context;
  let before: string;

  beforeAll(async () => {
    store = await open();
    const team = createTeam(store);
    ({ lead, admin } = await seedReportFixture(team));
    folder = await openReportFolder(team, SKETCHES);
    before = await digestOf(store);
  });

  afterAll(async () => {
    expect(await digestOf(store)).toBe(before);
    await folder.close();
    await store.close();
  });

  const errorOf = (name: string, given: Record<string, unknown>) =>
    folder.run(lead, name, given).then(
      () => 'no error',
      (error: unknown) => error,
    );

  test('all reports of this test are good', () => {
    expect(folder.reports.catalog.broken()).toEqual([]);
  });

  test.each(Object.entries(NOT_ONE_VALUE))('%s is no value of any type', async (what, value) => {
    for (const name of [...Object.keys(TYPES), 'period']) {
      if (name === 'list' && what === 'a list') continue;
      const error = await errorOf(`one-${name}`, { q: value });
      expect(error, name).toBeInstanceOf(ParamsError);
      expect(messageOf(error)).toMatch(
        /^q(?: must be .*For example: q=|: at most 3 values can be given, not 100000)/,
      );
      expect(messageOf(error)).not.toMatch(/object Object|\[\[|v99/);
    }
  });

  test('nothing at all is a value that is missing', async () => {
    for (const value of [null, undefined, '', '   ', '\r\n']) {
      const error = await errorOf('one-integer', { q: value });
      expect(messageOf(error)).toBe('q is missing: it must be a whole number, for example q=10');
    }
    for (const value of [[], [null], ['', ' '], ',', ' , ,']) {
      expect(messageOf(await errorOf('one-list', { q: value }))).toMatch(
        /^q is missing: it must be up to 3 values/,
      );
    }
  });

  test('numbers, and yes and no, may come as such', async () => {
    await expect(folder.run(lead, 'one-integer', { q: 3 })).resolves.toMatchObject({
      params: [{ value: '3' }],
    });
    await expect(folder.run(lead, 'one-number', { q: -2.5 })).resolves.toMatchObject({
      params: [{ value: '-2.5' }],
    });
    await expect(folder.run(lead, 'one-boolean', { q: true })).resolves.toMatchObject({
      params: [{ value: 'yes' }],
    });
    await expect(folder.run(lead, 'one-boolean', { q: 0 })).resolves.toMatchObject({
      params: [{ value: 'no' }],
    });
    await expect(folder.run(lead, 'one-string', { q: 1e21 })).resolves.toMatchObject({
      params: [{ value: '1e+21' }],
    });
    for (const q of [1.5, 1e21, 2 ** 40])
      expect(await errorOf('one-integer', { q })).toBeInstanceOf(ParamsError);
  });

  test('a param that the report does not have is not known, whatever it is called', async () => {
    const names = [
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
      'Q',
      'q ',
      ' q',
      'q_from',
      ':q',
      '',
    ];
    for (const name of [...names, 'x'.repeat(9_000)]) {
      const given = JSON.parse(`{"q": "yes", ${JSON.stringify(name)}: "x"}`) as Record<string, unknown>;
      const error = await errorOf('one-boolean', given);
      expect(error).toBeInstanceOf(ParamsError);
      expect(messageOf(error)).toBe(`there is no param “${name.slice(0, 50)}”: one-boolean takes q`);
      expect(messageOf(await errorOf('no-params', given))).toContain('no-params takes none');
    }
  });

  test.each(RESERVED)('%s cannot be passed', async (name) => {
    for (const value of ['x', admin.actor.memberId, null, undefined, {}]) {
      expect(messageOf(await errorOf('no-params', { [name]: value }))).toBe(
        `${name} cannot be passed: it always says who is asking, and when`,
      );
    }
  });

  test('what an object inherits is not passed', async () => {
    const inherited = Object.create({ q: 'yes' }) as Record<string, unknown>;
    expect(messageOf(await errorOf('one-boolean', inherited))).toContain('q is missing');
    const { rows, params } = await folder.run(lead, 'bad-names', {});
    expect(rows[0]).toEqual(['fixed']);
    expect(params).toEqual([]);
    await expect(folder.run(lead, 'bad-names', { constructor: 'Acme' })).resolves.toMatchObject({
      rows: [['fixed']],
      params: [{ name: 'constructor', value: 'Acme' }],
    });
  });

  test('all that is wrong is said at once, one line for each param', async () => {
    const error = await errorOf('one-integer', { q: 'x', limit: 5, today: '2020-01-01' });
    expect((error as ParamsError).problems.map(({ param, kind }) => [param, kind])).toEqual([
      ['limit', 'unknown'],
      ['today', 'unknown'],
      ['q', 'bad'],
    ]);
    expect(messageOf(error).split('\n')).toHaveLength(3);
  });

  test('a report is not found by an odd name', async () => {
    for (const name of [
      '__proto__',
      'constructor',
      '',
      "' OR 1=1 --",
      'One-String',
      '../secret',
      'x'.repeat(50_000),
      '\u0000',
      '\ud83d',
    ]) {
      const error = await errorOf(name, {});
      expect(error).toBeInstanceOf(RapportError);
      expect(messageOf(error)).toMatch(/^I know no report “/);
      expect(messageOf(error).length).toBeLessThan(300);
    }
  });

  test('what was passed is kept with the run, whatever it was, and no more than is bearable', async () => {
    const endless: Record<string, unknown> = {};
    endless.q = endless;
    for (const q of [nested(200_000), wide, '\u0000\ud83d', endless, JSON.parse('{"__proto__": 1}')]) {
      expect(await errorOf('one-integer', { q })).toBeInstanceOf(ParamsError);
      const [run] = await listReportRuns(admin, { limit: 1 });
      expect(run).toMatchObject({ report: 'one-integer', outcome: 'refused', rows: null });
      expect(JSON.stringify(run?.params).length).toBeLessThan(130_000);
      expect(run?.error).toMatch(/^q (?:must be|is missing)/);
    }
  });
});
