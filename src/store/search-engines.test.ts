import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { foldWords } from '../folding.ts';
import { newId } from '../ids.ts';
import { createLog } from '../log.ts';
import { createDice } from '../testing/dice.ts';
import { seedOr } from '../testing/settings.ts';
import { DIALECTS } from '../testing/stores.ts';
import { searchText } from './search.ts';
import { searchBody } from './search-body.ts';
import { findingBy } from './search-query.ts';
import type { Store } from './store.ts';

/** Letters, marks, digits and signs of many scripts, few of each, so that words are alike. */
const ALPHABETS = [
  'abcAe12+#&',
  'äöüßÅøłŒđ',
  'ёйЖщ',
  'αέΣς',
  'אשבּ',
  'سأَك',
  'कराि्मु',
  'కా్ర',
  'ทีก็ๆฯไ',
  'ລາວ',
  'ភ្នំ',
  'မြန်',
  '東京一社々',
  'がガーィ',
  '삼성전',
  'ꀀꒌꟼ𠮷𞤀ⅷ½',
];
const SEPARATORS = [
  ' ',
  ' ',
  ' ',
  '.',
  '-',
  '@',
  "'",
  ', ',
  ' & ',
  '・',
  '\u00AD',
  '🎉',
  '"',
  '%',
  '_',
  '|',
  '\u0000',
];
const word = fc
  .constantFrom(...ALPHABETS)
  .chain((letters) => fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: 6 }))
  .map((letters) => letters.join(''));
const phone = fc.array(fc.constantFrom('0', '1', '7', ' ', '-'), { minLength: 7, maxLength: 12 });
const part = fc.oneof(
  { weight: 12, arbitrary: word },
  { weight: 1, arbitrary: phone.map((digits) => `+3${digits.join('')}2`) },
);
const text = fc
  .array(fc.tuple(part, fc.constantFrom(...SEPARATORS)), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.flat().join(''));

const seed = seedOr(1);
const texts = fc.sample(text, { seed, numRuns: 200 });
const ids = texts.map(() => newId());
const stores: Store[] = [];

beforeAll(async () => {
  for (const open of Object.values(DIALECTS)) {
    const store = await open();
    stores.push(store);
    const entries = texts.map((each, at) => ({
      kind: 'company' as const,
      entityId: ids[at] ?? '',
      body: searchBody([each]),
    }));
    await store.transaction((tx) => tx.insert(store.tables.searchEntries).values(entries).returning());
  }
});
afterAll(async () => {
  for (const store of stores) await store.close();
});

/** The texts that a query finds on each engine, newest first. */
async function search(query: string): Promise<string[][]> {
  const found: string[][] = [];
  for (const store of stores) {
    const ctx = { store, db: store.read, clock: systemClock, log: createLog('silent') };
    const viewer = { memberId: '', role: 'member', audience: 'shared' } as const;
    const hits = await searchText(ctx, { viewer, query, kind: 'company', limit: 1_000 });
    found.push(hits.map((id) => texts[ids.indexOf(id)] ?? ''));
  }
  return found;
}

const UNSPACED =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmr}\p{scx=Mymr}]/u;

/** A part of a word of a text by which it has to be found: its beginning, or any part in a script without spaces. */
function partOf(stored: string, dice: ReturnType<typeof createDice>): string | undefined {
  const words = foldWords(stored).filter((each) => /[\p{L}\p{N}]/u.test(each));
  if (words.length === 0) return undefined;
  const letters = [...dice.pick(words)];
  const from = letters.every((each) => UNSPACED.test(each)) ? dice.between(0, letters.length - 1) : 0;
  const length = dice.between(1, letters.length - from);
  const found = letters.slice(from, from + length).join('');
  return /[\p{L}\p{N}]/u.test(found) ? found : undefined;
}

test('both engines find a text by the parts of its words, and both the same texts', {
  timeout: 120_000,
}, async () => {
  const dice = createDice(seed);
  for (const stored of texts) {
    const query = partOf(stored, dice);
    if (query === undefined) continue;
    const [sqlite, postgres] = await search(query);
    expect(sqlite, `“${query}” of “${stored}”, seed ${seed}`).toContain(stored);
    expect(postgres, `“${query}”, seed ${seed}`).toEqual(sqlite);
  }
});

test('both engines find the texts that a query fits, the newest first', { timeout: 120_000 }, async () => {
  const queries = [...fc.sample(text, { seed: seed + 1, numRuns: 60 }), ...texts.slice(0, 40)];
  for (const query of queries) {
    const fitting = texts.filter(findingBy(query)).toReversed();
    const [sqlite, postgres] = await search(query);
    expect(postgres, `“${query}”, seed ${seed}`).toEqual(sqlite);
    if (fitting.length > 0) expect(sqlite, `“${query}”, seed ${seed}`).toEqual(fitting);
  }
});

const HOSTILE = [
  ...[
    '"',
    '""',
    '*',
    '%',
    '_',
    "'",
    '--',
    '\\',
    ')',
    'NEAR(a b)',
    'a AND',
    'a* OR "',
    'body:a',
    '^a',
    '{a}',
    '- a',
    'a:*',
    '!a & |',
  ],
  ...[
    '\u0000',
    'a\u0000b',
    '\uD800',
    '\uDFFFa',
    '“',
    '„“',
    '「」',
    '"\u0000"',
    '& + #',
    '+++',
    '...',
    '@',
    '()',
  ],
  ...[
    'a'.repeat(10_000),
    'a '.repeat(5_000),
    '東'.repeat(10_000),
    '"a'.repeat(5_000),
    '+'.repeat(10_000),
    '1 '.repeat(5_000),
  ],
  ...[
    '1'.repeat(10_000),
    '.a'.repeat(5_000),
    "a'".repeat(5_000),
    '์'.repeat(10_000),
    '&amp;',
    '<script>',
    "'; drop table x; --",
  ],
];

test('no query does harm, and one of signs finds nothing', async () => {
  for (const query of HOSTILE) {
    const [sqlite, postgres] = await search(query);
    expect(postgres, query.slice(0, 50)).toEqual(sqlite);
    if (!/[\p{L}\p{N}]/u.test(query)) expect(sqlite, query.slice(0, 50)).toEqual([]);
  }
});
