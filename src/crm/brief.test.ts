import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addDays } from '../clock.ts';
import { transact } from '../context.ts';
import { newId } from '../ids.ts';
import { insertRow } from '../store/prepared-statements.ts';
import { type CrmDesk, failure, meeting, openCrmDesk } from '../testing/crm-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { NOW } from '../testing/team.ts';
import { getBrief } from './brief.ts';
import { saveContact } from './contact-changes.ts';
import { listCalls } from './day-list.ts';
import { addFollowUp } from './follow-ups.ts';
import { logInteraction } from './interactions.ts';
import { addNote } from './notes.ts';
import { listQuietCustomers } from './quiet-customers.ts';
import { relate } from './relationships.ts';

const TODAY = '2026-11-24';

describe.each(Object.entries(DIALECTS))('briefs and the list of a day on %s', (_, open) => {
  let desk: CrmDesk;
  let marta: CrmDesk['marta'];
  let tom: CrmDesk['tom'];
  let lead: CrmDesk['lead'];

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    ({ marta, tom, lead } = desk);
  });
  afterAll(() => desk.store.close());
  beforeEach(async () => {
    const { dealChanges, dealContacts, deals, messages } = desk.store.tables;
    await transact(desk.team.system, async (ctx) => {
      for (const table of [dealChanges, dealContacts, deals, messages]) await ctx.db.delete(table);
    });
    await desk.clear();
  });

  const meet = (ctx: CrmDesk['marta'], on: string, company: string, ...people: string[]) =>
    logInteraction(ctx, { ...meeting(company, ...people), occurred_on: on });

  /** Meets somebody every seven days, the last time so many days ago. */
  async function meetWeekly(
    ctx: CrmDesk['marta'],
    company: string,
    { until, person = 'Ana Lopes' }: { until: number; person?: string },
  ) {
    for (let week = 7; week >= 0; week -= 1)
      await meet(ctx, addDays(TODAY, -until - 7 * week), company, person);
  }

  async function companyId(name: string): Promise<string> {
    const rows = (await desk.rows('companies')) as { id: string; name: string }[];
    return rows.find((each) => each.name === name)?.id ?? '';
  }

  async function addDeal(
    ctx: CrmDesk['marta'],
    deal: { title: string; company: string; closesOn?: string; stages: [on: string, stage: string][] },
  ): Promise<void> {
    const { memberId } = ctx.actor;
    const stage = deal.stages.at(-1)?.[1] ?? 'lead';
    const common = { ownerId: memberId, status: 'open', amount: 8_500_000, currency: 'EUR' } as const;
    const closesOn = deal.closesOn ?? null;
    const of = await companyId(deal.company);
    await transact(ctx, async (ctx) => {
      const row = {
        id: newId(),
        title: deal.title,
        companyId: of,
        stage,
        closesOn,
        createdAt: NOW,
        createdBy: memberId,
      };
      const { id } = await insertRow(ctx, { into: 'deals', row: { ...common, ...row } });
      for (const [on, stage] of deal.stages) {
        const at = { changedOn: on, createdAt: new Date(`${on}T10:00:00Z`) };
        await insertRow(ctx, {
          into: 'dealChanges',
          row: { id: newId(), dealId: id, memberId, stage, closesOn, ...common, ...at },
        });
      }
    });
  }

  test('a brief has the people, the last three interactions, what is open, the deals and what has changed', async () => {
    for (const day of ['2026-08-03', '2026-11-03', '2026-11-10', '2026-11-17'])
      await meet(marta, day, 'Kestrel Labs', 'Ana Lopes');
    await saveContact(marta, { contact: { name: 'Ana Lopes' }, title: 'CTO', phone: '+351 912 345 678' });
    await addNote(marta, { contact: { name: 'Ana Lopes' }, note: 'Hates calls before 10.' });
    await addFollowUp(tom, {
      title: 'Send pricing',
      due_on: '2026-11-27',
      company: { name: 'Kestrel Labs' },
    });
    await addDeal(marta, {
      title: 'Renewal',
      company: 'Kestrel Labs',
      stages: [
        ['2026-10-01', 'lead'],
        ['2026-11-12', 'proposal'],
      ],
    });
    const brief = await getBrief(marta, { company: { name: 'Kestrel Labs' } });
    expect(brief?.customer.people).toMatchObject([
      { name: 'Ana Lopes', title: 'CTO', phone: '+351 912 345 678' },
    ]);
    expect(brief?.customer.people?.[0]?.about).toContain('Hates calls before 10.');
    expect(brief?.customer.interactions.map((each) => each.occurred_on)).toEqual([
      '2026-11-17',
      '2026-11-10',
      '2026-11-03',
    ]);
    expect(brief?.customer.open_follow_ups).toMatchObject([{ title: 'Send pricing', owner: 'tom' }]);
    expect(brief?.deals).toMatchObject([{ title: 'Renewal', stage: 'Proposal', amount: '€85,000' }]);
    expect(brief?.lately).toEqual([{ on: '2026-11-12', words: 'Deal “Renewal”: Lead → Proposal' }]);
    expect(brief?.quiet).toBeUndefined();
  });

  test('a brief of somebody says where they have gone, and has the deals of their company', async () => {
    await meet(marta, '2026-11-10', 'Acme', 'Ana Lopes');
    await relate(marta, {
      contact: { name: 'Ana Lopes' },
      kind: 'works_at',
      company: { name: 'Acme' },
      ended_on: '2026-11-15',
    });
    await relate(marta, {
      contact: { name: 'Ana Lopes' },
      kind: 'works_at',
      company: { name: 'Globex', is_new: true },
    });
    await addDeal(marta, { title: 'Pilot', company: 'Globex', stages: [['2026-11-20', 'lead']] });
    const brief = await getBrief(marta, { contact: { name: 'Ana Lopes' } });
    expect(brief?.lately.map(({ words }) => words)).toEqual([
      'Ana Lopes works at Globex now',
      'Ana Lopes works at Acme no more',
    ]);
    expect(brief?.deals).toMatchObject([{ title: 'Pilot' }]);
  });

  test('a brief has nothing private of a colleague, and asks who is meant where that is not clear', async () => {
    await logInteraction(marta, {
      ...meeting('Acme', 'Ana Lopes'),
      summary: 'SECRET',
      is_private: true,
      follow_ups: [{ title: 'SECRET TASK' }],
    });
    expect(JSON.stringify(await getBrief(marta, { company: { name: 'Acme' } }))).toContain('SECRET TASK');
    for (const other of [tom, lead])
      expect(JSON.stringify(await getBrief(other, { company: { name: 'Acme' } }))).not.toContain('SECRET');
    expect((await failure(getBrief(tom, { company: { name: 'Umbrella' } }))).code).toBe('not_found');
  });

  test('interactions lead to their message: everybody to those in channels, the author to their own direct ones', async () => {
    const say = async (channel: string, ts: string, audience: 'direct' | 'shared', threadTs = ts) => {
      const said = { channel, ts, threadKey: `${channel}:${threadTs}`, audience, author: 'member' } as const;
      const row = { id: newId(), memberId: marta.actor.memberId, text: 'met Ana', createdAt: NOW, ...said };
      await transact(marta, (ctx) => insertRow(ctx, { into: 'messages', row }));
      const source = { channel, ts, threadKey: said.threadKey, at: NOW, runId: newId() };
      await logInteraction({ ...marta, source }, meeting('Acme', 'Ana Lopes'));
    };
    await say('C0SALES', '1795449600.000200', 'shared', '1795449600.000100');
    await say('D0MARTA', '1795449600.000300', 'direct');
    await meet(marta, '2026-11-01', 'Acme');
    const places = async (ctx: CrmDesk['marta']) =>
      [...((await getBrief(ctx, { company: { name: 'Acme' } }))?.places.values() ?? [])].toSorted((a, b) =>
        a.ts < b.ts ? -1 : 1,
      );
    const shared = { channel: 'C0SALES', ts: '1795449600.000200', threadTs: '1795449600.000100' };
    expect(await places(marta)).toEqual([shared, { channel: 'D0MARTA', ts: '1795449600.000300' }]);
    expect(await places(tom)).toEqual([shared]);
    const inChannel = { ...marta, actor: { ...marta.actor, audience: 'shared' as const } };
    expect(await places(inChannel)).toEqual([shared]);
  });

  test('a customer is quiet against their own rhythm, until somebody talks to them again', async () => {
    await meetWeekly(marta, 'Kestrel Labs', { until: 40 });
    await meetWeekly(marta, 'Bluefin Logistics', { until: 3, person: 'Henrik Dahl' });
    await meet(marta, '2026-08-01', 'Globex', 'Rui Costa');
    const quiet = { company: 'Kestrel Labs', lastOn: '2026-10-15', daysQuiet: 40, usualGap: 7 };
    expect(await listQuietCustomers(lead, { of: 'team', limit: 5 })).toMatchObject([quiet]);
    expect(await listQuietCustomers(marta, { of: 'actor', limit: 5 })).toMatchObject([quiet]);
    expect(await listQuietCustomers(tom, { of: 'actor', limit: 5 })).toEqual([]);
    expect((await getBrief(tom, { company: { name: 'Kestrel Labs' } }))?.quiet).toMatchObject({
      daysQuiet: 40,
    });
    await meet(tom, '2026-11-23', 'Kestrel Labs', 'Ana Lopes');
    expect(await listQuietCustomers(lead, { of: 'team', limit: 5 })).toEqual([]);
  });

  test('what nobody else may see makes nobody less quiet for them', async () => {
    await meetWeekly(marta, 'Kestrel Labs', { until: 40 });
    await logInteraction(marta, { ...meeting('Kestrel Labs'), occurred_on: '2026-11-20', is_private: true });
    expect(await listQuietCustomers(marta, { of: 'team', limit: 5 })).toEqual([]);
    expect(await listQuietCustomers(lead, { of: 'team', limit: 5 })).toMatchObject([{ daysQuiet: 40 }]);
  });

  test('the list of a day adds the reasons of a customer up, and has the most urgent first', async () => {
    await meetWeekly(marta, 'Kestrel Labs', { until: 40 });
    await saveContact(marta, { contact: { name: 'Ana Lopes' }, phone: '+351 912 345 678' });
    await meet(marta, '2026-11-20', 'Globex', 'Rui Costa');
    await meet(marta, '2026-11-20', 'Acme', 'Eva Stone');
    await addDeal(marta, {
      title: 'Renewal',
      company: 'Kestrel Labs',
      closesOn: '2026-11-27',
      stages: [['2026-09-01', 'proposal']],
    });
    await addDeal(marta, {
      title: 'Later',
      company: 'Acme',
      closesOn: '2027-03-01',
      stages: [['2026-11-20', 'lead']],
    });
    await addFollowUp(marta, { title: 'Send pricing', due_on: '2026-11-20', company: { name: 'Globex' } });
    await addFollowUp(marta, { title: 'Water the plants', due_on: TODAY });
    await addFollowUp(marta, { title: 'Not yet', due_on: '2026-11-25', company: { name: 'Acme' } });
    await addFollowUp(tom, { title: 'Not hers', due_on: '2026-11-20', company: { name: 'Acme' } });
    const { calls, more } = await listCalls(marta);
    expect(more).toBe(0);
    expect(calls.map(({ name, reasons }) => [name, reasons.map(({ why }) => why)])).toEqual([
      ['Kestrel Labs', ['quiet', 'deal_closes', 'deal_still']],
      ['Globex', ['follow_up']],
      ['Water the plants', ['follow_up']],
    ]);
    expect(calls[0]).toMatchObject({ person: 'Ana Lopes', phone: '+351 912 345 678', lastOn: '2026-10-15' });
    expect(calls[1]?.reasons).toMatchObject([{ title: 'Send pricing', daysLate: 4 }]);
    expect((await listCalls(tom)).calls).toMatchObject([{ name: 'Acme' }]);
  });

  test('the list has eight at most, the same ones each time, and says how many are left', async () => {
    for (let at = 1; at <= 11; at += 1)
      await addFollowUp(marta, { title: `Task ${String(at).padStart(2, '0')}`, due_on: TODAY });
    const { calls, more } = await listCalls(marta);
    expect(calls.map(({ name }) => name)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((at) => `Task 0${at}`));
    expect(more).toBe(3);
    expect(await listCalls(marta)).toEqual({ today: TODAY, calls, more });
    expect(await listCalls(lead)).toEqual({ today: TODAY, calls: [], more: 0 });
  });
});
