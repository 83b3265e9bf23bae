import { expect, test } from 'vitest';
import { buildEntryField, readEntryValues } from './entry-blocks.ts';

/** What Slack sends back for a text that nobody has touched. */
function untouched(value: string): unknown {
  const blocks = buildEntryField(
    { name: 'details', label: 'Notes', type: 'text', value, max: 20_000 },
    'THING',
  );
  const states = blocks.map(({ block_id: id = '', element }) => {
    const { initial_value: said = null, max_length: max = 0 } = element as {
      initial_value?: string;
      max_length?: number;
    };
    expect(said?.length ?? 0).toBeLessThanOrEqual(max);
    return [id, { value: { type: 'plain_text_input', value: said } }] as const;
  });
  expect(new Set(states.map(([id]) => id)).size).toBe(blocks.length);
  return readEntryValues(Object.fromEntries(states)).details;
}

const LONG = 'x'.repeat(2_500);

test.each([
  ['one line that is longer than a field', 'wordsandwords '.repeat(500).trim()],
  ['a character of two halves where it is cut', `${'x'.repeat(2_998)}😀${'y'.repeat(4_000)}`],
  ['lines that fit', [LONG, LONG, 'the end'].join('\n')],
  ['lines, and one that is too long', [LONG, 'z'.repeat(7_000), 'the end'].join('\n')],
  ['a short text', 'Fine with the draft.'],
])('a text that nobody has touched comes back from its fields as it was: %s', (_, text) => {
  expect(untouched(text)).toBe(text);
});
