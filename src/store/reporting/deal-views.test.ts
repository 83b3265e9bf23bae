import { expect, test } from 'vitest';
import { changeDeal } from '../../crm/deal-changes.ts';
import { addDeal } from '../../crm/deals.ts';
import type { CrmSettings, Stage } from '../../crm-settings.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { createTeam } from '../../testing/team.ts';
import type { Reporting, ReportRows } from './reporting.ts';

const stage = (id: string, more: Partial<Stage> = {}): Stage => ({
  id,
  name: id.toUpperCase(),
  probability: 0.1,
  status: 'open',
  ...more,
});

const HOSTILE = "O'{members} $$ {visible} \\ -- }";

test.each(Object.entries(DIALECTS))(
  'deals and their history on %s, by the stages of now',
  async (_, open) => {
    const store = await open();
    let settings: CrmSettings = {
      stages: [
        stage('lead', { name: HOSTILE, probability: 0.333 }),
        stage('offer', { probability: 0.5 }),
        stage('won', { status: 'won', probability: 1 }),
        stage('lost', { status: 'lost', probability: 0 }),
      ],
      fields: [],
    };
    const team = createTeam(store);
    const marta = { ...(await team.as('Marta')), crm: () => settings };
    const reporting = await store.reporting(() => settings);
    const ask = query(reporting, marta.actor.memberId);
    const { deal } = await addDeal(marta, {
      company: { name: 'Acme' },
      title: 'Sites',
      amount: '10',
      currency: 'EUR',
    });
    expect(
      await ask(
        'select stage_name, stage_order, weighted_amount, stage_since, probability * 1000 as p from deals',
      ),
    ).toEqual([[HOSTILE, 1, 333, '2026-11-24', expect.anything()]]);
    team.system.clock.advance(2 * 24 * 60 * 60 * 1000);
    await changeDeal(marta, { deal: { id: deal.id }, amount: '12.50' });
    team.system.clock.advance(24 * 60 * 60 * 1000);
    await changeDeal(marta, { deal: { id: deal.id }, stage: 'offer' });
    team.system.clock.advance(24 * 60 * 60 * 1000);
    await changeDeal(marta, { deal: { id: deal.id }, amount: '20' });
    expect(
      await ask('select stage_since, weighted_amount, company_name, owner_name, closed_on from deals'),
    ).toEqual([['2026-11-27', 1000, 'Acme', 'Marta', null]]);
    await changeDeal(marta, { deal: { id: deal.id }, action: 'won', reason: 'price' });
    expect(await ask('select status, stage, closed_on, closed_quarter, reason from deals')).toEqual([
      ['won', 'won', '2026-11-28', '2026-Q4', 'price'],
    ]);
    expect(
      await ask(
        'select previous_stage, stage, previous_stage_name, previous_amount, amount, previous_on, changed_on, company_name, deal_title from deal_changes order by id',
      ),
    ).toEqual([
      [null, 'lead', null, null, 1000, null, '2026-11-24', 'Acme', 'Sites'],
      ['lead', 'lead', HOSTILE, 1000, 1250, '2026-11-24', '2026-11-26', 'Acme', 'Sites'],
      ['lead', 'offer', HOSTILE, 1250, 1250, '2026-11-26', '2026-11-27', 'Acme', 'Sites'],
      ['offer', 'offer', 'OFFER', 1250, 2000, '2026-11-27', '2026-11-28', 'Acme', 'Sites'],
      ['offer', 'won', 'OFFER', 2000, 2000, '2026-11-28', '2026-11-28', 'Acme', 'Sites'],
    ]);
    settings = { ...settings, stages: [stage('won', { name: 'Signed', status: 'won', probability: 1 })] };
    await reporting.renew();
    expect(
      await ask('select stage_name, previous_stage_name from deal_changes order by id desc limit 1'),
    ).toEqual([['Signed', 'offer']]);
    await reporting.close();
    await store.close();
  },
);

const query = (reporting: Reporting, memberId: string) => async (text: string) => {
  const viewer = { memberId, role: 'member', audience: 'direct' } as const;
  const { rows }: ReportRows = await reporting.query({
    text,
    values: [],
    viewer,
    maxRows: 100,
    deadlineMs: 10_000,
  });
  return rows.map((row) =>
    row.map((cell) => (typeof cell === 'string' && /^\d+$/.test(cell) ? Number(cell) : cell)),
  );
};
