import { expect, test } from 'vitest';
import { SEARCH_RULES_VERSION } from './search.ts';
import { searchBody } from './search-body.ts';
import { findingBy, readQuery } from './search-query.ts';

/** Bodies by the rules of this version. Where one comes out otherwise, databases have to make theirs anew: raise the version. */
const BODIES = {
  version: 1,
  bodies: [
    [
      ['Müller & Söhne', 'acme.com'],
      'muller ꀀꀦ sohne | acme com | mueller | soehne | mullerꀀꀦsohne | muellerꀀꀦsoehne',
    ],
    [['株式会社東芝', '一'], '株式 式会 会社 社東 東芝 芝 | 一'],
    [['NTTデータ 山田 太郎'], 'ntt デー ータ タ山 山田 田太 太郎 郎'],
    [['C++, AT&T'], 'cꀀꀫꀀꀫ atꀀꀦt | t | att'],
    [['.NET by J.P.'], 'net by j p | ꀀꀮnet | jp'],
    [["l'offre d'Ana"], 'loffre dana | offre | ana'],
    [['+351 (0)912 345-678'], 'ꀀꀫ351 0 912 345 678 | 351 | ꀀ876543219153'],
    [['12e5x राम', null, ''], '12ꀀꁥ5x रꀂꃾम'],
    [['a'.repeat(100)], 'a'.repeat(60)],
    [['!? …', undefined], ''],
  ] as [(string | null | undefined)[], string][],
};

test('bodies come out as the version of their rules says', () => {
  expect(SEARCH_RULES_VERSION).toBe(BODIES.version);
  for (const [texts, body] of BODIES.bodies) expect(searchBody(texts)).toBe(body);
});

test('a query of signs asks for nothing, and one in quotes for nothing less than all of it', () => {
  for (const query of ['', ' ', '"', '""', '& + #', '"&"', '...', '\u0000', '\uD800'])
    expect(readQuery(query)).toEqual({ all: [], any: [] });
  expect(readQuery('"one two" three')).toMatchObject({ any: [] });
  expect(readQuery('one two').any).toHaveLength(2);
});

test('of a long query so many words are looked for, and no more', () => {
  const words = Array.from({ length: 400 }, (_, at) => `word${at}`);
  expect(readQuery(words.join(' ')).all).toHaveLength(12);
  expect(findingBy(words.slice(0, 12).join(' '))(words.join(' '))).toBe(true);
});
