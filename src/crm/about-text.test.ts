import { expect, test } from 'vitest';
import { isNoted } from './about-text.ts';

const ABOUT =
  'Makes pumps.\n3 Nov 2026: Prefers e-mail.\nNever calls.\n24 Nov 2026: No longer wants the Pro plan.';

test.each([
  ['Prefers e-mail.', true],
  ['Prefers e-mail.\nNever calls.', true],
  ['Never calls.', true],
  ['Makes pumps.', true],
  ['wants the Pro plan.', false],
  ['No longer wants', false],
  ['pumps', false],
])('whether “%s” is noted: %s', (words, expected) => {
  expect(isNoted(ABOUT, words)).toBe(expected);
});

test('nothing is noted where nothing is known', () => {
  expect(isNoted(null, 'Makes pumps.')).toBe(false);
});
