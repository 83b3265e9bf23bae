import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type CrmDesk, failure, openCrmDesk } from '../../testing/crm-desk.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { saveCompany } from '../company-changes.ts';
import { reportPair } from '../duplicates.ts';
import { undo } from '../undo.ts';
import { mergeCustomers } from './merge.ts';
import { findPairState } from './pair-state.ts';

describe.each(Object.entries(DIALECTS))('what has become of a pair, on %s', (_, open) => {
  let desk: CrmDesk;
  let lead: CrmDesk['lead'];
  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    ({ lead } = desk);
  });
  afterAll(() => desk.store.close());
  beforeEach(() => desk.clear());

  const company = async (name: string) =>
    (await saveCompany(lead, { company: { name, is_new: true } })).company.id;
  const pairOf = async (oneId: string, otherId: string) =>
    (await reportPair(lead, { kind: 'company', oneId, otherId })).id;
  const merge = async (keepId: string, mergedId: string) =>
    (await mergeCustomers(lead, { kind: 'company', keepId, mergedId })).change_id;

  test('of several merges it is the one that has made these two one, whatever was merged before and since', async () => {
    const [a, b, c, d] = [
      await company('Acme'),
      await company('Borealis'),
      await company('Cormoran'),
      await company('Dunlin'),
    ];
    const pairs = {
      ab: await pairOf(a, b),
      cd: await pairOf(c, d),
      bc: await pairOf(b, c),
      ad: await pairOf(a, d),
    };
    const ab = await merge(b, a);
    const cd = await merge(d, c);
    const all = await merge(d, b);
    const mergeOf = async (id: string) => {
      const state = await findPairState(lead, id);
      return state.is === 'merged' ? state.change.id : state.is;
    };
    expect(await mergeOf(pairs.ab)).toBe(ab);
    expect(await mergeOf(pairs.cd)).toBe(cd);
    expect(await mergeOf(pairs.bc)).toBe(all);
    expect(await mergeOf(pairs.ad)).toBe(all);
    expect((await failure(undo(lead, { change_id: ab }))).message).toContain('Merged Borealis into Dunlin');
    await undo(lead, { change_id: all });
    expect(await mergeOf(pairs.ab)).toBe(ab);
    expect(await mergeOf(pairs.bc)).toBe('open');
    await undo(lead, { change_id: ab });
    expect(await mergeOf(pairs.ab)).toBe('open');
    expect(await mergeOf(pairs.cd)).toBe(cd);
  });
});
