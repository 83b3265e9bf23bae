import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { DEFAULT_CRM } from '../crm-settings.ts';
import { newId } from '../ids.ts';
import { type CrmDesk, failure, getCustomer, openCrmDesk } from '../testing/crm-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { changeDeal } from './deal-changes.ts';
import { getDeal, listDeals } from './deal-queries.ts';
import { type AddDeal, addDeal } from './deals.ts';
import { find } from './find.ts';
import { saveDeal } from './save-deal.ts';
import { undo } from './undo.ts';

describe.each(Object.entries(DIALECTS))('deals on %s', (_, open) => {
  let desk: CrmDesk;
  let marta: CrmDesk['marta'];
  let tom: CrmDesk['tom'];
  let lead: CrmDesk['lead'];

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    ({ marta, tom, lead } = desk);
  });
  afterAll(() => desk.store.close());
  beforeEach(() => desk.clear());

  const add = (ctx: Context, title: string | undefined, more: Partial<AddDeal> = {}) =>
    addDeal(ctx, { company: { name: 'Acme' }, ...(title ? { title } : {}), ...more });

  test('a deal is added with its company, people and history, shown, and found by its title', async () => {
    const { deal, saved, created } = await add(marta, 'Three sites', {
      amount: '€40k',
      stage: 'proposal',
      closes_on: '2026-12-18',
      contacts: [{ name: 'Ana Lopes' }],
    });
    expect(saved).toBe('Three sites (Acme) · €40,000 · Proposal · closes Fri 18 Dec 2026');
    expect(created).toEqual(['company Acme', 'contact Ana Lopes']);
    const shown = {
      title: 'Three sites',
      company: 'Acme',
      stage: 'Proposal',
      amount: '€40,000',
      owner: 'marta',
    };
    expect(deal).toMatchObject({ ...shown, status: 'open', closes_on: '2026-12-18' });
    expect(await getDeal(tom, { deal_id: deal.id })).toMatchObject({
      ...shown,
      contacts: ['Ana Lopes'],
      history: ['Tue 24 Nov 2026, Proposal, €40,000, by marta'],
    });
    expect((await getCustomer(tom, { company: { name: 'Acme' } })).open_deals).toMatchObject([shown]);
    expect((await getCustomer(tom, { contact: { name: 'Ana' } })).open_deals).toMatchObject([shown]);
    expect((await find(tom, { query: 'sites' })).deals).toMatchObject([shown]);
    await changeDeal(marta, { company: { name: 'Acme' }, title: 'Five halls' });
    expect((await find(tom, { query: 'sites' })).deals).toEqual([]);
    expect((await find(tom, { query: 'halls' })).deals).toMatchObject([{ title: 'Five halls' }]);
  });

  test('stage, amount, owner and day are changed with their history, and each change is taken back row by row', async () => {
    const before = await desk.everything();
    const changes = [(await add(marta, 'Sites', { amount: '80000', currency: 'eur' })).change_id];
    const states = [await desk.everything()];
    const change = async (input: Parameters<typeof changeDeal>[1]) => {
      const { saved, change_id: id } = await changeDeal(marta, { company: { name: 'Acme' }, ...input });
      changes.push(id);
      states.push(await desk.everything());
      return saved;
    };
    expect(await change({ stage: 'negotiation' })).toBe('Sites (Acme): stage Lead → Negotiation');
    expect(await change({ amount: '85k', closes_on: '2026-12-31', contacts: [{ name: 'Ana Lopes' }] })).toBe(
      'Sites (Acme): amount €80,000 → €85,000; closes Thu 31 Dec 2026; with Ana Lopes',
    );
    expect(await change({ owner: 'tom' })).toBe('Sites (Acme): owner marta → tom');
    const theirs = { ...marta, actor: tom.actor };
    const won = await changeDeal(theirs, { company: { name: 'Acme' }, action: 'won', reason: 'the pilot' });
    expect(won.saved).toBe('Sites (Acme): stage Negotiation → Won; closed Tue 24 Nov 2026; reason the pilot');
    expect(await desk.rows('dealChanges')).toHaveLength(5);
    expect(won.deal).toMatchObject({ status: 'won', closed_on: '2026-11-24' });
    await undo(theirs, { change_id: won.change_id });
    for (const [at, id] of [...changes.entries()].toReversed()) {
      expect(await desk.everything()).toBe(states[at]);
      await undo(lead, { change_id: id });
    }
    expect(await desk.everything()).toBe(before);
  });

  test('a stage decides whether a deal is open, and it is opened again where it was', async () => {
    const { deal } = await add(marta, 'Sites', { amount: '€5', stage: 'Negotiation' });
    const which = { deal: { id: deal.id } };
    const lost = await changeDeal(marta, {
      ...which,
      action: 'lost',
      reason: 'price',
      closed_on: '2026-11-20',
    });
    expect(lost.deal).toMatchObject({
      status: 'lost',
      stage: 'Lost',
      closed_on: '2026-11-20',
      reason: 'price',
    });
    expect(await failure(changeDeal(marta, { company: { name: 'Acme' }, action: 'won' }))).toMatchObject({
      code: 'not_found',
      message: expect.stringMatching(/Acme has no open deal\. There is “Sites” \(lost\)/),
    });
    const reopened = await changeDeal(marta, { company: { name: 'Acme' }, action: 'reopen' });
    expect(reopened.deal).toMatchObject({ status: 'open', stage: 'Negotiation' });
    expect(reopened.deal).not.toHaveProperty('reason');
    expect((await changeDeal(marta, { ...which, stage: 'won' })).deal).toMatchObject({ status: 'won' });
    expect((await changeDeal(marta, { ...which, stage: 'won' })).change_id).toBe('');
    const odd = [
      { ...which, stage: 'signed' },
      { ...which, action: 'lost', stage: 'won' },
      { ...which, action: 'lost', closed_on: '2027-01-01' },
      { ...which, action: 'reopen', reason: 'price' },
    ] as const;
    for (const input of odd) expect((await failure(changeDeal(marta, input))).code).toBe('invalid');
    expect((await failure(changeDeal(marta, { ...which, stage: 'signed' }))).message).toContain(
      'Lead, Qualified',
    );
  });

  test('an amount is never guessed: without a currency it is asked, with buttons for those that are known', async () => {
    const first = await failure(add(marta, 'Sites', { amount: '85k' }));
    expect(first).toMatchObject({ code: 'ambiguous' });
    expect(first.choices).toBeUndefined();
    await add(marta, 'Pilot', { amount: '1.500,50 EUR' });
    const { choices, asked } = await failure(add(marta, 'Sites', { amount: '85k' }));
    expect([asked, choices]).toEqual(['85k', [{ kind: 'currency', id: 'EUR', label: 'EUR' }]]);
    const inYen = { ...marta, crm: () => ({ ...DEFAULT_CRM, currency: 'JPY' }) };
    expect((await add(inYen, 'Yen', { amount: '85k' })).deal.amount).toBe('JP¥85,000');
    for (const wrong of ['5.5', 'some', '-5', '5 XYZ', '$5'])
      expect((await failure(add(inYen, 'No', { amount: wrong, currency: 'JPY' }))).code).toBe('invalid');
    const { deal } = await add(marta, 'Kuwait', { amount: '1234.567', currency: 'KWD' });
    expect(deal.amount?.normalize('NFKC')).toBe('KWD 1,234.567');
    await changeDeal(marta, { deal: { id: deal.id }, amount: '85.25' });
    expect((await changeDeal(marta, { deal: { id: deal.id }, currency: 'EUR' })).deal.amount).toBe('€85.25');
    expect((await changeDeal(marta, { deal: { id: deal.id }, amount: '90k KWD' })).deal.amount).toMatch(
      /90,000/,
    );
    expect((await changeDeal(marta, { deal: { id: deal.id }, currency: 'USD' })).deal.amount).toBe(
      'US$90,000',
    );
    expect((await changeDeal(marta, { deal: { id: deal.id }, clear: ['amount'] })).deal).not.toHaveProperty(
      'amount',
    );
  });

  test('of two open deals it is asked which one, and a second one of a title is refused', async () => {
    await add(marta, 'Sites');
    await add(marta, 'Upkeep', { amount: '€9k' });
    const { code, choices, asked, message } = await failure(
      changeDeal(marta, { company: { name: 'acme' }, action: 'won' }),
    );
    expect([code, asked]).toEqual(['ambiguous', 'acme']);
    expect(choices?.map(({ kind, label }) => [kind, label])).toEqual([
      ['deal', 'Upkeep (Acme; Lead; €9,000; marta)'],
      ['deal', 'Sites (Acme; Lead; marta)'],
    ]);
    expect(message).not.toContain('is_new');
    expect((await changeDeal(marta, { deal: { name: 'upkeep' }, action: 'won' })).deal.title).toBe('Upkeep');
    expect(await failure(add(marta, 'SITES'))).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('action change'),
    });
    expect(await failure(add(marta, undefined))).toMatchObject({
      code: 'ambiguous',
      choices: [{ kind: 'deal' }],
    });
    expect((await add(marta, undefined, { deal: { is_new: true } })).deal.title).toBe('Acme');
    expect(await failure(changeDeal(marta, { deal: { name: 'nothing' } }))).toMatchObject({
      code: 'not_found',
    });
    expect(await failure(changeDeal(marta, { action: 'won' }))).toMatchObject({ code: 'invalid' });
    expect(await failure(addDeal(marta, { title: 'Nobody’s' }))).toMatchObject({ code: 'invalid' });
  });

  test('an open deal has no reason, however it is said', async () => {
    const { message } = await failure(add(marta, 'Sites', { reason: 'price' }));
    expect(message).toContain('reason and closed_on are of deals that are won or lost');
    expect((await add(marta, 'Lost one', { stage: 'lost', reason: 'price' })).deal.reason).toBe('price');
  });

  test('only its owner and leads change a deal', async () => {
    const { deal, change_id: changeId } = await add(marta, 'Sites', { amount: '€5' });
    const which = { deal: { id: deal.id } };
    const before = await desk.everything();
    for (const input of [{ action: 'won' }, { amount: '1' }, { owner: 'me' }, { title: 'Mine' }] as const)
      expect((await failure(changeDeal(tom, { ...which, ...input }))).code).toBe('forbidden');
    expect((await failure(undo(tom, { change_id: changeId }))).code).toBe('forbidden');
    expect((await failure(changeDeal(tom, { deal: { id: newId() } }))).code).toBe('not_found');
    expect(await desk.everything()).toBe(before);
    expect((await changeDeal(lead, { ...which, owner: 'tom' })).deal.owner).toBe('tom');
    expect((await changeDeal(tom, { ...which, stage: 'qualified' })).deal.stage).toBe('Qualified');
    expect((await failure(changeDeal(tom, { ...which, owner: 'nobody' }))).code).toBe('not_found');
    await changeDeal(lead, { ...which, company: { name: 'Acme' }, amount: '6' });
    await add(tom, 'Globex', { company: { name: 'Globex' } });
    expect((await failure(changeDeal(lead, { ...which, company: { name: 'Globex' } }))).code).toBe('invalid');
  });

  test('deals are listed with a total for each currency', async () => {
    await add(marta, 'A', { amount: '€5', closes_on: '2026-12-31' });
    await add(marta, 'B', { amount: '€7.50', closes_on: '2026-12-01' });
    await add(tom, 'C', { amount: 'US$ 3' });
    await add(tom, 'D', { company: { name: 'Globex' } });
    const titles = async (input: Parameters<typeof listDeals>[1]) =>
      (await listDeals(marta, input)).deals.map(({ title }) => title);
    expect(await titles({})).toEqual(['B', 'A', 'C', 'D']);
    expect((await listDeals(marta, { limit: 1 })).totals).toEqual(['€12.50 in 2 deals', 'US$3 in 1 deal']);
    expect((await listDeals(marta, { limit: 1 })).more).toBe(3);
    expect(await titles({ mine: true })).toEqual(['B', 'A']);
    expect(await titles({ company: { name: 'Globex' } })).toEqual(['D']);
    expect(await titles({ status: 'won' })).toEqual([]);
    expect((await listDeals(marta, { deal: { name: 'A' } })).deals).toMatchObject([
      { history: [expect.anything()] },
    ]);
  });

  test('saveDeal adds and changes', async () => {
    const company = { name: 'Acme' };
    const { deal } = await saveDeal(marta, {
      action: 'add',
      company,
      amount: '€5',
      reason: 'x',
      stage: 'won',
    });
    expect(deal).toMatchObject({ title: 'Acme', status: 'won', reason: 'x', closed_on: '2026-11-24' });
    const { deal: again } = await saveDeal(marta, { action: 'change', deal: { id: deal.id }, amount: '6' });
    expect(again.amount).toBe('€6');
  });
});
