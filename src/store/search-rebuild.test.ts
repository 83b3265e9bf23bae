import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Context, transact } from '../context.ts';
import { saveContact } from '../crm/contact-changes.ts';
import { logInteraction } from '../crm/interactions.ts';
import { newId } from '../ids.ts';
import { type CrmDesk, meeting, openCrmDesk } from '../testing/crm-desk.ts';
import { listRows } from '../testing/store-rows.ts';
import { DIALECTS } from '../testing/stores.ts';
import { fold } from '../text.ts';
import { rebuildSearch, type SearchKind, searchText } from './search.ts';

describe.each(Object.entries(DIALECTS))('search built anew on %s', (_, open) => {
  let desk: CrmDesk;
  let marta: Context;
  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    ({ marta } = desk);
  });
  afterAll(() => desk.store.close());
  beforeEach(() => desk.clear());

  const search = (kind: SearchKind, query: string) =>
    searchText(marta, { viewer: marta.actor, query, kind, limit: 10 });
  const entries = async () =>
    (await listRows(desk.store, 'searchEntries')).toSorted((one, other) => one.id - other.id);

  /** Bodies as they were made before there were these rules: folded words, and no phone numbers. */
  async function makeOld(texts: Record<string, string>): Promise<void> {
    const { searchEntries } = desk.store.tables;
    for (const { id, entityId } of await entries()) {
      const body = fold(texts[entityId] ?? '');
      await desk.store.transaction((tx) =>
        tx.update(searchEntries).set({ body }).where(eq(searchEntries.id, id)).returning(),
      );
    }
  }

  test('finds what rows of former rules say, in the order in which they were written', async () => {
    await logInteraction(marta, { ...meeting('株式会社東芝', '山田 太郎'), summary: 'Über C++ gesprochen.' });
    await saveContact(marta, { contact: { name: '山田 太郎' }, phone: '+351 912 345 678' });
    await logInteraction(marta, meeting('Müller & Söhne', 'Ana Lopes'));
    await logInteraction(marta, meeting('株式会社東芝'));
    const made = await entries();
    const [first = '', , last = ''] = (await listRows(desk.store, 'interactions'))
      .map(({ id }) => id)
      .toSorted();
    await makeOld({ [first]: 'meeting Über C++ gesprochen 株式会社東芝 山田 太郎' });
    expect(await search('company', '東芝')).toEqual([]);
    expect(await rebuildSearch(marta)).toBe(2 + 2 + 3);
    expect(await entries()).toEqual(made);
    expect(await search('company', '東芝')).toHaveLength(1);
    expect(await search('company', 'mueller')).toHaveLength(1);
    expect(await search('contact', '912345678')).toHaveLength(1);
    expect(await search('interaction', '東芝')).toEqual([last, first]);
    expect(await search('interaction', 'ueber c++ 太郎')).toEqual([first]);
  });

  test('writes nothing where all is as it should be, and makes an entry that is missing', async () => {
    await logInteraction(marta, meeting('Acme', 'Ana Lopes'));
    const made = await entries();
    expect(await rebuildSearch(marta)).toBe(3);
    expect(await entries()).toEqual(made);
    const { searchEntries } = desk.store.tables;
    await desk.store.transaction((tx) =>
      tx.delete(searchEntries).where(eq(searchEntries.kind, 'contact')).returning(),
    );
    await transact(marta, async (ctx) => {
      await rebuildSearch(ctx);
    });
    expect(await search('contact', 'ana')).toHaveLength(1);
    expect(await entries()).toHaveLength(3);
  });

  test('goes through more rows than one transaction takes', async () => {
    const { companies } = desk.store.tables;
    const rows = Array.from({ length: 1_101 }, (_, at) => ({
      id: newId(),
      name: `Company ${at}`,
      nameKey: `company ${at}`,
      stemKey: `company ${at}`,
      createdAt: marta.clock.now(),
      createdBy: marta.actor.memberId,
    }));
    await desk.store.transaction((tx) => tx.insert(companies).values(rows).returning());
    expect(await rebuildSearch(marta)).toBe(1_101);
    expect(await entries()).toHaveLength(1_101);
    expect(await search('company', '1100')).toEqual([rows.at(-1)?.id]);
  });
});
