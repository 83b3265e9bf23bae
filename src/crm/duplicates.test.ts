import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../ids.ts';
import { type CrmDesk, failure, meeting, openCrmDesk } from '../testing/crm-desk.ts';
import { importCustomers } from '../testing/imported-customers.ts';
import { DIALECTS } from '../testing/stores.ts';
import { saveCompany } from './company-changes.ts';
import { saveContact } from './contact-changes.ts';
import { countPairs, listPairs, reportPair, sayDifferent, takeBackDifferent } from './duplicates.ts';
import { logInteraction } from './interactions.ts';
import { mergeCustomers } from './merging/merge.ts';
import { undo } from './undo.ts';

describe.each(Object.entries(DIALECTS))('pairs that may be one, on %s', (_, open) => {
  let desk: CrmDesk;
  let marta: CrmDesk['marta'];
  let lead: CrmDesk['lead'];

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    ({ marta, lead } = desk);
  });
  afterAll(() => desk.store.close());
  beforeEach(() => desk.clear());

  const company = async (name: string, domain?: string) =>
    (await importCustomers(marta, [domain ? [name, domain] : [name]]))[name] ?? '';
  const report = (oneId: string, otherId: string) => reportPair(marta, { kind: 'company', oneId, otherId });
  const idsOf = async () => (await listPairs(lead)).pairs.map(({ id }) => id);

  test('anybody reports a pair, which is there once, and a lead sees what tells the two apart and why', async () => {
    const [acme, ltd] = [await company('Acme', 'acme.example'), await company('Acme Ltd')];
    await logInteraction(marta, { ...meeting('Acme'), occurred_on: '2026-11-03' });
    const { id } = await report(ltd, acme);
    expect(await report(acme, ltd)).toEqual({ id, status: 'open' });
    expect(await desk.rows('duplicates')).toHaveLength(1);
    expect(await listPairs(lead)).toEqual({
      pairs: [
        {
          id,
          kind: 'company',
          one: { id: acme, label: 'Acme (acme.example; last contact Tue 3 Nov 2026 by marta)' },
          other: { id: ltd, label: 'Acme Ltd' },
          because: 'it is the same name but for the legal form',
          reported_by: 'marta',
        },
      ],
      more: 0,
    });
    await mergeCustomers(lead, { kind: 'company', keepId: acme, mergedId: ltd });
    expect(await listPairs(lead)).toEqual({ pairs: [], more: 0 });
  });

  test('what is said to be different stays so, and can be taken back', async () => {
    const [acme, ltd] = [await company('Acme'), await company('Acme Ltd')];
    const { id } = await report(acme, ltd);
    expect(await sayDifferent(lead, { id })).toEqual({ id, status: 'different' });
    expect(await report(acme, ltd)).toEqual({ id, status: 'different' });
    expect(await idsOf()).toEqual([]);
    expect(await desk.rows('duplicates')).toMatchObject([
      { decidedBy: lead.actor.memberId, status: 'different' },
    ]);
    await takeBackDifferent(lead, { id });
    expect(await idsOf()).toEqual([id]);
    expect(await desk.rows('duplicates')).toMatchObject([{ decidedBy: null, decidedAt: null }]);
  });

  test('a pair follows those that are merged, and “different” holds for what has become one', async () => {
    const [acme, ltd, gmbh] = [await company('Acme'), await company('Acme Ltd'), await company('Acme GmbH')];
    const { id } = await report(acme, gmbh);
    const other = await report(ltd, gmbh);
    const merged = await mergeCustomers(lead, { kind: 'company', keepId: ltd, mergedId: acme });
    const { pairs } = await listPairs(lead);
    expect(pairs).toHaveLength(1);
    expect(pairs[0]).toMatchObject({ one: { id: ltd }, other: { id: gmbh } });
    expect(await countPairs(lead)).toBe(1);
    await sayDifferent(lead, { id });
    expect(await idsOf()).toEqual([]);
    expect((await report(ltd, gmbh)).status).toBe('different');
    expect((await report(acme, gmbh)).status).toBe('different');
    expect(await desk.rows('duplicates')).toHaveLength(2);
    await undo(lead, { change_id: merged.change_id });
    expect(await idsOf()).toEqual([other.id]);
  });

  test('a pair of somebody who is gone is not shown', async () => {
    const acme = await company('Acme');
    const added = await saveCompany(marta, { company: { name: 'Bluefin' } });
    await report(acme, added.company.id);
    await undo(marta, { change_id: added.change_id });
    expect(await listPairs(lead)).toEqual({ pairs: [], more: 0 });
  });

  test('a list is short and says how many more there are', async () => {
    const all = [];
    for (let at = 0; at < 4; at += 1) all.push(await company(`Acme ${'ABCD'.charAt(at)}`));
    const [first = '', ...others] = all;
    for (const other of others) await report(first, other);
    expect(await listPairs(lead, { limit: 2 })).toMatchObject({ more: 1, pairs: [{}, {}] });
  });

  test('what no pair can be made of is refused, and members decide nothing', async () => {
    const [acme, ltd] = [await company('Acme'), await company('Acme Ltd')];
    const ana = (await saveContact(marta, { contact: { name: 'Ana Lopes' } })).contact.id;
    const { id } = await report(acme, ltd);
    const before = await desk.everything();
    const codes = async (...works: (() => Promise<unknown>)[]) => {
      const found = [];
      for (const work of works) found.push((await failure(work())).code);
      return [...new Set(found)];
    };
    expect(
      await codes(
        () => listPairs(marta),
        () => sayDifferent(marta, { id }),
        () => takeBackDifferent(marta, { id }),
      ),
    ).toEqual(['forbidden']);
    expect(
      await codes(
        () => report(acme, lead.actor.memberId),
        () => report(acme, newId()),
        () => sayDifferent(lead, { id: acme }),
        () => sayDifferent(lead, { id: lead.actor.memberId }),
      ),
    ).toEqual(['not_found']);
    expect(
      await codes(
        () => report(acme, acme),
        () => report(acme, ana),
        () => report(acme, 'Acme Ltd'),
      ),
    ).toEqual(['invalid']);
    expect(await desk.everything()).toBe(before);
    await mergeCustomers(lead, { kind: 'company', keepId: acme, mergedId: ltd });
    expect(await codes(() => report(acme, ltd))).toEqual(['conflict']);
  });
});
