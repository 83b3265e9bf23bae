import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSlackRefusals } from '../../testing/slack-refusals.ts';
import { plain } from '../../testing/test-workspace.ts';
import type { Json } from '../workspace-types.ts';

let slack: Awaited<ReturnType<typeof openSlackRefusals>>;
beforeAll(async () => {
  slack = await openSlackRefusals();
});
afterAll(() => slack.close());

describe('a data_table', () => {
  const text = (value: string) => ({ type: 'raw_text', text: value });
  const number = (value: number) => ({ type: 'raw_number', value, text: String(value) });
  const rich = {
    type: 'rich_text',
    elements: [
      { type: 'rich_text_section', elements: [{ type: 'text', text: 'bold', style: { bold: true } }] },
    ],
  };
  const HEAD = [text('Company'), text('Calls')];
  const ROW = [text('Acme'), number(3)];
  const table = (more: Json = {}) => ({ type: 'data_table', caption: 'Calls', rows: [HEAD, ROW], ...more });
  const rows = (count: number) => [HEAD, ...Array.from({ length: count }, () => ROW)];

  test('with a caption, a header and up to a hundred rows is taken', async () => {
    expect(
      await slack.refusalOf(table({ rows: rows(100), page_size: 100, row_header_column_index: 1 })),
    ).toBe(undefined);
    expect(await slack.refusalOf(table({ rows: [HEAD, [rich, number(-1.5)]] }))).toBe(undefined);
  });

  test.each([
    ['no caption', { caption: undefined }, 'caption'],
    ['no rows below the header', { rows: [HEAD] }, 'at least one row'],
    ['too many rows', { rows: rows(101) }, 'no more than 101 rows'],
    ['rows of different lengths', { rows: [HEAD, [text('Acme')]] }, 'same number of cells'],
    ['21 columns', { rows: [1, 2].map(() => Array.from({ length: 21 }, () => text('x'))) }, '20 columns'],
    ['an empty cell', { rows: [HEAD, [text(''), number(1)]] }, 'more than 0 characters'],
    [
      'a number that is none',
      { rows: [HEAD, [text('a'), { ...number(1), value: '1' }]] },
      'must be a number',
    ],
    [
      'a number without its text',
      { rows: [HEAD, [text('a'), { type: 'raw_number', value: 1 }]] },
      '0 characters',
    ],
    ['formatting in the header', { rows: [[rich, text('b')], ROW] }, 'header cell'],
    ['another cell', { rows: [HEAD, [text('a'), plain('b')]] }, 'unsupported cell'],
    ['a page of nothing', { page_size: 0 }, 'page_size'],
    ['a row header that is not there', { row_header_column_index: 2 }, 'row_header_column_index'],
  ])('with %s is refused', async (_, more, words) => {
    const refusal = await slack.refusalOf(table(more));
    expect(refusal).toContain('invalid_blocks');
    expect(refusal).toContain(words);
  });

  test('comes once in a message, and in messages only', async () => {
    expect(await slack.refusalOf(table(), table())).toContain('no more than 1 data_table');
    expect(await slack.viewRefusalOf({ blocks: [table()] })).toContain('unsupported type: data_table');
  });
});
