import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { rebuildSearch } from '../store/search.ts';
import { type CrmDesk, meeting, openCrmDesk } from '../testing/crm-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { listAliases, removeAlias } from './aliases.ts';
import { saveCompany } from './company-changes.ts';
import { saveContact } from './contact-changes.ts';
import { logInteraction } from './interactions.ts';
import { mergeCustomers } from './merging/merge.ts';
import { undo } from './undo.ts';

describe.each(Object.entries(DIALECTS))('names of before, on %s', (_, open) => {
  let desk: CrmDesk;
  beforeAll(async () => {
    desk = await openCrmDesk(await open());
  });
  afterAll(() => desk.store.close());
  beforeEach(() => desk.clear());

  const bodies = async () =>
    (await desk.store.read.select().from(desk.store.tables.searchEntries))
      .map(({ entityId, body }) => `${entityId} ${body}`)
      .toSorted();
  async function merged(keep: string, goes: string): Promise<void> {
    const [keepId, mergedId] = [
      (await saveCompany(desk.marta, { company: { name: keep } })).company.id,
      (await saveCompany(desk.marta, { company: { name: goes, is_new: true } })).company.id,
    ];
    await logInteraction(desk.marta, meeting(goes));
    await mergeCustomers(desk.lead, { kind: 'company', keepId, mergedId });
  }

  test('a name that came with a merge and is removed finds no interaction any more, and does again when that is undone', async () => {
    await merged('Osprey', 'Quorvex');
    const before = await bodies();
    expect(before.filter((body) => body.includes('quorvex'))).toHaveLength(2);
    const { aliases } = await listAliases(desk.lead, {});
    const { change_id } = await removeAlias(desk.lead, { alias_id: aliases[0]?.id ?? '' });
    expect((await bodies()).filter((body) => body.includes('quorvex'))).toEqual([]);
    await undo(desk.lead, { change_id });
    expect(await bodies()).toEqual(before);
    await rebuildSearch(desk.lead);
    expect(await bodies()).toEqual(before);
  });

  test('after a rename interactions are found by both names, and after its undo by the old one alone', async () => {
    await logInteraction(desk.marta, meeting('Osprey', 'Ana Lopes'));
    const before = await bodies();
    const company = await saveCompany(desk.marta, { company: { name: 'Osprey' }, name: 'Quorvex' });
    const contact = await saveContact(desk.marta, { contact: { name: 'Ana Lopes' }, name: 'Ana Quental' });
    const found = async (word: string) => (await bodies()).filter((body) => body.includes(word)).length;
    for (const word of ['osprey', 'quorvex', 'lopes', 'quental']) expect(await found(word), word).toBe(2);
    await logInteraction(desk.marta, meeting('Quorvex', 'Ana Quental'));
    expect(await found('osprey')).toBe(3);
    const kept = await bodies();
    await rebuildSearch(desk.lead);
    expect(await bodies()).toEqual(kept);
    const changes = (await desk.rows('changes')) as { id: string; verb: string }[];
    const logged = changes.filter(({ verb }) => verb === 'log_interaction').at(-1);
    for (const change_id of [logged?.id ?? '', contact.change_id, company.change_id])
      await undo(desk.lead, { change_id });
    expect(await bodies()).toEqual(before);
  });
});
