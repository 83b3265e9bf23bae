import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { type CrmDesk, failure, getCustomer, meeting, openCrmDesk } from '../testing/crm-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { find } from './find.ts';
import { listMyInteractions, logInteraction } from './interactions.ts';

describe.each(Object.entries(DIALECTS))('logging an interaction on %s', (_, open) => {
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

  const count = async (name: Parameters<CrmDesk['rows']>[0]) => (await desk.rows(name)).length;

  test('one call saves company, contacts, employment, interaction and follow-up', async () => {
    const saved = await logInteraction(marta, {
      ...meeting('Acme', 'Ana Lopes', 'Rui Costa'),
      follow_ups: [{ title: 'Send pricing', due_on: '2026-11-27' }],
    });
    expect(saved).toMatchObject({
      saved: 'Meeting with Ana Lopes, Rui Costa (Acme)',
      interaction: { kind: 'meeting', occurred_on: '2026-11-24' },
      company: { name: 'Acme' },
      contacts: [{ name: 'Ana Lopes' }, { name: 'Rui Costa' }],
      follow_ups: [{ title: 'Send pricing', due_on: '2026-11-27' }],
      created: ['company Acme', 'contact Ana Lopes', 'contact Rui Costa'],
    });
    expect(saved.interaction).not.toHaveProperty('is_private');
    expect(await count('companies')).toBe(1);
    expect(await count('contacts')).toBe(2);
    expect(await count('relationships')).toBe(2);
    expect(await count('followUps')).toBe(1);
    expect(await count('changes')).toBe(1);
    const { people, interactions, open_follow_ups } = await getCustomer(tom, { company: { name: 'acme' } });
    expect(people?.map(({ name }) => name).toSorted()).toEqual(['Ana Lopes', 'Rui Costa']);
    expect(interactions).toMatchObject([{ contacts: ['Ana Lopes', 'Rui Costa'], member: 'marta' }]);
    expect(open_follow_ups).toMatchObject([{ title: 'Send pricing', owner: 'marta' }]);
  });

  test('today is the day in the time zone of the member', async () => {
    const auckland = await desk.team.as('kiri', { timeZone: 'Pacific/Auckland' });
    desk.team.system.clock.advance(2 * 3_600_000); // 12:00 UTC: already tomorrow in Auckland
    const { interaction } = await logInteraction(auckland, meeting('Acme'));
    desk.team.system.clock.advance(-2 * 3_600_000);
    expect(interaction.occurred_on).toBe('2026-11-25');
  });

  test.each([
    ['a day that does not exist', { occurred_on: '2026-02-30' }],
    ['a day in the future', { occurred_on: '2027-01-01' }],
    ['an unknown field', { member_id: 'U0TOM' }],
    ['an empty summary', { summary: ' \u0000 ' }],
    ['no customer at all', { company: undefined, contacts: [] }],
    ['too many people', { contacts: Array.from({ length: 21 }, (_, at) => ({ name: `Person ${at}` })) }],
  ])('%s is refused with a reason, and nothing is written', async (_, wrong) => {
    const error = await failure(
      logInteraction(marta, { ...meeting('Acme', 'Ana Lopes'), ...wrong } as never),
    );
    expect(error.code).toBe('invalid');
    expect(await count('companies')).toBe(0);
    expect(await count('changes')).toBe(0);
  });

  test('a private interaction is seen by its author and by admins alone, and never where others read', async () => {
    const admin = await desk.team.as('ada', { role: 'admin' });
    await logInteraction(marta, {
      ...meeting('Acme', 'Ana Lopes'),
      summary: 'Salary of the CFO.',
      is_private: true,
      follow_ups: [{ title: 'Secret follow-up' }],
    });
    const seenBy = async (ctx: Context) =>
      JSON.stringify([
        await find(ctx, { query: 'salary' }),
        await getCustomer(ctx, { company: { name: 'Acme' } }),
        await listMyInteractions(ctx, {}),
      ]);
    for (const ctx of [marta, admin]) {
      expect(await seenBy(ctx)).toContain('Salary');
      expect(await seenBy({ ...ctx, actor: { ...ctx.actor, audience: 'shared' } })).not.toMatch(
        /Salary|Secret/,
      );
    }
    for (const ctx of [tom, lead]) expect(await seenBy(ctx)).not.toMatch(/Salary|Secret/);
  });
});
