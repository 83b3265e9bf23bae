import { expect, test } from 'vitest';
import type { Document } from './document.ts';
import { renderJson, renderTable } from './table-text.ts';
import { widthOf } from './text-width.ts';

const COLUMNS = [
  { name: 'company', label: 'Company', format: 'text' as const },
  { name: 'calls', label: 'Calls', format: 'integer' as const },
];

const documentOf = (rows: (string | number | null)[][]): Document => ({
  title: 'Calls by company',
  text: '2 rows.',
  table: { caption: 'Calls by company', columns: COLUMNS, rows, locale: 'en-GB' },
  note: 'run today',
});

test('a table has aligned columns, numbers on the right', () => {
  const text = renderTable(
    documentOf([
      ['Acme', 1200],
      ['Globex Corporation', null],
    ]),
  );
  expect(text.split('\n')).toEqual([
    'Calls by company',
    '2 rows.',
    '',
    'Company             Calls',
    '──────────────────  ─────',
    'Acme                1,200',
    'Globex Corporation      –',
    '',
    'run today',
  ]);
});

test('wide characters take two columns', () => {
  const [acme, tokyo, party] = renderTable(
    documentOf([
      ['Acme', 1],
      ['東京電力', 2],
      ['🎉 Ltd', 3],
    ]),
  )
    .split('\n')
    .slice(5, 8);
  expect([acme, tokyo, party].map((line) => widthOf(line ?? ''))).toEqual([15, 15, 15]);
});

test('a cell stays on its line, cannot steer the terminal, and is cut when it is long', () => {
  const text = renderTable(
    documentOf([
      ['two\nlines \u001B[31mred\u202E', 1],
      ['x'.repeat(60), 2],
    ]),
  );
  expect(text).toContain('two lines [31mred');
  expect(text).not.toMatch(/[\p{Bidi_Control}]|[^\P{Cc}\n]/u);
  expect(text).toContain(`${'x'.repeat(39)}…  `);
});

test('a document without a table is its words', () => {
  expect(renderTable({ text: 'Nothing found.', facts: [{ label: 'A', value: 'b' }] })).toBe(
    'Nothing found.\n\nA: b',
  );
});

test('as JSON, rows are objects with raw cells', () => {
  expect(
    JSON.parse(
      renderJson(COLUMNS, [
        ['Acme', 1200],
        ['Globex', null],
      ]),
    ),
  ).toEqual([
    { company: 'Acme', calls: 1200 },
    { company: 'Globex', calls: null },
  ]);
});
