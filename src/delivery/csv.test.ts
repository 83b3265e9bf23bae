import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderCsv } from './csv.ts';
import type { Cell } from './document.ts';

/** Reads a CSV file as RFC 4180 says. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  const fields = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gy;
  let row: string[] = [];
  for (let at = 0; at < text.length || row.length > 0; at = fields.lastIndex) {
    const match = fields.exec(text);
    if (!match) throw new Error(`This is no CSV: ${JSON.stringify(text.slice(at, at + 20))}`);
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

const render = (rows: Cell[][], labels = ['A', 'B']) =>
  renderCsv(
    labels.map((label) => ({ label })),
    rows,
  );

test('a file has a byte order mark, its labels, and raw cells', () => {
  const rows = [
    ['2026-11-27', 0.25],
    ['Müller, "Söhne"', null],
    ['two\nlines', -5],
  ];
  expect(render(rows, ['Day', 'Share'])).toBe(
    '\uFEFFDay,Share\r\n2026-11-27,0.25\r\n"Müller, ""Söhne""",\r\n"two\nlines",-5\r\n',
  );
});

test('without rows there are the labels', () => {
  expect(render([])).toBe('\uFEFFA,B\r\n');
});

test('a text with what is a delimiter elsewhere stays in one piece', () => {
  expect(render([['Acme;=1+1', 'a\tb']])).toContain('"Acme;=1+1","a\tb"');
});

test.each([
  '=1+1',
  '+49 30 1234',
  '-5',
  '@SUM(A1)',
  '|calc',
  '%0A',
  '  =1+1',
  '\t=1+1',
  '\n=1+1',
  '\r\n =1+1',
  '\u00A0=1+1',
  '\uFEFF=1+1',
  '\u200B=1+1',
  '\u0000=1+1',
  '＝1+1',
  '＋1',
  '－1',
  '＠SUM(A1)',
  ' ﹦1',
  '\tindented',
  '\rreturned',
])('the text %j is no formula', (text) => {
  const [head, row] = parseCsv(render([[text, 'x']], [text, 'B']).slice(1));
  expect(row).toEqual([`'${text}`, 'x']);
  expect(head).toEqual([`'${text}`, 'B']);
});

test('texts come back as they were but for an apostrophe, and none of them is a formula', () => {
  const piece = fc.constantFrom(...'=+-@|%＝＋－＠ \t\r\n",;\'a1é😀\u200B\uFEFF\u0000');
  const text = fc.oneof(
    fc.string({ unit: piece, minLength: 1 }),
    fc.string({ unit: 'binary', minLength: 1 }),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { minLength: 1 }), (rows) => {
      const [, ...parsed] = parseCsv(render(rows).slice(1));
      const read = parsed.map((row, at) => row.map((cell, column) => [cell, rows[at]?.[column]]));
      expect(parsed).toHaveLength(rows.length);
      for (const [cell = '', original] of read.flat()) {
        expect([original, `'${original}`]).toContain(cell);
        expect(cell.replace(/^[\s\p{C}]+/u, '').normalize('NFKC')).not.toMatch(/^[=+\-@|%]/);
        expect(cell).not.toMatch(/^[\t\r]/);
      }
    }),
  );
});

test('numbers stay numbers', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), (a, b) => {
      const [, row = []] = parseCsv(render([[a, b]]).slice(1));
      expect(row.map(Number)).toEqual([a + 0, b]);
    }),
  );
});

test('money is written as plain decimals, a negative one too, and nothing else passes for a number', () => {
  const columns = [{ label: 'Worth', format: 'money' as const }, { label: 'Currency' }];
  const rows = [
    ['85000.00 EUR', 'EUR'],
    ['-12.34 KWD', 'KWD'],
    ['=1+1', '-5'],
    [null, null],
  ];
  expect(renderCsv(columns, rows)).toBe(
    "\uFEFFWorth,Currency\r\n85000.00,EUR\r\n-12.34,KWD\r\n'=1+1,'-5\r\n,\r\n",
  );
});
