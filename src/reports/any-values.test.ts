import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Context } from '../context.ts';
import type { Store } from '../store/store.ts';
import { openReportFolder, type ReportFolder, type Sketch } from '../testing/report-folder.ts';
import { DIALECTS } from '../testing/stores.ts';
import { createTeam } from '../testing/team.ts';
import { clean } from '../text.ts';
import { ParamsError } from './params.ts';

const NUMERIC = { q: { label: 'q', format: 'number' } };

const SKETCHES: Sketch[] = [
  {
    name: 'text',
    columns: ['q'],
    params: { q: { type: 'string', max_length: 300 } },
    sql: 'select :q as q',
  },
  {
    name: 'members-named',
    columns: ['q'],
    params: { q: { type: 'list', of: 'string', max: 6 } },
    sql: 'select name as q from members where name in (:q)',
  },
  { name: 'whole', columns: NUMERIC, params: { q: { type: 'integer' } }, sql: 'select :q as q' },
  { name: 'number', columns: NUMERIC, params: { q: { type: 'number' } }, sql: 'select :q as q' },
  { name: 'day', columns: ['q'], params: { q: { type: 'date' } }, sql: 'select :q as q' },
];

const SIGNS = [
  "'",
  '"',
  '--',
  '/*',
  '*/',
  ';',
  ':q',
  ']]',
  '[[',
  '\\',
  '\u0000',
  '$1',
  '?1',
  ' or ',
  '%',
  'x',
  '\n',
];

/** Whole characters and halves, of all planes, and what means something to SQL. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 })
    .map((codes) => String.fromCharCode(...codes)),
  fc.array(fc.constantFrom(...SIGNS), { maxLength: 30 }).map((parts) => parts.join('')),
);

describe.each(Object.entries(DIALECTS))('any value on %s', (_, open) => {
  let store: Store;
  let folder: ReportFolder;
  let marta: Context;

  beforeAll(async () => {
    store = await open();
    const team = createTeam(store);
    marta = await team.as('Marta');
    await team.as('Tom');
    folder = await openReportFolder(team, SKETCHES);
    expect(folder.reports.catalog.broken()).toEqual([]);
  });

  afterAll(async () => {
    await folder.close();
    await store.close();
  });

  /** The first column; `refused` when the value was not understood. */
  async function cellsOf(name: string, q: unknown): Promise<unknown> {
    try {
      return (await folder.run(marta, name, { q })).rows.map(([cell]) => cell);
    } catch (error) {
      if (error instanceof ParamsError) return 'refused';
      throw error;
    }
  }

  test('any text comes back as it is, or is refused', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const kept = clean(text);
        const isFit = kept !== '' && kept.length <= 300;
        expect(await cellsOf('text', text)).toEqual(isFit ? [kept] : 'refused');
      }),
      { numRuns: 120 },
    );
  });

  test('any list of texts finds those who are named in it, and nobody else', async () => {
    const anyList = fc.array(fc.oneof(anyText, fc.constantFrom('Marta', 'Tom')), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(anyList, async (list) => {
        const cells = await cellsOf('members-named', list);
        if (cells === 'refused') return;
        const named = ['Marta', 'Tom'].filter((name) => list.map(clean).includes(name));
        expect([...(cells as string[])].sort()).toEqual(named);
      }),
      { numRuns: 60 },
    );
  });

  test('any whole number of nine digits comes back as it is, others are refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.double()), async (value) => {
        const isFit = Number.isInteger(value) && Math.abs(value) < 1e9;
        const expected = isFit ? [value + 0] : 'refused';
        expect(await cellsOf('whole', value)).toEqual(expected);
        expect(await cellsOf('whole', String(value))).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test('any number comes back as it is, or is refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.double(), fc.float(), fc.integer()), async (value) => {
        const cells = await cellsOf('number', value);
        if (cells !== 'refused') expect(cells).toEqual([value + 0]);
      }),
      { numRuns: 60 },
    );
  });

  test('any day comes back as it is from 1970 to 2199, others are refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.date({ noInvalidDate: true }), async (date) => {
        const day = date.toISOString().slice(0, 10);
        const isFit = /^(?:19[7-9]|2[01]\d)\d-\d\d-\d\d$/.test(day);
        expect(await cellsOf('day', day)).toEqual(isFit ? [day] : 'refused');
      }),
      { numRuns: 60 },
    );
  });
});
