import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { newId } from '../ids.ts';
import { type CrmDesk, openCrmDesk } from '../testing/crm-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { searchText } from './search.ts';
import { searchBody } from './search-body.ts';

/** A text, the queries that find it, and queries that do not. */
const CASES: [text: string, finds: string[], not: string[]][] = [
  [
    '株式会社東芝',
    ['東芝', '株式会社東芝', '東', '芝', '会社東', '"東芝"', '"社"'],
    ['芝東', '東京', '"東社"'],
  ],
  ['東京一', ['一', '"一"', '東京'], ['京東']],
  ['山田 太郎', ['山田太郎', '山田 太郎', '田太', '"山田太郎"'], ['太郎山田', '"太郎 山田"']],
  ['山田太郎', ['山田 太郎', '太郎 山田', '"山田 太郎"'], []],
  ['NTTデータ 3M社', ['データ', 'ntt', 'NTTデ', '3m', 'ﾃﾞｰﾀ', '3M社'], ['タデ']],
  ['삼성전자', ['삼성', '전자', '삼성 전자', '성전'], ['전자삼']],
  ['บริษัท ปูนซิเมนต์ไทย', ['ปูน', 'ไทย', 'ซิเมนต์', 'บริษัทปูน'], ['ไทยปูน']],
  ['ភ្នំពេញ', ['ពេញ', 'ភ្នំ'], ['ពេញភ្នំ']],
  ['ရန်ကုန် ຫວຽງຈັນ', ['ကုန်', 'ຈັນ'], []],
  ['राम मोहन', ['राम', 'मोह'], ['रमा', 'रम']],
  [
    'Müller & Söhne',
    ['Mueller', 'MULLER', 'müll', 'muell', 'Soehne', 'Müller&Söhne', '"Mueller & Soehne"', 'Söhne Müller'],
    ['Mullen'],
  ],
  ['Mueller GmbH', ['Müller', 'Mueller', 'mü'], ['Möller']],
  ['Århus Sørensen Strauß', ['Aarhus', 'arhus', 'Soerensen', 'sorensen', 'strauss', 'Strauß'], []],
  ['Aarhus Soerensen', ['Århus', 'Sørensen'], []],
  ['Jürgen Groß', ['juergen.gross', 'Juergen Gross'], []],
  ['Đorđe Łukasz', ['dorde', 'Lukasz', 'đorđe'], []],
  ['C++ at work', ['C++', 'c+', 'C'], ['C#', 'C+++']],
  ['C and Cobol', ['c'], ['C++', 'c#']],
  ['F# and Disney+', ['F#', 'disney', 'Disney+'], ['f+', 'disney#']],
  ['AT&T Mobile', ['AT&T', 'att', 'at & t', '"AT&T"', 'AT&'], ['AT&M']],
  ['AT & T', ['AT&T', '"AT & T"'], []],
  ['a&b', ['a&b', 'b', 'ab'], ['b&a']],
  ['.NET shop', ['.NET', 'net', '.net shop'], []],
  ['Network GmbH', ['net'], ['.net']],
  ['ASP.NET', ['asp.net', 'NET'], []],
  ['J.P. Morgan', ['JP Morgan', 'J.P. Morgan', 'j.p.'], []],
  ['JP Morgan', ['J.P. Morgan'], []],
  ["l'entreprise O'Brien", ['entreprise', "l'entreprise", 'obrien', "O'Brien", 'O Brien', 'O’Brien'], []],
  ['Acme', ["Acme's", 'acme', '"acme"', 'https://www.acme', '"Acme'], ['"acm"', '"Acme inc"']],
  [
    'ana.lopes+crm@acme.example',
    [
      'ana.lopes+crm@acme.example',
      'ana.lopes',
      'lopes',
      'acme.example',
      'acme',
      'mailto:ana.lopes',
      '@acme',
      'crm',
    ],
    ['"lopes.ana@acme.example"', '"ana@acme"', '"ana.lopes" acm.example'],
  ],
  [
    'ana@müller.example xn--mller-kva.example',
    ['ana@xn--mller-kva.example', 'müller.example', 'mueller.example'],
    [],
  ],
  [
    '+351 912 345 678',
    [
      '+351 912 345 678',
      '912345678',
      '0351-912345678',
      '00351 912.345.678',
      '2345678',
      '(912) 345-678',
      '+351912345678',
      '912 345',
    ],
    ['912345679', '345678999', '3345678', '922345678'],
  ],
  ['912 345 678', ['+351 912 345 678', '0351-912-345-678', '912345678'], ['+351 912 345 679']],
  ['+44 (0)20 7946 0958', ['+44 20 7946 0958', '020 7946 0958', '+44 020 79460958', '0044-20-7946-0958'], []],
  ['Ring +49 30 123456-78 on 2026-11-24', ['2026-11-24', '030 12345678', 'ring 3012345678'], ['2026-11-25']],
  ['٠١٢٣٤٥٦٧٨٩', ['123456789', '٢٣٤٥٦٧٨٩'], []],
  ['call 912345678 12 times', ['912345678', '912345678 2026'], []],
  ['Order 5e3x 12e34ab', ['5e3', '5e3x', '12e', '12e34a'], ['5e4', 'ab', 'x']],
  [
    'one two three',
    ['"one two"', '"two three"', 'thr one', '“one two”', '„two”', '"two" "one"'],
    ['"one three"', '"one tw"', '"two one"'],
  ],
];

describe.each(Object.entries(DIALECTS))('full-text search on %s', (_, open) => {
  let desk: CrmDesk;
  let marta: Context;
  const ids = CASES.map(() => newId());
  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    ({ marta } = desk);
    const { searchEntries } = desk.store.tables;
    const entries = CASES.map(([text], at) => ({
      kind: 'company' as const,
      entityId: ids[at] ?? '',
      body: searchBody([text]),
    }));
    await desk.store.transaction((tx) => tx.insert(searchEntries).values(entries).returning());
  });
  afterAll(() => desk.store.close());

  const search = (query: string) =>
    searchText(marta, { viewer: marta.actor, query, kind: 'company', limit: 50 });

  test.each(CASES)('%s is found by what people type', async (text, finds, not) => {
    const id = ids[CASES.findIndex(([each]) => each === text)];
    const missed = [];
    for (const query of finds) if (!(await search(query)).includes(id ?? '')) missed.push(query);
    const wrong = [];
    for (const query of not) if ((await search(query)).includes(id ?? '')) wrong.push(query);
    expect({ missed, wrong }).toEqual({ missed: [], wrong: [] });
  });
});
