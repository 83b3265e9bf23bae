import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../context.ts';
import {
  type CrmDesk,
  getCustomer,
  type NewCustomers,
  newCustomersOf,
  openCrmDesk,
} from '../testing/crm-desk.ts';
import { listRows, wholeStore } from '../testing/store-rows.ts';
import { DIALECTS } from '../testing/stores.ts';
import { changeDeal } from './deal-changes.ts';
import { getDeal } from './deal-queries.ts';
import { addDeal } from './deals.ts';
import { eraseContact } from './erasure/erase.ts';
import { mergeCustomers } from './merging/merge.ts';
import { previewMerge } from './merging/preview.ts';
import { undo } from './undo.ts';

describe.each(Object.entries(DIALECTS))('deals of customers on %s', (_, open) => {
  let desk: CrmDesk;
  let marta: CrmDesk['marta'];
  let lead: CrmDesk['lead'];
  let ada: Context;
  let company: NewCustomers['company'];
  let contact: NewCustomers['contact'];

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    ({ marta, lead } = desk);
    ada = await desk.team.as('ada', { role: 'admin' });
    ({ company, contact } = newCustomersOf(marta));
  });
  afterAll(() => desk.store.close());
  beforeEach(() => desk.clear());

  const sell = (companyId: string, title: string, ...contacts: string[]) =>
    addDeal(marta, {
      company: { id: companyId },
      title,
      amount: '5 EUR',
      contacts: contacts.map((id) => ({ id })),
    });

  test('a merge of companies moves their deals, and undo puts every row back', async () => {
    const [keepId, mergedId] = [await company('Bluefin Logistics'), await company('Nordfisk')];
    await sell(keepId, 'Sites');
    const { deal } = await sell(mergedId, 'Boats');
    const before = await desk.everything();
    const preview = await previewMerge(lead, { kind: 'company', oneId: keepId, otherId: mergedId });
    expect(preview.merged.known.deals).toBe(1);
    const merged = await mergeCustomers(lead, { kind: 'company', keepId, mergedId });
    const { open_deals: open } = await getCustomer(marta, { company: { id: keepId } });
    expect(open?.map(({ title }) => title).toSorted()).toEqual(['Boats', 'Sites']);
    const won = await changeDeal(marta, {
      company: { id: mergedId },
      deal: { name: 'boats' },
      action: 'won',
    });
    expect(won.deal).toMatchObject({ id: deal.id, company: 'Bluefin Logistics' });
    await undo(marta, { change_id: won.change_id });
    await undo(lead, { change_id: merged.change_id });
    expect(await desk.everything()).toBe(before);
  });

  test('a merge of contacts leaves each of them linked with a deal once', async () => {
    const acme = await company('Acme');
    const [keepId, mergedId] = [await contact('Ana Lopes'), await contact('Ana L. Lopes')];
    const both = await sell(acme, 'Both', keepId, mergedId);
    const one = await sell(acme, 'One', mergedId);
    const before = await desk.everything();
    const merged = await mergeCustomers(lead, { kind: 'contact', keepId, mergedId });
    for (const { deal } of [both, one])
      expect((await getDeal(marta, { deal_id: deal.id })).contacts).toEqual(['Ana Lopes']);
    await undo(lead, { change_id: merged.change_id });
    expect(await desk.everything()).toBe(before);
  });

  test('who is erased is gone from their deals, which stay', async () => {
    const acme = await company('Acme');
    const [zoltan, rui] = [await contact('Zoltan Kovac'), await contact('Rui Costa')];
    const { deal } = await sell(acme, 'Sites of Zoltan and Rui', zoltan, rui);
    await sell(acme, 'Fleet', rui);
    await changeDeal(marta, {
      deal: { id: deal.id },
      action: 'lost',
      reason: 'Zoltan Kovac said no, and Kovac decides',
    });
    await changeDeal(marta, { deal: { id: deal.id }, action: 'reopen' });
    await changeDeal(marta, { deal: { name: 'Fleet' }, title: 'The fleet of Zoltan Kovac' });
    await eraseContact(ada, { contact: { name: 'Zoltan Kovac' } });
    expect(await wholeStore(desk.store)).not.toMatch(/zoltan|kovac/);
    const deals = await listRows(desk.store, 'deals');
    expect(deals.map(({ title }) => /Rui|fleet/.test(title))).toEqual([true, true]);
    expect((await getDeal(marta, { deal_id: deal.id })).contacts).toEqual(['Rui Costa']);
    expect(await listRows(desk.store, 'dealChanges')).toHaveLength(4);
  });
});
