import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Card, Cell, CellFormat, Document } from '../../delivery/document.ts';
import { findBlockProblem } from '../../emulator/rules/block-rules.ts';
import type { Json } from '../../emulator/workspace-types.ts';
import { buildComment, buildViews } from './document.ts';

/** All that can be read in blocks. */
function readable(value: unknown, key = ''): string[] {
  if (typeof value === 'string')
    return ['type', 'action_id', 'block_id', 'value', 'style'].includes(key) ? [] : [value];
  if (Array.isArray(value)) return value.flatMap((each) => readable(each, key));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => readable(each, name));
}

const text = (maxLength: number) =>
  fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
    fc
      .constantFrom('x', '&', '<!channel> ', '``` `', '😀', 'word ', '\n')
      .chain((piece) =>
        fc
          .integer({ min: 1, max: maxLength })
          .map((length) => `a${piece.repeat(length)}`.slice(0, maxLength)),
      ),
  );
const cell = fc.oneof(text(400), fc.double(), fc.integer(), fc.constant(null));
const format = fc.constantFrom<CellFormat>('text', 'integer', 'number', 'percent', 'date', 'week', 'boolean');

const table = fc.integer({ min: 1, max: 20 }).chain((width) =>
  fc.record({
    caption: fc.constant('A table'),
    columns: fc.array(fc.record({ name: fc.string(), label: fc.constant('A column'), format }), {
      minLength: width,
      maxLength: width,
    }),
    rows: fc
      .array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 20 })
      .chain((rows) => fc.integer({ min: 1, max: 6 }).map((times) => repeat(rows, times))),
    locale: fc.constantFrom('en-GB', 'de-DE', 'nowhere'),
  }),
);
const repeat = (rows: Cell[][], times: number) => Array.from({ length: times }, () => rows).flat();

const label = (at: number) => `A long label for ${at}`;
const chart = fc.record({
  type: fc.constantFrom('bar' as const, 'line' as const),
  title: text(80),
  categories: fc.constant(Array.from({ length: 20 }, (_, at) => label(at))),
  series: fc.constant(Array.from({ length: 6 }, (_, at) => ({ name: label(at), values: [at, null] }))),
});

const card: fc.Arbitrary<Card> = fc.record(
  {
    title: text(300),
    text: text(2_000),
    note: text(1_000),
    actions: fc.constant([
      { id: 'observation_approve' as const, label: 'Approve', value: 'it', style: 'primary' as const },
      { id: 'observation_dismiss' as const, label: 'Dismiss', value: 'it' },
    ]),
    outcome: text(300),
  },
  { requiredKeys: ['text', 'actions'] },
);

const document: fc.Arbitrary<Document> = fc.record(
  {
    title: fc.constant('A title'),
    text: text(20_000),
    chart,
    table,
    cards: fc.array(card, { maxLength: 12 }),
    facts: fc.array(fc.record({ label: fc.constant('A fact'), value: text(400) }), { maxLength: 60 }),
    note: text(3_000),
    actions: fc.constant([{ id: 'report_csv' as const, label: 'CSV', value: 'run' }]),
    feedback: fc.constant('run'),
  },
  { requiredKeys: ['text'] },
);

const RUNS = { numRuns: 50, endOnFailure: true };

describe('whatever is in a document', () => {
  test('Slack takes every look of it', () => {
    fc.assert(
      fc.property(document, (given) => {
        for (const look of buildViews(given, () => undefined)) {
          expect(findBlockProblem(look.blocks as unknown as Json[])).toBeUndefined();
          expect(readable(look.blocks).join('').length).toBeLessThanOrEqual(13_000);
          expect(readable(look.blocks).every((each) => each.isWellFormed())).toBe(true);
        }
      }),
      RUNS,
    );
  });

  test('its text can mention, link and notify nobody, and half an entity is never shown', () => {
    fc.assert(
      fc.property(document, (given) => {
        const sections = buildViews(given, () => undefined)
          .flatMap(({ blocks }) => blocks)
          .flatMap((block) => (block.type === 'section' ? [block.text?.text ?? ''] : []));
        for (const written of [...sections, buildComment(given)])
          expect(written).not.toMatch(/<|&(?!amp;|lt;|gt;)/);
      }),
      RUNS,
    );
  });
});
