import { expect, test } from 'vitest';
import { DEFAULT_CRM } from '../crm-settings.ts';
import { openCrmDesk } from '../testing/crm-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { buildDealBoard } from './deal-board.ts';
import { changeDeal } from './deal-changes.ts';
import { listDeals } from './deal-queries.ts';
import { addDeal } from './deals.ts';

test.each(Object.entries(DIALECTS))(
  'open deals stand on the board by stage, summed by currency, on %s',
  async (_, open) => {
    const { marta, tom, store } = await openCrmDesk(await open());
    const add = (ctx: typeof marta, title: string, amount: string | undefined, stage: string) =>
      addDeal(ctx, { company: { name: 'Acme' }, title, stage, ...(amount ? { amount } : {}) });
    await add(marta, 'A', '€5.50', 'proposal');
    await add(tom, 'B', '€7', 'proposal');
    await add(marta, 'C', 'US$ 3', 'proposal');
    await add(marta, 'D', undefined, 'lead');
    await add(marta, 'E', '€9', 'lead');
    await changeDeal(marta, { deal: { name: 'E' }, action: 'won' });
    const told = async (...[ctx, input]: Parameters<typeof buildDealBoard>) =>
      Object.values(await buildDealBoard(ctx, input)).map((all) =>
        all.map((each) => ('title' in each ? each.title : [each.stage, each.deals, each.worth.join(', ')])),
      );
    expect(await told(marta, { whose: 'all', next: 3 })).toEqual([
      [
        ['Lead', 1, ''],
        ['Proposal', 3, '€12.50, US$3'],
      ],
      ['A', 'B', 'C'],
    ]);
    expect(await told(marta, { whose: 'mine', next: 9 })).toEqual([
      [
        ['Lead', 1, ''],
        ['Proposal', 2, '€5.50, US$3'],
      ],
      ['A', 'C', 'D'],
    ]);
    const fewer = { ...DEFAULT_CRM, stages: DEFAULT_CRM.stages.filter(({ id }) => id !== 'lead') };
    expect(await told({ ...marta, crm: () => fewer }, { whose: 'mine', next: 1 })).toEqual([
      [
        ['Proposal', 2, '€5.50, US$3'],
        ['lead', 1, ''],
      ],
      ['A'],
    ]);
    await store.close();
  },
);

test.each(Object.entries(DIALECTS))(
  'sums of the largest amounts are exact to the last coin, on %s',
  async (_, open) => {
    const { marta, store } = await openCrmDesk(await open());
    for (let nth = 0; nth < 12; nth += 1)
      await addDeal(marta, {
        company: { name: 'Acme' },
        title: `Deal ${nth}`,
        amount: '9999999999999.99 EUR',
        stage: 'lead',
      });
    const { stages } = await buildDealBoard(marta, { whose: 'mine', next: 1 });
    expect(stages[0]?.worth).toEqual(['€119,999,999,999,999.88']);
    expect((await listDeals(marta, {})).totals).toEqual(['€119,999,999,999,999.88 in 12 deals']);
    const reporting = await store.reporting(() => DEFAULT_CRM);
    const viewer = { memberId: marta.actor.memberId, role: 'member', audience: 'direct' } as const;
    const { rows } = await reporting.query({
      text: 'select sum(amount), 3 from deals',
      values: [],
      viewer,
      maxRows: 9,
      deadlineMs: 10_000,
    });
    expect(rows.map(([sum, few]) => [String(sum), few])).toEqual([['11999999999999988', 3]]);
    await reporting.close();
    await store.close();
  },
);
