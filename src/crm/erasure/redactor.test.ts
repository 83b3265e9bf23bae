import { expect, test } from 'vitest';
import { createRedactor, isFullName } from './redactor.ts';

const redact = createRedactor({ names: ['Ana Lopes', 'Ana'], literals: ['ana@acme.com'] });

test.each([
  ['Ana Lopes called', '(erased) called'],
  ['ANA  LÓPES’s offer', '(erased)’s offer'],
  ['*Ana*\n*Lopes*, twice: Ana Lopes', '*(erased)*, twice: (erased)'],
  ['Ana called', '(erased) called'],
  ['-Ana@Acme.com.', '-(erased).'],
  ['<mailto:ana@acme.com|ana@acme.com>', '<mailto:(erased)|(erased)>'],
])('“%s” loses the name or the address', (said, left) => {
  expect(redact(said)).toBe(left);
});

test.each([
  'Mariana Lopes',
  'Susana Lopesova',
  'the ana prefix',
  'mariana@acme.com',
  'susi.ana@acme.com',
  'ana@acme.com.br',
])('“%s” is about somebody or something else', (said) => {
  expect(redact(said)).toBe(said);
});

test('names that are written without spaces are found inside of sentences', () => {
  expect(createRedactor({ names: ['田中太郎'], literals: [] })('昨日田中太郎さんに会った')).toBe(
    '昨日(erased)さんに会った',
  );
  expect(['田中太郎', 'Ana Lopes', 'Will'].map(isFullName)).toEqual([true, true, false]);
});
