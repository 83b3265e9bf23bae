import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type CrmDesk, meeting, openCrmDesk } from '../testing/crm-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { find } from './find.ts';
import { logInteraction } from './interactions.ts';

describe.each(Object.entries(DIALECTS))('search on %s', (_, open) => {
  let desk: CrmDesk;
  let marta: CrmDesk['marta'];
  let tom: CrmDesk['tom'];

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    ({ marta, tom } = desk);
  });
  afterAll(() => desk.store.close());
  beforeEach(() => desk.clear());

  test('search finds a company behind any number of newer interactions', async () => {
    await logInteraction(marta, meeting('Mirador Hotels'));
    for (let call = 0; call < 12; call += 1) await logInteraction(marta, meeting('Mirador Hotels'));
    const found = await find(marta, { query: 'mirador' });
    expect(found.companies).toHaveLength(1);
    expect(found.interactions).toHaveLength(10);
  });

  test('search finds beginnings of words without accents, all words before any', async () => {
    await logInteraction(marta, {
      ...meeting('Škoda Auto', 'José Núñez'),
      summary: 'Renewal of the leasing contract.',
    });
    await logInteraction(marta, { ...meeting('Globex'), summary: 'Contract signed.' });
    expect((await find(tom, { query: 'skoda' })).companies).toMatchObject([{ name: 'Škoda Auto' }]);
    expect((await find(tom, { query: 'nunez' })).contacts).toMatchObject([{ name: 'José Núñez' }]);
    expect((await find(tom, { query: 'renew contract' })).interactions).toHaveLength(1);
    expect((await find(tom, { query: 'contract zzz' })).interactions).toHaveLength(2);
    expect((await find(tom, { query: '"; drop table companies; --*' })).companies).toEqual([]);
  });
});
