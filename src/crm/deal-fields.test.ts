import { expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { newCustomersOf, openCrmDesk } from '../testing/crm-desk.ts';
import { oneOfEach } from '../testing/own-field-settings.ts';
import { DIALECTS } from '../testing/stores.ts';
import { changeDeal } from './deal-changes.ts';
import { addDeal } from './deals.ts';
import { eraseContact } from './erasure/erase.ts';
import { find } from './find.ts';
import { mergeCustomers } from './merging/merge.ts';
import { undo } from './undo.ts';

test.each(Object.entries(DIALECTS))(
  'a deal is found by the words in its fields, which follow a merge, an undo and an erasure, on %s',
  async (_, open) => {
    const desk = await openCrmDesk(await open());
    const settings = oneOfEach();
    const as = (ctx: Context): Context => ({ ...ctx, crm: () => settings });
    const [marta, lead] = [as(desk.marta), as(desk.lead)];
    const { company, contact } = newCustomersOf(marta);
    const [keepId, mergedId] = [await company('Bluefin Logistics'), await company('Bluefin')];
    const rui = await contact('Rui Quental');
    const { deal } = await addDeal(marta, {
      company: { id: mergedId },
      title: 'Sites',
      fields: { a_text: 'Tender of Rui Quental', a_way: ['Sea'], a_sum: '40000 EUR', a_yes: true },
    });
    const found = async (query: string) => (await find(marta, { query })).deals.map(({ id }) => id);
    for (const query of ['tender', 'quental', 'sea sites', '40,000'])
      expect(await found(query), query).toEqual([deal.id]);
    expect([await found('yes'), await found('rail')]).toEqual([[], []]);
    const merged = await mergeCustomers(lead, { kind: 'company', keepId, mergedId });
    expect(await found('tender logistics')).toEqual([deal.id]);
    await undo(lead, { change_id: merged.change_id });
    expect(await found('tender logistics')).toEqual([]);
    const changed = await changeDeal(marta, { deal: { id: deal.id }, fields: { a_text: 'Framework' } });
    expect([await found('tender'), await found('framework')]).toEqual([[], [deal.id]]);
    await undo(marta, { change_id: changed.change_id });
    expect([await found('tender'), await found('framework')]).toEqual([[deal.id], []]);
    await eraseContact(as(await desk.team.as('ada', { role: 'admin' })), { contact: { id: rui } });
    expect([await found('quental'), await found('tender')]).toEqual([[], [deal.id]]);
    await desk.store.close();
  },
);
