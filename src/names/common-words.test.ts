import { expect, test } from 'vitest';
import { areCommonWords } from './common-words.ts';

test.each([
  'bank',
  'stadt',
  'first national bank',
  'deutsche',
  'deutscher',
  'italiana',
  'british',
  'new york',
  'los angeles',
  'united arab emirates',
  'hotel wien',
  '東京',
  'российская',
])('“%s” is in the names of very many companies', (words) => {
  expect(areCommonWords(words.split(' '))).toBe(true);
});

test.each(['bluefin', 'siemens', 'bluefin bank', 'new bluefin', 'toyota', 'ромашка', '東芝'])(
  '“%s” tells a company from others',
  (words) => {
    expect(areCommonWords(words.split(' '))).toBe(false);
  },
);
