import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatCell, formatChange, formatLabel } from './cell-format.ts';
import type { Cell, CellFormat } from './document.ts';

const FORMATS: CellFormat[] = [
  'text',
  'integer',
  'number',
  'percent',
  'money',
  'date',
  'week',
  'month',
  'quarter',
  'boolean',
];

test.each<[CellFormat, Cell, string]>([
  ['text', 'Acme', 'Acme'],
  ['text', 5, '5'],
  ['integer', 1234567, '1,234,567'],
  ['integer', 2.5, '2.5'],
  ['number', 1234.567, '1,234.57'],
  ['number', 0.00123, '0.0012'],
  ['number', -0, '0'],
  ['number', -5, '-5'],
  ['money', '85000.00 EUR', '€85,000'],
  ['money', '-12.50 EUR', '-€12.50'],
  ['money', '1234.567 KWD', 'KWD\u00a01,234.567'],
  ['percent', 0.25, '25%'],
  ['percent', 0.3333, '33.3%'],
  ['percent', 0.0004, '<0.1%'],
  ['percent', -0.0004, '>-0.1%'],
  ['percent', 0.0005, '0.1%'],
  ['percent', 0, '0%'],
  ['percent', -0, '0%'],
  ['percent', -0.25, '-25%'],
  ['date', '2026-11-27', 'Fri, 27 Nov 2026'],
  ['week', '2026-10-26', '26 Oct 2026'],
  ['month', '2026-10', 'Oct 2026'],
  ['quarter', '2026-Q4', 'Q4 2026'],
  ['boolean', 1, 'yes'],
  ['boolean', 0, 'no'],
])('a cell of format %s holding %s reads %s', (format, cell, text) => {
  expect(formatCell(cell, format, 'en-GB')).toBe(text);
});

test('numbers are written as the reader is used to', () => {
  expect(formatCell(1234.5, 'number', 'de-DE')).toBe('1.234,5');
  expect(formatCell(0.0004, 'percent', 'de-DE')).toBe('<0,1\u00a0%');
  expect(formatChange(0.947, 'de-DE')).toBe('+94,7\u00a0%');
  expect(formatChange(-0.0001, 'en-GB')).toBe('>-0.1%');
});

test('days are written in the language of the words around them, in the reader’s form of it', () => {
  expect(formatCell('2026-11-27', 'date', 'en-US')).toBe('Fri, Nov 27, 2026');
  expect(formatCell('2026-10', 'month', 'pt-BR')).toBe('Oct 2026');
  expect(formatLabel('2026-10-29', 'date', 'sv-SE')).toBe('29 Oct');
  expect(formatCell('2026-10-29', 'date', 'sv-SE')).toBe('Thu, 29 Oct 2026');
});

test.each(['xx-nowhere', 'not a locale', ''])(
  'the unknown locale "%s" reads as British English',
  (locale) => {
    expect(formatCell('2026-10-26', 'week', locale)).toBe('26 Oct 2026');
  },
);

test.each<[CellFormat, Cell]>([
  ['integer', 'many'],
  ['percent', 'half'],
  ['money', '5.00 XYZ'],
  ['date', '2026-02-31'],
  ['date', '2026-11-27T10:00:00Z'],
  ['week', 'next'],
  ['month', '2026-13'],
  ['quarter', '2026-Q5'],
  ['boolean', 'maybe'],
  ['boolean', 'toString'],
])('a cell of format %s that holds %s is shown as it is', (format, cell) => {
  expect(formatCell(cell, format, 'en-GB')).toBe(cell);
});

test('below a chart, days and weeks do without their year', () => {
  expect(formatLabel('2026-10-26', 'week', 'en-GB')).toBe('26 Oct');
  expect(formatLabel('2026-10', 'month', 'en-GB')).toBe('Oct 2026');
  expect(formatLabel(null, 'week', 'en-GB')).toBe('–');
});

test('whatever a cell holds, it is written without failing, and never as nothing', () => {
  const cells = fc.oneof(fc.string({ unit: 'binary' }), fc.double(), fc.constant(null));
  fc.assert(
    fc.property(cells, fc.constantFrom(...FORMATS), (cell, format) => {
      expect(formatCell(cell, format, 'en-GB').trim()).not.toBe('');
    }),
  );
});
