import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { logInteraction } from '../crm/interactions.ts';
import { type CrmDesk, meeting, openCrmDesk } from '../testing/crm-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { countMentions } from './mentions.ts';

describe.each(Object.entries(DIALECTS))('mentions on %s', (_, open) => {
  let desk: CrmDesk;
  let marta: Context;
  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    ({ marta } = desk);
    const summaries = [
      ['Acme', "L'entreprise veut du C++, et l'йога."],
      ['Acme', 'Entreprise, entreprise: Müller zahlt. ไทย'],
      ['Beta', '株式会社東芝と東京芝浦。'],
      ['Gamma', '東芝 mueller, entreprises'],
    ] as const;
    for (const [company, summary] of summaries)
      await logInteraction(marta, { ...meeting(company), summary, occurred_on: '2026-01-02' });
  });
  afterAll(() => desk.store.close());

  const count = (...words: string[]) =>
    countMentions(marta, {
      words,
      viewer: marta.actor,
      since: '2026-01-01',
      until: '2026-01-03',
      writtenUntil: new Date('2100-01-01'),
    });

  test('a word is counted once in each interaction, whatever it is joined to', async () => {
    expect(await count('entreprise', 'c++', 'йога', 'mueller', 'nothing', '+')).toEqual(
      new Map([
        ['entreprise', { mentions: 2, companies: 1 }],
        ['c++', { mentions: 1, companies: 1 }],
        ['йога', { mentions: 1, companies: 1 }],
        ['mueller', { mentions: 2, companies: 2 }],
      ]),
    );
  });

  test('a word of a script without spaces is counted where its letters follow each other', async () => {
    expect(await count('東芝', '株式会社', '東京芝', '会社東芝', 'ไทย', '東京都')).toEqual(
      new Map([
        ['東芝', { mentions: 2, companies: 2 }],
        ['株式会社', { mentions: 1, companies: 1 }],
        ['東京芝', { mentions: 1, companies: 1 }],
        ['会社東芝', { mentions: 1, companies: 1 }],
        ['ไทย', { mentions: 1, companies: 1 }],
      ]),
    );
  });
});
