import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { transact } from '../context.ts';
import { NAME_RULES_VERSION } from '../names/rules-version.ts';
import { SEARCH_RULES_VERSION } from '../store/search.ts';
import { type CrmDesk, meeting, openCrmDesk } from '../testing/crm-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { applyRules } from './derived-rows.ts';
import { logInteraction } from './interactions.ts';
import { undo } from './undo.ts';

describe.each(Object.entries(DIALECTS))('what follows from names on %s', (_, open) => {
  let desk: CrmDesk;

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
  });
  afterAll(() => desk.store.close());

  const everything = async () => {
    const { nameKeys, companies, contacts } = desk.store.tables;
    const { read } = desk.store;
    const keys = await read.select().from(nameKeys);
    return {
      keys: keys.map(({ id: _, ...key }) => JSON.stringify(key)).toSorted(),
      companies: await read.select().from(companies).orderBy(companies.id),
      contacts: await read.select().from(contacts).orderBy(contacts.id),
    };
  };

  test('is written anew from rows of before, the same as if they were new, once', async () => {
    await logInteraction(desk.marta, meeting('Łódź Hotels GmbH', 'Ana Lopes', 'Rui Costa'));
    const written = await everything();
    expect(written.keys.length).toBeGreaterThan(3);
    await transact(desk.team.system, async (ctx) => {
      const { nameKeys, companies, contacts, derivedRules } = ctx.store.tables;
      await ctx.db.delete(nameKeys);
      await ctx.db.delete(derivedRules);
      await ctx.db.update(companies).set({ sortKey: '', stemKey: 'lodz' });
      await ctx.db.update(contacts).set({ sortKey: '' });
    });
    expect(await applyRules(desk.team.system)).toEqual(['names', 'search']);
    expect(await everything()).toEqual(written);
    expect(await applyRules(desk.team.system)).toEqual([]);
    expect(await desk.store.read.select().from(desk.store.tables.derivedRules)).toEqual([
      { id: 'names', version: NAME_RULES_VERSION },
      { id: 'search', version: SEARCH_RULES_VERSION },
    ]);
  });

  test('goes when a change is undone', async () => {
    await desk.clear();
    const { change_id } = await logInteraction(desk.marta, meeting('Mirador', 'Ana Lopes'));
    await undo(desk.marta, { change_id });
    expect(await desk.store.read.select().from(desk.store.tables.nameKeys)).toEqual([]);
  });
});
