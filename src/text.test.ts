import { expect, test } from 'vitest';
import { storable } from './text.ts';

test('a value that can be stored stays as it is, whatever is in it', () => {
  const value = { said: '“Ärger” 🙂 \\u0000', of: [1, null, true, { at: new Date(0) }], left: undefined };
  expect(storable(value)).toBe(value);
  expect([storable(undefined), storable(null), storable('one')]).toEqual([undefined, null, 'one']);
});

test('no text of a value that is stored holds a NUL or half a character', () => {
  const value = { said: 'a\u0000b', of: [{ text: 'half \ud83d', more: ['\udc00'] }] };
  expect(storable(value)).toEqual({ said: 'ab', of: [{ text: 'half \ufffd', more: ['\ufffd'] }] });
});
